#include "collect/session.h"

#include <mysqld_error.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace galera {
namespace {

using std::chrono::steady_clock;

// Statements that the server itself ends after this long, should we have gone.
constexpr int kMaxStatementSeconds = 30;
constexpr std::chrono::milliseconds kSecondSessionMax{200};

std::string SetUp(const SessionSettings& settings, bool with_mariadb_variables) {
  std::string sql;
  const auto set = [&sql](const std::string& assignment) {
    sql += (sql.empty() ? "SET SESSION " : ", ") + assignment;
  };
  if (settings.set_lock_wait_timeout) {
    set("lock_wait_timeout=" + std::to_string(settings.lock_wait_timeout_seconds));
  }
  if (settings.log_slow_filter) set("log_slow_filter='tmp_table_on_disk,filesort_on_disk'");
  if (with_mariadb_variables) {
    // Under a global wsrep_sync_wait > 0 even SHOW waits for replication.
    set("wsrep_sync_wait=0");
    set("max_statement_time=" + std::to_string(kMaxStatementSeconds));
  }
  return sql;
}

bool NoRoom(const Error& error) {
  return error.server_code == ER_CON_COUNT_ERROR || error.server_code == ER_TOO_MANY_USER_CONNECTIONS ||
         error.server_code == ER_USER_LIMIT_REACHED;
}

}  // namespace

Status OpenSession(MariadbConnection& connection, const ServerConnection& server,
                   const SessionSettings& settings, SteadyTime deadline) {
  if (Status status = connection.Connect(server, deadline); !status) return status;
  for (const bool with_mariadb_variables : {true, false}) {
    const std::string sql = SetUp(settings, with_mariadb_variables);
    if (sql.empty()) return Status();
    const Result<Rows> done = connection.Query(sql, deadline);
    if (done.ok()) return Status();
    const bool unknown_variable = done.error().server_code == ER_UNKNOWN_SYSTEM_VARIABLE;
    if (!with_mariadb_variables || !unknown_variable) {
      connection.Close();
      return done.error();
    }
  }
  return Status();
}

Session::Session(ServerConnection server, SessionSettings settings,
                 std::chrono::milliseconds reconnect_interval)
    : server_(std::move(server)), settings_(settings), reconnect_interval_(reconnect_interval) {}

MariadbConnection* Session::connection() {
  return connection_ && connection_->connected() ? connection_.get() : nullptr;
}

MariadbConnection* Session::second() { return second_ && second_->connected() ? second_.get() : nullptr; }

Status Session::Prove(SteadyTime deadline) {
  if (connection() != nullptr && steady_clock::now() - connected_at_ < reconnect_interval_) return Status();
  return Reconnect(deadline);
}

Status Session::Reconnect(SteadyTime deadline) {
  second_.reset();  // an account with few connections needs its place for the first
  auto fresh = std::make_unique<MariadbConnection>();
  Status status = OpenSession(*fresh, server_, settings_, deadline);
  if (status) {
    connection_ = std::move(fresh);
    connected_at_ = steady_clock::now();
    if (reconnect_interval_ == std::chrono::milliseconds::zero()) return status;  // not worth two logins
    auto beside = std::make_unique<MariadbConnection>();
    const SteadyTime soon = std::min(deadline, connected_at_ + kSecondSessionMax);
    if (OpenSession(*beside, server_, settings_, soon)) second_ = std::move(beside);
  } else if (!NoRoom(status.error())) {
    connection_.reset();
  }
  return status;
}

}  // namespace galera

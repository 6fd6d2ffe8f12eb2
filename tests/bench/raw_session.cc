#include "bench/raw_session.h"

#include <mysql.h>

#include <array>
#include <string_view>

namespace galera::bench {
namespace {

struct Statement {
  std::string_view sql;
  bool may_fail = false;
};

constexpr std::array<Statement, 6> kStatements = {{
    {"SHOW GLOBAL STATUS"},
    {"SHOW GLOBAL VARIABLES"},
    {"SHOW ALL SLAVES STATUS"},
    {"SELECT page_size, compress_ops, compress_ops_ok, compress_time, uncompress_ops, uncompress_time "
     "FROM information_schema.innodb_cmp"},
    {"SELECT page_size, buffer_pool_instance, pages_used, pages_free, relocation_ops, relocation_time "
     "FROM information_schema.innodb_cmpmem"},
    {"SELECT @@query_response_time_stats", true},
}};

}  // namespace

struct RawSession::Impl {
  MYSQL* mysql = mysql_init(nullptr);
  Impl() = default;
  ~Impl() { mysql_close(mysql); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

RawSession::~RawSession() = default;

Result<std::unique_ptr<RawSession>> RawSession::Open(const std::string& host, std::uint16_t port,
                                                     const std::string& user, const std::string& password) {
  std::unique_ptr<RawSession> session(new RawSession);
  session->impl_ = std::make_unique<Impl>();
  MYSQL* const mysql = session->impl_->mysql;
  const unsigned seconds = 10;
  mysql_optionsv(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
  mysql_optionsv(mysql, MYSQL_OPT_READ_TIMEOUT, &seconds);
  if (mysql_real_connect(mysql, host.c_str(), user.c_str(), password.c_str(), nullptr, port, nullptr, 0) ==
      nullptr) {
    return Error{ErrorCode::kUnavailable, std::string("raw session: ") + mysql_error(mysql), 0};
  }
  return session;
}

Status RawSession::RunStatements() {
  MYSQL* const mysql = impl_->mysql;
  for (const Statement& statement : kStatements) {
    if (mysql_real_query(mysql, statement.sql.data(), statement.sql.size()) != 0) {
      if (statement.may_fail) continue;
      return Error{ErrorCode::kRefused, std::string(statement.sql) + ": " + mysql_error(mysql), 0};
    }
    MYSQL_RES* const result = mysql_use_result(mysql);
    while (result != nullptr && mysql_fetch_row(result) != nullptr) {
    }
    mysql_free_result(result);
    if (mysql_errno(mysql) != 0) return Error{ErrorCode::kUnavailable, mysql_error(mysql), 0};
  }
  return Status();
}

}  // namespace galera::bench

#include "node/component_bootstrap.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

#include "galera/wsrep_status.h"
#include "settings/accounts.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::MariadbConnection;
using galera::Result;
using galera::Status;
using galera::SteadyTime;

constexpr unsigned kSpecificAccessDenied = 1227;

std::string ByHand() {
  return "by hand, as an account that may: " + std::string(kBootstrapComponentSql) + ";";
}

std::string SystemUserName() {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  const bool ok = getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0;
  return ok && found != nullptr ? found->pw_name : "root";
}

}  // namespace

Status LogIn(MariadbConnection& connection, const NodeSettings& settings, SteadyTime deadline) {
  galera::ServerConnection server;
  server.unix_socket = settings.sql_socket;
  server.user = SystemUserName();
  Status by_socket = connection.Connect(server, deadline);
  if (by_socket || by_socket.error().code != ErrorCode::kDenied) return by_socket;
  std::string tried = server.user;
  if (const Account* account = FindAccount(settings.accounts, "system");
      account != nullptr && !account->password.empty()) {
    tried += " (unix_socket) and system";
    server.user = account->user;
    server.password = account->password;
    Status by_password = connection.Connect(server, deadline);
    if (by_password || by_password.error().code != ErrorCode::kDenied) return by_password;
  }
  return Error{ErrorCode::kDenied,
               "mariadbd does not let in " + tried + " at " + settings.sql_socket +
                   ": run this as root or mysql, with the node's environment; " + ByHand(),
               by_socket.error().server_code};
}

Result<Component> ReadComponent(MariadbConnection& connection, SteadyTime deadline) {
  const auto rows = connection.Query("SHOW GLOBAL STATUS LIKE 'wsrep\\_%'", deadline);
  if (!rows) return rows.error();
  const auto status = galera::ParseWsrepStatus(rows->AsNamedValues());
  if (!status) return Error{ErrorCode::kNotFound, "this mariadbd is in no cluster: wsrep_on is OFF"};
  return Component{status->InPrimaryComponent(), status->cluster_status, status->cluster_size,
                   status->cluster_state_uuid};
}

Status BootstrapComponent(MariadbConnection& connection, SteadyTime deadline) {
  const auto set = connection.Query(kBootstrapComponentSql, deadline);
  if (set) return {};
  Error error = set.error();
  if (error.server_code == kSpecificAccessDenied) error.code = ErrorCode::kDenied;
  if (error.code == ErrorCode::kDenied)
    error.message =
        "the account lacks a right that this statement needs (SUPER): " + error.message + "; " + ByHand();
  return error;
}

}  // namespace watchdog

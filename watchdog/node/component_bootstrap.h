// A running mariadbd's component, asked and made primary over its Unix socket.
// Each call ends at its deadline. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "galera/result.h"
#include "settings/node_settings.h"
#include "system/mariadb_connection.h"

namespace watchdog {

inline constexpr char kBootstrapComponentSql[] = "SET GLOBAL wsrep_provider_options='pc.bootstrap=YES'";

struct Component {
  bool primary = false;
  std::string status;  // wsrep_cluster_status
  std::optional<std::uint64_t> members;
  std::string state_uuid;  // wsrep_cluster_state_uuid
};

// As the operating system's user (unix_socket, no password), else as the account `system` of the
// settings. kDenied: neither is let in; the message says what to do.
galera::Status LogIn(galera::MariadbConnection& connection, const NodeSettings& settings,
                     galera::SteadyTime deadline);

galera::Result<Component> ReadComponent(galera::MariadbConnection& connection, galera::SteadyTime deadline);

// kDenied: the account may not; the message names the right, and the statement for
// somebody who may. Another IsAnswer() error: nothing has changed either. Any other: not known.
galera::Status BootstrapComponent(galera::MariadbConnection& connection, galera::SteadyTime deadline);

}  // namespace watchdog

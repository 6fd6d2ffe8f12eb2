// One SQL statement over a Unix socket.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/wait.h"
#include "galera/result.h"

namespace galera::testing_cluster {

using Row = std::vector<std::optional<std::string>>;  // nullopt is NULL
using Rows = std::vector<Row>;

// Connects as root without a password, runs `sql`, hangs up. Statements without
// a result give no rows. Fails with kUnavailable (nobody listens, hung up),
// kTimeout (connecting or an answer took longer; whole seconds, rounded up),
// kDenied, or kRefused with MariaDB's error number. Any thread.
Result<Rows> QuerySocket(const std::string& socket, const std::string& sql, Millis timeout);

}  // namespace galera::testing_cluster

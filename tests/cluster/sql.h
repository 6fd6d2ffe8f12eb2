// SQL over a Unix socket, as root without a password.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/wait.h"
#include "galera/result.h"

namespace galera::testing_cluster {

using Row = std::vector<std::optional<std::string>>;  // nullopt is NULL
using Rows = std::vector<Row>;

// A session that stays: for locks, and to take up a connection. One thread at a time.
class SqlSession {
 public:
  // `timeout` (whole seconds, rounded up) holds for connecting and for each answer.
  static Result<std::unique_ptr<SqlSession>> Open(const std::string& socket, Millis timeout);
  virtual ~SqlSession() = default;  // hangs up

  // Statements without a result give no rows. Fails with kUnavailable (hung up), kTimeout,
  // kDenied, or kRefused with MariaDB's error number.
  virtual Result<Rows> Query(const std::string& sql) = 0;
};

// Connects, runs `sql`, hangs up. Fails like SqlSession. Any thread.
Result<Rows> QuerySocket(const std::string& socket, const std::string& sql, Millis timeout);

}  // namespace galera::testing_cluster

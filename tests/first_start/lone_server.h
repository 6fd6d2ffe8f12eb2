// A mariadbd on a data directory, as after a first start: wsrep off, socket only.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "galera/result.h"
#include "system/mariadb_connection.h"
#include "system/program.h"

namespace watchdog {

class LoneServer {
 public:
  // `root`: of a Scene.
  explicit LoneServer(const std::string& root);

  // How a login with this password ends.
  galera::Status LogIn(const std::string& user, const std::string& password);
  // All cells of the answer in one line, ", " between cells and "; " between
  // rows; or the error. As the account that was logged in last.
  std::string Ask(std::string_view sql);

 private:
  galera::SteadyTime Soon() const { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }

  std::string socket_;
  std::optional<galera::Program> program_;
  galera::MariadbConnection connection_;
};

}  // namespace watchdog

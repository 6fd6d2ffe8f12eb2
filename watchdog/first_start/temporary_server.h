// A mariadbd that nobody but us can reach, for the time of a first start.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "galera/result.h"
#include "system/mariadb_connection.h"
#include "system/program.h"

namespace watchdog {

struct ServerPlace {
  std::string data_directory;
  std::string private_directory;       // holds socket, process id and our files
  std::string config_file;             // empty: no option file
  std::vector<std::string> arguments;  // the operator's own; ours come later and win
  std::optional<galera::SystemUser> run_as;
  int held_descriptor = -1;  // see ProgramSpec
};

inline constexpr std::string_view kSocketName = "sql.sock";
inline constexpr std::string_view kInitFileName = "init.sql";
inline constexpr std::string_view kOptionFileName = "my.cnf";

// Pure: the command lines. Neither takes part in a cluster, writes a binary
// log, replicates, listens on the network or runs events, whatever the
// operator's arguments say.
std::vector<std::string> InstallArguments(const ServerPlace& place, const std::string& target_directory);
std::vector<std::string> ServerArguments(const ServerPlace& place);

// Names of environment variables that MariaDB's programs do not need to see.
std::vector<std::string> HiddenVariables();

class TemporaryServer {
 public:
  // Returns when it takes connections. Errors quote the last lines of its log.
  static galera::Result<TemporaryServer> Start(const ServerPlace& place,
                                               const galera::ServerConnection& login,
                                               const galera::LineSink& log, galera::SteadyTime deadline,
                                               const std::stop_token& stop);

  // The one session of ours; logged in as Start() was told.
  galera::MariadbConnection& session() { return *session_; }
  // SIGTERM: every statement that still runs fails soon. Any thread.
  void Interrupt() { program_.Signal(15); }
  // An end that is not clean, or late, is an Error. Killed when `stop` is asked
  // for and half a second has passed.
  galera::Status ShutDown(galera::SteadyTime deadline, const std::stop_token& stop);
  // SIGTERM, then half a second, then SIGKILL.
  void Abandon();

 private:
  explicit TemporaryServer(galera::Program program) : program_(std::move(program)) {}

  galera::Program program_;
  std::unique_ptr<galera::MariadbConnection> session_ = std::make_unique<galera::MariadbConnection>();
};

}  // namespace watchdog

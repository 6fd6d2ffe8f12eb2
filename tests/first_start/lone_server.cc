#include "first_start/lone_server.h"

#include <unistd.h>

#include <utility>

namespace watchdog {

using namespace std::chrono_literals;

LoneServer::LoneServer(const std::string& root) : socket_(root + "/data/lone.sock") {
  galera::ProgramSpec spec;
  spec.argv = {"mariadbd",
               "--defaults-file=" + root + "/node.cnf",
               "--datadir=" + root + "/data",
               "--socket=" + socket_,
               "--skip-networking",
               "--wsrep-on=OFF",
               "--skip-log-bin",
               "--default-time-zone=SYSTEM",
               "--skip-ssl",
               "--pid-file=" + root + "/data/lone.pid"};
  spec.working_directory = "/";
  if (geteuid() == 0) {
    if (const auto user = galera::FindSystemUser("mysql")) spec.run_as = *user;
  }
  auto program = galera::Program::Start(spec);
  if (program) program_.emplace(std::move(*program));
}

galera::Status LoneServer::LogIn(const std::string& user, const std::string& password) {
  galera::ServerConnection server;
  server.unix_socket = socket_;
  server.user = user;
  server.password = galera::Secret(password);
  for (const galera::SteadyTime end = Soon();;) {
    const galera::Status connected = connection_.Connect(server, end);
    const bool starting = !connected && connected.error().code == galera::ErrorCode::kUnavailable;
    if (!starting || !program_ || std::chrono::steady_clock::now() > end || program_->WaitFor(20ms))
      return connected;
  }
}

std::string LoneServer::Ask(std::string_view sql) {
  const galera::Result<galera::Rows> rows = connection_.Query(sql, Soon());
  if (!rows) return rows.error().message;
  std::string text;
  for (std::size_t row = 0; row < rows->size(); ++row) {
    if (row > 0) text += "; ";
    for (std::size_t i = 0; i < (*rows)[row].size(); ++i) {
      text += (i > 0 ? ", " : "") + std::string((*rows)[row][i].value_or("NULL"));
    }
  }
  return text;
}

}  // namespace watchdog

#include "first_start/temporary_server.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <utility>

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::chrono::milliseconds kTryPeriod{25};
constexpr std::chrono::milliseconds kTryTimeout{500};
constexpr std::chrono::milliseconds kAbandonGrace{500};

// mariadb-install-db gives its arguments to a shell unquoted.
bool SurvivesShell(const std::string& argument) {
  const auto safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./:,=+@%").find(c) != std::string_view::npos;
  };
  return std::all_of(argument.begin(), argument.end(), safe);
}

// Both servers: a named zone is not known before its table is filled, and a
// buffer pool of this short life is not worth a file.
void AppendCommon(const ServerPlace& place, std::vector<std::string>* arguments) {
  // Files there have names of process numbers, which are the same in every container.
  arguments->push_back("--tmpdir=" + place.private_directory);
  for (const char* argument :
       {"--wsrep-on=OFF", "--wsrep-provider=none", "--skip-log-bin", "--skip-log-error",
        "--default-time-zone=SYSTEM", "--loose-innodb-buffer-pool-load-at-startup=0",
        "--loose-innodb-buffer-pool-dump-at-shutdown=0"}) {
    arguments->emplace_back(argument);
  }
}

void AppendOwn(const ServerPlace& place, bool through_shell, std::vector<std::string>* arguments) {
  for (const std::string& argument : place.arguments) {
    if (!argument.starts_with("--wsrep") && (!through_shell || SurvivesShell(argument))) {
      arguments->push_back(argument);
    }
  }
}

std::string Defaults(const ServerPlace& place) {
  return place.config_file.empty() ? "--no-defaults" : "--defaults-file=" + place.config_file;
}

std::string Quoted(const std::vector<std::string>& lines) {
  std::string text = lines.empty() ? "" : ". Last output:";
  for (const std::string& line : lines) text += "\n  " + line;
  return text;
}

}  // namespace

std::vector<std::string> InstallArguments(const ServerPlace& place, const std::string& target_directory) {
  std::vector<std::string> arguments = {"mariadb-install-db", Defaults(place)};
  AppendOwn(place, true, &arguments);
  // root by its socket only: there is no moment at which root has no password.
  for (const std::string& argument :
       {"--datadir=" + target_directory, std::string("--auth-root-authentication-method=socket"),
        std::string("--auth-root-socket-user=root"), std::string("--skip-test-db"),
        std::string("--skip-name-resolve"), std::string("--rpm")}) {
    arguments.push_back(argument);
  }
  // Its work counts only after all of the volume was written out: no waiting for the disk at each table.
  for (const char* argument : {"--loose-innodb-flush-method=nosync", "--sync-frm=0",
                               "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"}) {
    arguments.emplace_back(argument);
  }
  AppendCommon(place, &arguments);
  return arguments;
}

std::vector<std::string> ServerArguments(const ServerPlace& place) {
  std::vector<std::string> arguments = {"mariadbd", Defaults(place)};
  AppendOwn(place, false, &arguments);
  const std::string folder = place.private_directory + "/";
  for (const std::string& argument :
       {"--datadir=" + place.data_directory, "--socket=" + folder + std::string(kSocketName),
        "--pid-file=" + folder + "mariadbd.pid", "--init-file=" + folder + std::string(kInitFileName),
        std::string("--skip-networking"), std::string("--skip-slave-start"),
        std::string("--event-scheduler=OFF"), std::string("--skip-ssl"), std::string("--general-log=0"),
        std::string("--slow-query-log=0"), std::string("--read-only=0"),
        // A script that the journal calls done must have its rows on disk.
        std::string("--innodb-flush-log-at-trx-commit=1")}) {
    arguments.push_back(argument);
  }
  AppendCommon(place, &arguments);
  return arguments;
}

std::vector<std::string> HiddenVariables() { return {"PASSWORD", "MYSQL_PWD", "SECRET"}; }

Result<TemporaryServer> TemporaryServer::Start(const ServerPlace& place,
                                               const galera::ServerConnection& login,
                                               const galera::LineSink& log, galera::SteadyTime deadline,
                                               const std::stop_token& stop) {
  galera::ProgramSpec spec;
  spec.argv = ServerArguments(place);
  spec.environment_hidden = HiddenVariables();
  spec.working_directory = "/";
  spec.run_as = place.run_as;
  spec.held_descriptor = place.held_descriptor;
  Result<galera::Program> program = galera::Program::Start(spec, log);
  if (!program) return program.error();
  TemporaryServer server(std::move(*program));
  for (;;) {
    const Result<galera::ProgramExit> ended = server.program_.WaitFor(kTryPeriod, stop);
    const std::string tail = Quoted(server.program_.LastLines());
    if (ended) {
      return Error{ErrorCode::kUnavailable,
                   "temporary mariadbd: " + ended->Describe() + " while starting" + tail};
    }
    const auto now = std::chrono::steady_clock::now();
    Error why = ended.error();
    if (why.code == ErrorCode::kTimeout) {
      const Status connected = server.session_->Connect(login, std::min(deadline, now + kTryTimeout));
      if (connected) return server;
      const bool refused = connected.error().code == ErrorCode::kDenied;
      if (!refused && now < deadline) continue;
      why = connected.error();
    }
    server.Abandon();
    return Error{why.code, "temporary mariadbd: " + why.message + tail};
  }
}

Status TemporaryServer::ShutDown(galera::SteadyTime deadline, const std::stop_token& stop) {
  session_->Close();
  Interrupt();
  const Result<galera::ProgramExit> exit = program_.Wait(deadline, stop);
  if (exit && exit->Clean()) return {};
  const std::string tail = Quoted(program_.LastLines());
  if (exit) return Error{ErrorCode::kRefused, "stop the temporary mariadbd: " + exit->Describe() + tail};
  Abandon();
  return Error{exit.error().code, "stop the temporary mariadbd: " + exit.error().message + tail};
}

void TemporaryServer::Abandon() {
  session_->Close();
  program_.Stop(kAbandonGrace);
}

}  // namespace watchdog

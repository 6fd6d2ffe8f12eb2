#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/subcommands.h"

namespace {

int Run(const std::string& program, const std::vector<std::string>& arguments) {
  const watchdog::CommandLine line = watchdog::ParseCommand(program, arguments);
  switch (line.command) {
    case watchdog::Command::kMonitor:
      return watchdog::RunMonitor(line.arguments, watchdog::IsExporterName(program));
    case watchdog::Command::kCheckConfig:
      return watchdog::RunCheckConfig(line.arguments);
    case watchdog::Command::kInspect:
      return watchdog::RunInspect(line.arguments);
    case watchdog::Command::kLint:
      return watchdog::RunLint(line.arguments);
    case watchdog::Command::kNode:
      return watchdog::RunNode(line.arguments);
    case watchdog::Command::kNodeWorker:
      return watchdog::RunNodeWorker(line.arguments);
    case watchdog::Command::kNotify:
      return watchdog::RunNotify(line.arguments);
    case watchdog::Command::kPreStop:
      return watchdog::RunPreStop(line.arguments);
    case watchdog::Command::kHealthcheck:
      return watchdog::RunHealthcheck(line.arguments);
    case watchdog::Command::kConfirm:
      return watchdog::RunConfirm(line.arguments);
    case watchdog::Command::kPromote:
      return watchdog::RunPromote(line.arguments);
    case watchdog::Command::kPage:
      return watchdog::RunPage(line.arguments);
    case watchdog::Command::kMaintenance:
      return watchdog::RunMaintenance(line.arguments);
    case watchdog::Command::kSilence:
      return watchdog::RunSilence(line.arguments);
    case watchdog::Command::kExpect:
      return watchdog::RunExpect(line.arguments);
    case watchdog::Command::kStatus:
      return watchdog::RunStatus(line.arguments);
    case watchdog::Command::kVersion:
      return watchdog::PrintVersion();
    case watchdog::Command::kHelp:
      return watchdog::PrintHelp();
    case watchdog::Command::kUnknown:
      return watchdog::RefuseUnknownCommand(line.word);
  }
  return watchdog::kExitUsage;
}

}  // namespace

int main(int argc, char** argv) {
  // Before any thread exists: what a client or a server hangs up on is an
  // error code, never the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return Run(argc > 0 ? argv[0] : "galera-warden", std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "galera-warden: %s\n", error.what());
    return watchdog::kExitFailure;
  }
}

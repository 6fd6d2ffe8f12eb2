#include <cstdio>

#include "cli/node_sources.h"
#include "cli/subcommands.h"
#include "node/launch.h"
#include "supervisor/supervisor.h"

namespace watchdog {
namespace {

int Refuse() {
  std::fprintf(stderr, "galera-warden: not started; every variable is described in watchdog/README.md\n");
  return kExitUsage;
}

}  // namespace

int RunNode(const std::vector<std::string>& arguments) {
  const LoadedSettings loaded = LoadNodeSettings(RealSettingsInput(arguments));
  PrintSettingProblems(loaded.problems);
  if (!loaded.settings) return Refuse();
  // What mariadbd could not be told is found before anything runs.
  const galera::Result<std::string> config = ServerConfigToShow(*loaded.settings);
  if (!config) {
    std::fprintf(stderr, "error: %s\n", config.error().message.c_str());
    return Refuse();
  }
  if (loaded.settings->print_config) {
    std::fputs(config->c_str(), stdout);
    return kExitOk;
  }
  SupervisorOptions options;
  options.worker = {"/proc/self/exe", "node-worker"};
  options.worker.insert(options.worker.end(), arguments.begin(), arguments.end());
  return RunSupervisor(options);
}

}  // namespace watchdog

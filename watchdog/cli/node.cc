#include <cstdio>

#include "cli/node_sources.h"
#include "cli/subcommands.h"
#include "node/launch.h"
#include "supervisor/supervisor.h"

namespace watchdog {

int RunNode(const std::vector<std::string>& arguments) {
  const LoadedSettings loaded = LoadNodeSettings(RealSettingsInput(arguments));
  PrintSettingProblems(loaded.problems);
  if (!loaded.settings) {
    std::fprintf(stderr,
                 "galera-warden: not started; every variable is described in watchdog/settings/README.md\n");
    return kExitUsage;
  }
  if (loaded.settings->print_config) {
    const galera::Result<std::string> text = ServerConfigToShow(*loaded.settings);
    if (!text) {
      std::fprintf(stderr, "error: %s\n", text.error().message.c_str());
      return kExitFailure;
    }
    std::fputs(text->c_str(), stdout);
    return kExitOk;
  }
  SupervisorOptions options;
  options.worker = {"/proc/self/exe", "node-worker"};
  options.worker.insert(options.worker.end(), arguments.begin(), arguments.end());
  return RunSupervisor(options);
}

}  // namespace watchdog

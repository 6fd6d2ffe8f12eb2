#include <cstdio>

#include "cli/node_sources.h"
#include "cli/subcommands.h"
#include "node/launch.h"
#include "supervisor/supervisor.h"

namespace watchdog {
namespace {

constexpr char kUsage[] =
    "usage: galera-warden node [PEERS] [WORDS FOR MARIADBD]\n"
    "       galera-warden seed | no-galera | sleep | mariadbd  [WORDS FOR MARIADBD]\n"
    "       galera-warden node --print-config [PEERS]\n"
    "The node's entrypoint, PID 1 of a container or a service of a machine: finds the peers, founds a "
    "cluster or\n"
    "joins one, runs mariadbd, serves metrics and health beside it. seed founds a new cluster in an empty\n"
    "directory; no-galera runs the server alone, sleep none; mariadbd (or mysqld) is node where there are "
    "peers,\n"
    "else no-galera. --print-config shows mariadbd's configuration, secrets masked, and starts nothing.\n"
    "Settings are environment variables: watchdog/README.md. (The server's own help: mariadbd --verbose "
    "--help)\n"
    "Exit codes: mariadbd's own; 1 not started, 2 a setting is wrong, 3 the data directory can't be used, "
    "126 and\n"
    "127 mariadbd can't be run, 128 + the signal that ended it.\n"
    "Examples:\n"
    "  MYSQL_ROOT_PASSWORD_FILE=/run/secrets/root galera-warden node tasks.galera --max-connections=500\n"
    "  galera-warden node --print-config db1,db2,db3\n"
    "  galera-warden seed                       the first node of a new cluster\n"
    "  galera-warden no-galera                  the server alone\n"
    "  galera-warden sleep                      no server, to look around in the container\n"
    "  galera-warden mariadbd --max-connections=500\n";

// Before anything is read or started; what comes later is mariadbd's.
bool AsksForHelp(const std::vector<std::string>& arguments) {
  return arguments.size() > 1 && (arguments[1] == "--help" || arguments[1] == "-h");
}

int Refuse() {
  std::fprintf(stderr, "galera-warden: not started; every variable is described in watchdog/README.md\n");
  return kExitUsage;
}

}  // namespace

int RunNode(const std::vector<std::string>& arguments) {
  if (AsksForHelp(arguments)) {
    std::fputs(kUsage, stdout);
    return kExitOk;
  }
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

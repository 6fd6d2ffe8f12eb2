#include <cstdio>

#include "cli/subcommands.h"
#include "config/load.h"

namespace watchdog {
namespace {

constexpr char kHelp[] =
    "galera-warden: exporter, health checks and watchdog for a MariaDB Galera node\n"
    "\n"
    "usage: galera-warden COMMAND [flags]\n"
    "       galera-warden --flag ...      the same as: galera-warden monitor --flag ...\n"
    "\n"
    "commands:\n"
    "  monitor        serve metrics (:9104) and health (:8080, :8081) beside a running mariadbd;\n"
    "                 takes every flag of mysqld_exporter (galera-warden monitor --help)\n"
    "  check-config   say all that is wrong with flags, environment and files, and exit\n"
    "  version        print the version\n"
    "  help           print this\n"
    "\n"
    "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong usage.\n";

}  // namespace

int PrintVersion() {
  std::printf("galera-warden, version %s (revision: %s)\n", std::string(galera::Version()).c_str(),
              std::string(galera::Revision()).c_str());
  return kExitOk;
}

int PrintHelp() {
  std::fputs(kHelp, stdout);
  return kExitOk;
}

int RefuseUnknownCommand(const std::string& word) {
  std::fprintf(stderr, "galera-warden: no such command: %s\n\n%s", word.c_str(), kHelp);
  return kExitUsage;
}

}  // namespace watchdog

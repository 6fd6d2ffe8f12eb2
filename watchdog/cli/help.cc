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
    "  node [PEERS]   be the node's entrypoint: find the peers, found or join, run mariadbd, serve\n"
    "                 metrics and health beside it; words that follow are mariadbd's\n"
    "  seed           the same, founding a new cluster in an empty directory\n"
    "  no-galera      the same, the server alone\n"
    "  sleep          the same without a server, to look around\n"
    "  mariadbd ...   as node where there are peers, else as no-galera; also mysqld\n"
    "                 (node --print-config shows mariadbd's configuration, secrets masked;\n"
    "                 settings are environment variables: watchdog/README.md)\n"
    "  status [HOST]  the state of the cluster in a terminal, and of what it waits for (status --help)\n"
    "  confirm [WORD] show what a paused node asks, and give it a word (confirm --help)\n"
    "  promote        make a running node that lost its quorum primary again, as pc.bootstrap=YES does by\n"
    "                 hand, where the evidence allows it (promote --help)\n"
    "  page           send a test page, or show who is paged (page --help)\n"
    "  maintenance    nobody is paged for a time, with a reason (maintenance --help)\n"
    "  silence        the same for one alert (silence --help)\n"
    "  expect         tell how many data nodes there are to be (expect --help)\n"
    "  pre-stop       take a node out of service on :8080 and wait; for a preStop hook\n"
    "  healthcheck    ask the warden that runs here whether it works; for a container's HEALTHCHECK\n"
    "                 (healthcheck --help)\n"
    "  notify SOCKET  what mariadbd calls on changes of the cluster (wsrep_notify_cmd): records the view\n"
    "                 beside the data, tells the worker; node sets it up\n"
    "  inspect WHAT ...  show the evidence of data directories and of hosts (HOST[:PORT]) side by side,\n"
    "                 and which node has every commit (galera-warden inspect --help)\n"
    "  lint           find what Galera does not replicate in schema and settings, or what hurts under it,\n"
    "                 with the statements that mend it (galera-warden lint --help)\n"
    "  check-config   say all that is wrong with flags, environment and files, and exit\n"
    "  version        print the version\n"
    "  help           print this\n"
    "\n"
    "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong usage;\n"
    "of status 0 healthy, 1 degraded, 2 no primary component, 3 a human is waited for, 64 wrong usage, 69 "
    "no\n"
    "answer;\n"
    "of lint 1 there is something to mend, 3 the server could not be asked;\n"
    "of inspect also 4 nothing is proven; of confirm and promote 4 refused;\n"
    "of node and its kin also 3 the data directory can't be used, 126 and 127 mariadbd can't be run,\n"
    "else mariadbd's own, or 128 + the signal that ended it.\n"
    "\n"
    "Examples:\n"
    "  galera-warden status --watch\n"
    "  galera-warden monitor --config=/etc/galera-warden/warden.yml\n"
    "  galera-warden node tasks.galera\n"
    "  galera-warden COMMAND --help             has more for each\n";

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

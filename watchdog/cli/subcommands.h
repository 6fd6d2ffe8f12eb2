// The subcommands. Each returns the exit code and prints for a human.
#pragma once

#include <string>
#include <vector>

namespace watchdog {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitCouldNotLook = 3;
inline constexpr int kExitNotProven = 4;
// Of `status`, where 0 to 3 say how the cluster is: EX_USAGE and EX_UNAVAILABLE of <sysexits.h>.
inline constexpr int kExitStatusUsage = 64;
inline constexpr int kExitNoAnswer = 69;

// Exporter and health checks beside a mariadbd that something else runs.
// Blocks until SIGTERM, SIGINT or SIGQUIT. `as_exporter`: speak of ourselves as
// mysqld_exporter does.
int RunMonitor(const std::vector<std::string>& arguments, bool as_exporter);

// Lists all that is wrong with a configuration; 0 if it could be started with.
int RunCheckConfig(const std::vector<std::string>& arguments);

// The node's entrypoint (node, seed, no-galera, sleep, mariadbd ...): becomes
// the supervisor of mariadbd and of a worker. Ends with mariadbd's exit code.
int RunNode(const std::vector<std::string>& arguments);

// The worker that the supervisor starts: exporter, health, and the way from
// the settings to a running mariadbd.
int RunNodeWorker(const std::vector<std::string>& arguments);

// mariadbd's notify command: records the view beside the data, for which mariadbd waits, and tells the
// worker, for which it does not. 1: the view is not recorded.
int RunNotify(const std::vector<std::string>& arguments);

// Health to 503, then a wait for load balancers to notice: for a preStop hook.
int RunPreStop(const std::vector<std::string>& arguments);

// Asks the warden that runs here whether it works, or what its health ports say; for a container's
// HEALTHCHECK. 1: not healthy. Within two seconds.
int RunHealthcheck(const std::vector<std::string>& arguments);

// What a paused node asks, and a human's word to it.
int RunConfirm(const std::vector<std::string>& arguments);

// Makes the component of a running mariadbd that lost its quorum primary, where the
// evidence allows it. 0: it is primary; 4: refused.
int RunPromote(const std::vector<std::string>& arguments);

// The evidence of several data directories and hosts side by side, and which node has
// every commit. 0: proven, or a primary component exists; 4: not proven.
int RunInspect(const std::vector<std::string>& arguments);

// The state of the cluster in a terminal. 0 healthy, 1 degraded or not known, 2 no primary component,
// 3 a human's decision is waited for; kExitStatusUsage, kExitNoAnswer.
int RunStatus(const std::vector<std::string>& arguments);

// What Galera does not replicate of a server's schema and settings, or what hurts under it, with the
// statements that mend it. 0: nothing of warning or worse; 1: something; 3: could not look.
int RunLint(const std::vector<std::string>& arguments);

// What a person says to the warden that runs here, through its control socket: who is paged, and for how
// long nobody is. 1: no warden runs here, or it refused; of `page --test` also that a receiver did not get
// it.
int RunPage(const std::vector<std::string>& arguments);
int RunMaintenance(const std::vector<std::string>& arguments);
int RunSilence(const std::vector<std::string>& arguments);
int RunExpect(const std::vector<std::string>& arguments);

int PrintVersion();
int PrintHelp();
int RefuseUnknownCommand(const std::string& word);

}  // namespace watchdog

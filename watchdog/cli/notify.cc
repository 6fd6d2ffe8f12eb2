#include <cstdio>
#include <span>

#include "cli/subcommands.h"
#include "node/notify_socket.h"

namespace watchdog {

int RunNotify(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().starts_with("--")) {
    std::fprintf(stderr,
                 "usage: galera-warden notify SOCKET --status ... [--uuid ...] [--primary ...] ...\n"
                 "What mariadbd calls as wsrep_notify_cmd; `galera-warden node` sets it up.\n");
    return !arguments.empty() && arguments.front() == "--help" ? kExitOk : kExitUsage;
  }
  // A failure would only fill mariadbd's log: the worker finds out by itself within a second.
  (void)SendNotification(arguments.front(), std::span(arguments).subspan(1));
  return kExitOk;
}

}  // namespace watchdog

// fork and exec, with everything a child may need set up between the two.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cluster/wait.h"
#include "galera/result.h"

namespace galera::testing_cluster {

struct Account {
  uid_t uid = 0;
  gid_t gid = 0;
};

// The account MariaDB should run as: `mysql` when we are root and it exists,
// else none (the caller's own). rsync gives up root by itself, so a server
// running as root could not receive a state transfer.
std::optional<Account> ServerAccount();

struct SpawnRequest {
  std::vector<std::string> argv;         // argv[0] is looked up in PATH, then in the sbin directories
  std::vector<std::string> environment;  // NAME=VALUE, added to our own
  std::string working_directory;         // empty: ours
  int stdin_fd = -1;                     // -1: /dev/null
  int stdout_fd = -1;
  int stderr_fd = -1;
  std::optional<Account> run_as;
  std::string network_namespace;  // path of a namespace file, e.g. /run/netns/NAME; empty: ours
};

// Starts the program in a session of its own, with default signal handling and
// no other open file. Fails (kNotFound, kUnavailable) when it cannot be
// executed. The caller owns the child and must wait for it. Any thread.
Result<pid_t> Spawn(const SpawnRequest& request);

// Waits for our child `pid` and reaps it: the status of waitpid(2), or kTimeout.
Result<int> Reap(pid_t pid, Millis timeout);

}  // namespace galera::testing_cluster

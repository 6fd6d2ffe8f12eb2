// One real mariadbd, with or without Galera.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.h"
#include "cluster/network.h"
#include "cluster/node_arguments.h"
#include "cluster/saved_state.h"
#include "cluster/sql.h"
#include "cluster/wait.h"
#include "galera/result.h"

namespace galera::testing_cluster {

enum class LaunchMode {
  kRejoin,     // as it should be done: after a crash, recover the position first and pass it on
  kPlain,      // no recovery. After a crash of all nodes this is the zero-UUID trap
  kBootstrap,  // like kRejoin, and forms a new primary component (--wsrep-new-cluster)
};

// Thread rules: one thread at a time per node; different nodes at once is fine.
// Error messages of starting and waiting end with the tail of the error log.
class Node {
 public:
  // `network` is null on loopback addresses, else outlives the node. `marker`
  // (NAME=VALUE) is put in the server's environment for the cluster's guard.
  Node(NodePlace place, ServerFlavour flavour, const Network* network, std::string marker);

  const NodePlace& place() const { return place_; }
  int number() const { return place_.number; }  // from 1
  const std::string& name() const { return place_.name; }
  const std::string& address() const { return place_.address; }
  uint16_t port() const { return place_.ports.sql; }
  const std::string& socket() const { return place_.socket; }
  const std::string& data_directory() const { return place_.data; }
  const std::string& error_log() const { return place_.error_log; }
  const std::string& status_file() const { return place_.status_file; }

  std::optional<pid_t> pid();  // nullopt when mariadbd does not run
  bool Running() { return pid().has_value(); }
  bool frozen() const { return frozen_; }

  // More options for mariadbd from the next launch on, in place of the present ones.
  void SetOptions(std::vector<std::string> options) { flavour_.extra = std::move(options); }
  const std::vector<std::string>& options() const { return flavour_.extra; }
  // The command line of the next launch, e.g. to let another program start the server.
  std::vector<std::string> CommandLine() const { return ServerArguments(place_, flavour_); }

  // Starts mariadbd and returns at once. kInvalid if it runs already;
  // kUnavailable if a port is still taken after 10 s.
  Status Launch(LaunchMode mode = LaunchMode::kRejoin);
  // Until it is Synced in a primary component (without Galera: answers).
  // `members` > 0: of exactly that size. Ends early if mariadbd ends.
  Status AwaitReady(Millis timeout = Millis(60000), int members = 0);
  Status Start(LaunchMode mode = LaunchMode::kRejoin, Millis timeout = Millis(60000));

  Status Kill();  // SIGKILL, and reaps it
  // SIGTERM. kTimeout if it had to be killed after `grace`.
  Status Stop(Millis grace = Millis(30000));
  Status Freeze();   // SIGSTOP
  Status Thaw();     // SIGCONT
  Status Isolate();  // from all others; kInvalid without namespaces
  Status Heal();

  // As root through the Unix socket: works also when the node is isolated.
  Result<Rows> Query(const std::string& sql, Millis timeout = Millis(10000)) const;
  // A row of SHOW GLOBAL STATUS, e.g. "wsrep_cluster_size". kNotFound if there is none.
  Result<std::string> StatusVariable(const std::string& name) const;
  // Until the status variable has this value. The error tells the last one seen.
  Status WaitForStatus(const std::string& name, const std::string& value,
                       Millis timeout = Millis(30000)) const;

  // What mariadbd --wsrep-recover says. kInvalid while the server runs.
  Result<Position> RecoverPosition();

 private:
  ChildOptions Command(std::vector<std::string> argv) const;
  Status AwaitFreePorts() const;
  Status SignalServer(int signal, const char* what);
  Error WithLog(ErrorCode code, const std::string& message) const;
  bool Ready(int members) const;

  NodePlace place_;
  ServerFlavour flavour_;
  const Network* network_;
  std::string marker_;
  std::optional<ChildProcess> server_;
  bool frozen_ = false;
};

}  // namespace galera::testing_cluster

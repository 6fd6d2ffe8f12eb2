// One galera-warden as the PID 1 of namespaces of its own, without a network:
// for what it does before, beside and instead of a cluster. Needs root.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.h"

namespace galera {

// A program named mariadbd that does as its arguments say: --exit=N, --die-by=SIGNAL,
// --orphans=N, or nothing: then it notes the signals it gets in --signals-to=FILE.
std::string StandInServer();

std::string WardenProgram();

class LoneNode {
 public:
  LoneNode();
  ~LoneNode();
  LoneNode(const LoneNode&) = delete;
  LoneNode& operator=(const LoneNode&) = delete;

  std::string root() const { return root_; }
  std::string data() const { return root_ + "/data"; }
  std::string At(const std::string& name) const { return root_ + "/" + name; }
  // Readable by everybody.
  std::string Write(const std::string& name, const std::string& text) const;
  // A data directory that holds data, as far as a look at it tells.
  void PretendData() const;

  struct Options {
    std::vector<std::string> arguments = {"seed"};
    std::vector<std::string> environment;      // NAME=VALUE, over those that name our places
    std::vector<std::string> wrapped_in = {};  // a program that runs the rest, such as setpriv
  };
  void Start(const Options& options);
  // Another galera-warden with the same environment, as a hook beside the node has it.
  Result<testing_cluster::ChildProcess> StartBeside(const std::vector<std::string>& arguments,
                                                    const Options& options) const;
  // Any command, in the node's network and with the node's environment; killed after a minute.
  Result<testing_cluster::CommandResult> RunWithin(const std::vector<std::string>& command,
                                                   const Options& options) const;
  testing_cluster::ChildProcess& child() { return *child_; }
  std::optional<pid_t> Supervisor() const;
  std::optional<pid_t> Worker() const;
  std::optional<pid_t> Server() const;
  // What curl says that runs in the node's network, silently and 5 s at most.
  std::string Curl(const std::vector<std::string>& arguments) const;
  // "200 BODY", by a client in the node's network.
  std::string Get(int port, const std::string& path) const;
  std::string Log() const { return child_->Stderr(); }
  // Waits for `text` in the log; generous.
  bool Says(const std::string& text) const;
  // The exit code of the whole, 1000 + signal for a death, -1 while it runs after `timeout`.
  int Ends(testing_cluster::Millis timeout = testing_cluster::Millis(60000));

 private:
  std::vector<std::string> Environment(const Options& options) const;

  std::string root_;
  std::optional<testing_cluster::ChildProcess> child_;
};

}  // namespace galera

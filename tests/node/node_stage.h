// Nodes run by `galera-warden node` as a real PID 1 each, in network namespaces
// of their own, with a real DNS server. Needs root.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.h"
#include "cluster/network.h"
#include "galera/result.h"

namespace galera {

class NodeStage {
 public:
  // `count` nodes with empty directories; nothing is started but the DNS server.
  static Result<std::unique_ptr<NodeStage>> Make(int count);
  // On one host, as on a laptop: all in one network namespace, on 127.0.0.11 and up with the same
  // ports. There is no name; the nodes are told the addresses.
  static Result<std::unique_ptr<NodeStage>> MakeOnOneHost(int count);
  ~NodeStage();

  // What galera.test resolves to from now on: these nodes.
  Status SetName(const std::vector<int>& nodes);

  struct Options {
    std::vector<std::string> arguments = {"node", "galera.test"};
    std::vector<std::string> environment;  // NAME=VALUE, over the stage's own
  };
  Status Start(int node, const Options& options);
  Status Start(int node) { return Start(node, Options()); }
  // Another command of the program at that node, with its environment, as by a shell in its
  // container; without a terminal. A minute at most. `user`: of the operating system; empty: root.
  Result<testing_cluster::CommandResult> Command(int node, const std::vector<std::string>& arguments,
                                                 const std::vector<std::string>& environment = {},
                                                 const std::string& user = "") const;
  testing_cluster::ChildProcess& child(int node) { return *nodes_[Index(node)].child; }
  bool Started(int node) const { return nodes_[Index(node)].child.has_value(); }
  // PID of the supervisor (PID 1 in its namespace), its worker and mariadbd as
  // this test sees them; nullopt when there is none.
  std::optional<pid_t> Supervisor(int node) const;
  std::optional<pid_t> Worker(int node) const;
  std::optional<pid_t> Server(int node) const;

  std::string directory(int node) const { return root_ + "/node" + std::to_string(node); }
  std::string data(int node) const { return directory(node) + "/data"; }
  std::string confirm(int node) const { return directory(node) + "/confirm"; }
  std::string socket(int node) const { return directory(node) + "/mysqld.sock"; }
  std::string Log(int node) const { return nodes_[Index(node)].child->Stderr(); }
  testing_cluster::Network& network() { return *network_; }
  std::string Address(int node) const;

  // One value by SQL; nullopt when the node gives no answer within a second.
  std::optional<std::string> Value(int node, const std::string& sql) const;
  std::optional<std::string> WsrepStatus(int node, const std::string& name) const;
  // GET by a program in the switch's namespace; the body with the status code before it ("200 ...").
  std::string Get(int node, int port, const std::string& path) const;
  // Whether all of `nodes` are Synced in one component of just that size.
  bool AreOneCluster(const std::vector<int>& nodes) const;

 private:
  struct NodeEntry {
    std::optional<testing_cluster::ChildProcess> child;
  };
  NodeStage() = default;
  static Result<std::unique_ptr<NodeStage>> MakeBare(int count, int spaces);
  Status StartNameServer();
  std::vector<std::string> Environment(int node) const;
  int Space(int node) const { return one_host_ ? 0 : node; }  // of the network
  static std::size_t Index(int node) { return static_cast<std::size_t>(node - 1); }

  bool one_host_ = false;
  std::string root_;
  std::unique_ptr<testing_cluster::Guard> guard_;
  std::unique_ptr<testing_cluster::Network> network_;
  std::optional<testing_cluster::ChildProcess> dns_;
  std::vector<NodeEntry> nodes_;
};

}  // namespace galera

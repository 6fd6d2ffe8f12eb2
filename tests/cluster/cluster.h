// A real MariaDB Galera cluster (or standalone servers) for tests.
//
//   ClusterOptions options;
//   options.nodes = 3;
//   Result<std::unique_ptr<Cluster>> cluster = Cluster::Start(options);
//   ASSERT_TRUE(cluster.ok()) << cluster.error().message;
//   (*cluster)->node(2).Kill();
//
// Nothing is left behind, also when the program is killed with -9: see guard.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cluster/child_process.h"
#include "cluster/guard.h"
#include "cluster/network.h"
#include "cluster/node.h"
#include "cluster/options.h"
#include "galera/result.h"

namespace galera::testing_cluster {

// Thread rules: Start, StopAll and destruction from one thread at a time; nodes see node.h.
class Cluster {
 public:
  // Returns when every node is Synced and sees all others. Fails within
  // options.start_timeout (plus 2 s when the template must be made first): kInvalid
  // for wrong options, kUnavailable naming address:port if one is taken, kDenied
  // for namespaces without root; a node's failure ends with the tail of its error log.
  static Result<std::unique_ptr<Cluster>> Start(const ClusterOptions& options);
  // Kills all servers with -9 and removes everything.
  ~Cluster();

  int size() const { return static_cast<int>(nodes_.size()); }
  Node& node(int number) { return *nodes_.at(static_cast<size_t>(number - 1)); }  // from 1, like its name
  const std::string& directory() const { return directory_; }

  // Stops all cleanly, node1 last: that one may bootstrap next time. The first error.
  Status StopAll(Millis grace = Millis(30000));

  // With namespaces only; node 0 is the switch, from where all nodes can be reached.
  // Runs `work` in a helper thread inside the node's namespace and waits for its end.
  Status InNamespace(int node, const std::function<void()>& work) const;
  // What to put before a command to run it inside (with /etc/netns/NAME if there is one).
  std::vector<std::string> NamespaceCommand(int node) const;
  // For ChildOptions::network_namespace.
  std::string NamespacePath(int node) const;
  // To change a node's link by hand; null without namespaces.
  const Network* network() const { return network_.get(); }

 private:
  explicit Cluster(ClusterOptions options) : options_(std::move(options)) {}
  Status Prepare();
  Status TakeDirectory();
  Status TakeAddresses(std::vector<std::string>& addresses, NodePorts& ports);
  Status MakeNodeDirectory(const NodePlace& place, const std::string& data_template) const;
  Status Form();
  Status FormFromSavedView();
  Status FormByStateTransfer();
  Status AwaitAll(Millis timeout);
  void Progress(const std::string& line) const;

  ClusterOptions options_;
  std::unique_ptr<Guard> guard_;
  FileDescriptor address_claim_;
  std::string directory_;
  std::unique_ptr<Network> network_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

}  // namespace galera::testing_cluster

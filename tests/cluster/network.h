// A network of namespaces: one per node, joined by a bridge in a "switch"
// namespace. Nothing is added to the host's own namespace. Needs root.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cluster/guard.h"
#include "galera/result.h"

namespace galera::testing_cluster {

class Network {
 public:
  // Namespaces PREFIX-1..N with addresses 10.77.0.11 and up, and PREFIX-sw, the
  // switch, with 10.77.0.1: a program there reaches all nodes. `guard` removes them.
  static Result<std::unique_ptr<Network>> Make(const std::string& prefix, int nodes, Guard& guard);

  const std::string& name(int node) const { return names_[static_cast<size_t>(node)]; }  // 0: the switch
  std::string path(int node) const { return "/run/netns/" + name(node); }
  static std::string Address(int node);

  // Takes the node's cable out of the switch, or puts it back. Its own loopback stays.
  Status SetLink(int node, bool up) const;
  // Runs `work` in a thread inside the namespace, to its end. Sockets opened
  // there stay there, also when used later from other threads.
  Status Run(int node, const std::function<void()>& work) const;

 private:
  explicit Network(std::vector<std::string> names) : names_(std::move(names)) {}

  std::vector<std::string> names_;
};

}  // namespace galera::testing_cluster

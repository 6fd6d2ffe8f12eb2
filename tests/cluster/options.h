// What a test may ask of its cluster.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/ports.h"
#include "cluster/wait.h"

namespace galera::testing_cluster {

// How the first primary component comes about.
enum class Formation {
  // All nodes start at once from the same cleanly stopped state and from a saved
  // view that names them all: no state transfer, 2 to 3 s for three nodes.
  kSavedView,
  // node1 bootstraps a history (state UUID) of its own; the others join one by
  // one through a full state transfer, about 3 s each.
  kStateTransfer,
};

struct ClusterOptions {
  int nodes = 3;
  bool galera = true;       // false: every node is a standalone server without wsrep
  bool namespaces = false;  // each node in a network namespace (needs root); else on 127.x.y.11 and up
  Formation formation = Formation::kSavedView;
  bool fast_failure_detection = false;  // a dead peer leaves the view after 1 to 2 s instead of 6 s
  bool performance_schema = false;

  // For fixed addresses: node i gets first_address + i - 1 and exactly `ports`.
  // Empty: a free range is chosen. Not with namespaces.
  std::string first_address;
  NodePorts ports;

  // Holds everything, must be absent or empty, and is removed in the end unless
  // `keep_directory`. Empty: a temporary directory. The server's account must
  // be able to reach it.
  std::string directory;
  bool keep_directory = false;

  // More options for mariadbd, e.g. "--max-connections=5"; the last one wins.
  std::vector<std::string> server_options;               // of every node
  std::map<int, std::vector<std::string>> node_options;  // by node number, from 1
  std::string provider_options;                          // "name=value;name=value", of every node

  Millis start_timeout{60000};
  std::function<void(std::string_view)> progress;  // called with one line per step; may be empty
};

}  // namespace galera::testing_cluster

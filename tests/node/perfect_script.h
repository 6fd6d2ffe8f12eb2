// The nodes of a stage, brought up by mariadbd alone as a perfect script would do it: each position
// recovered, the greatest one first, the others at once when that one is Synced.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cluster/child_process.h"
#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {

class PerfectScript {
 public:
  // Of nodes that are down, one after the other. A problem is a test failure.
  PerfectScript(NodeStage& stage, std::vector<int> nodes);

  void RecoverPositions();
  // Until all are Synced; after RecoverPositions().
  void Start();
  // Both, with the time of each.
  struct Times {
    testing_cluster::Millis positions{0};
    testing_cluster::Millis start{0};
  };
  Times Run();
  void Stop();  // cleanly

 private:
  testing_cluster::ChildOptions Mariadbd(int node, const std::vector<std::string>& words) const;
  std::string Recovered(int node) const;  // UUID:SEQNO

  NodeStage& stage_;
  std::vector<int> nodes_;
  std::vector<std::pair<int, std::string>> positions_;  // the greatest first
  std::vector<testing_cluster::ChildProcess> servers_;
};

}  // namespace galera

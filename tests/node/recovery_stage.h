// Three nodes that recover by proof, or ask: brought down in some way under the
// writes of clients that keep book, brought up again, and compared with the book.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client_load.h"
#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {

class RecoveryStage : public testing::Test {
 protected:
  static const std::vector<int> kAll;

  // `policy`: GALERA_WARDEN_NODE_RECOVERY of all nodes.
  void Begin(const std::string& policy);
  NodeStage& stage() { return *stage_; }

  // Clients at all nodes write from here on.
  void StartLoad();
  // Ends them. What they were told of is in the book. False: nobody was told anything.
  bool StopLoad();

  void Kill(const std::vector<int>& nodes);  // with -9, all that runs there; in this order at once
  void StopCleanly(int node);                // to its end
  void Start(const std::vector<int>& nodes);
  void Freeze(int node);  // supervisor, worker and mariadbd: the node says nothing any more

  bool Synced(const std::vector<int>& nodes);    // in one component of that size, within a minute and a half
  bool Says(int node, const std::string& text);  // since its last start, within a minute
  bool AllSay(const std::vector<int>& nodes, const std::string& text);
  void Touch(int node, const std::string& word) const;  // in its confirm directory
  std::string LogTail(int node);
  std::string Logs();

  // One primary component of all three, the history of before, and every row of the book; prints
  // the time since the last Start().
  void ExpectRecovered(const std::string& what);

  std::string history_;  // wsrep_cluster_state_uuid

 private:
  std::unique_ptr<NodeStage> stage_;
  std::string policy_;
  std::vector<std::unique_ptr<ClientLoad>> loads_;  // all that ever wrote
  std::size_t running_ = 0;                         // the last so many of them still do
  int generation_ = 0;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace galera

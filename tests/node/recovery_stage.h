// Three nodes that recover by proof, or ask: brought down in some way under the
// writes of clients that keep book, brought up again, and compared with the book.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client_load.h"
#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {

class RecoveryStage : public testing::Test {
 protected:
  static const std::vector<int> kAll;

  // `policy`: GALERA_WARDEN_NODE_RECOVERY of all nodes, from their next start on. `environment`: NAME=VALUE
  // that all have besides. The three nodes that serve then are those of the case before,
  // where it has left them whole; else new ones.
  void Begin(const std::string& policy, const std::vector<std::string>& environment = {});
  void TearDown() override;
  // The next case gets new nodes: these have a history that it should not.
  void KeepFromOthers() { whole_ = false; }
  NodeStage& stage() { return *shared_.stage; }

  // Clients at all nodes write from here on.
  void StartLoad();
  // Ends them. What they were told of is in the book. False: nobody was told anything.
  bool StopLoad();

  void Kill(const std::vector<int>& nodes);  // with -9, all that runs there; in this order at once
  void StopCleanly(int node);                // to its end
  void Start(const std::vector<int>& nodes);
  void Freeze(int node);  // supervisor, worker and mariadbd: the node says nothing any more

  bool Synced(const std::vector<int>& nodes);    // in one component of that size, within a minute and a half
  bool Says(int node, const std::string& text);  // since this case, or its last start, within a minute
  bool AllSay(const std::vector<int>& nodes, const std::string& text);
  int ProvenNode(int node);  // whom the question of `node` says to be proven; 0: nobody, a failure
  void Touch(int node, const std::string& word);  // in its confirm directory
  std::string LogTail(int node);
  std::string Logs();

  // One primary component of all three, the history of before, and every row of the book; prints
  // the time since the last Start(), and since a Touch() after it.
  void ExpectRecovered(const std::string& what);

  std::string history_;  // wsrep_cluster_state_uuid

 private:
  // What one case leaves to the next.
  struct Shared {
    std::unique_ptr<NodeStage> stage;
    std::vector<std::string> environment;
    bool whole = false;  // and one cluster, with nothing special in its past
    int generation = 0;  // of loads: their rows stay
  };
  static Shared shared_;
  friend class EndOfStage;

  void Make();

  std::string policy_;
  bool whole_ = false;                              // recovered since the last thing done to it
  std::vector<std::unique_ptr<ClientLoad>> loads_;  // all that ever wrote
  std::size_t running_ = 0;                         // the last so many of them still do
  std::map<int, std::size_t> heard_;                // bytes of a node's log that are of a case before
  std::chrono::steady_clock::time_point started_;
  std::optional<std::chrono::steady_clock::time_point> touched_;
};

}  // namespace galera

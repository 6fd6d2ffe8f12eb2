// Two nodes that give each other state transfers, and what their pages say of it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {

using testing_cluster::Millis;

class TwoNodes : public testing::Test {
 protected:
  // `method` is SST_METHOD. Each node is named after its number, none has a limit of transfers, and `first`
  // (NAME=VALUE) goes to node 1 alone.
  void Begin(const std::string& method, const std::vector<std::string>& first);
  // Stops `node` cleanly, throws its data away, and starts it again.
  void BeginAnew(int node);
  void StopNode(int node);
  void StartNode(int node);
  bool BothServe();

  // About `mebibytes` of data that can't be compressed.
  void Fill(int mebibytes);

  // The series that the page of `node` has under that beginning of its line; nullopt: none, or no page.
  std::optional<double> Metric(int node, const std::string& series) const;
  std::string LogTail(int node) const;

  std::unique_ptr<NodeStage> stage_;
  std::string method_;
  std::vector<std::string> first_;
};

}  // namespace galera

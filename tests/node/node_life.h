// Three nodes that are one cluster, shared by all cases that take this fixture:
// each leaves it whole. A fourth is there to be started.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {

class NodeLife : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite() { stage_.reset(); }
  void SetUp() override { ASSERT_NE(stage_, nullptr); }

  static bool AreWhole(const std::vector<int>& nodes);
  static bool Whole() { return AreWhole({1, 2, 3}); }
  static bool Gone(int node);                           // within a minute
  static int ExitCode(int node);                        // of one that is gone; 1000 + signal
  static bool Says(int node, const std::string& text);  // in its log, within a minute
  static bool Serves(int node);                         // 200 on 8080, within a minute
  static std::string Log(int node) { return stage_->Log(node); }
  static std::string LogTail(int node);

  static std::unique_ptr<NodeStage> stage_;
};

// FULL=1: the long runs, too.
bool RunsInFull();

}  // namespace galera

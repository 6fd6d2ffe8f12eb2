// Nodes that sign what they say to each other, and one that does not.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

constexpr Millis kPatience{60000};
constexpr Millis kFormed{120000};

class ClusterSecret : public testing::Test {
 protected:
  void SetUp() override {
    auto made = NodeStage::Make(2);
    ASSERT_TRUE(made) << made.error().message;
    stage_ = std::move(*made);
    ASSERT_TRUE(stage_->SetName({1, 2}));
  }
  void Start(int node, const std::string& secret) {
    NodeStage::Options options;
    if (!secret.empty()) options.environment = {"GALERA_WARDEN_NODE_CLUSTER_SECRET=" + secret};
    ASSERT_TRUE(stage_->Start(node, options));
  }
  bool Formed() {
    return WaitUntil([this] { return stage_->AreOneCluster({1, 2}); }, kFormed, Millis(100));
  }

  std::unique_ptr<NodeStage> stage_;
};

TEST_F(ClusterSecret, NodesThatShareItFormACluster) {
  Start(1, "the secret of all nodes");
  Start(2, "the secret of all nodes");
  EXPECT_TRUE(Formed()) << stage_->Log(1) << stage_->Log(2);
}

// Safe whoever is mistaken: the one with the secret believes nobody, and founds nothing.
TEST_F(ClusterSecret, WithoutItOrWithAnotherANodeCountsForNothingUntilItIsCorrected) {
  Start(1, "the secret of all nodes");
  for (const std::string& wrong : {std::string(), std::string("another secret, as long")}) {
    Start(2, wrong);
    EXPECT_TRUE(WaitUntil(
        [&] {
          return stage_->Get(2, 8081, "/v1/evidence").find("\"phase\":\"waiting\"") != std::string::npos;
        },
        kPatience))
        << stage_->Log(2);
    std::this_thread::sleep_for(Millis(4000));  // long enough for a node that believes it
    EXPECT_FALSE(stage_->Server(1)) << stage_->Log(1);
    EXPECT_FALSE(stage_->Server(2)) << stage_->Log(2);
    EXPECT_NE(stage_->Log(1).find("not signed with this cluster's secret"), std::string::npos)
        << stage_->Log(1);
    if (wrong.empty()) {
      EXPECT_NE(stage_->Log(2).find("has a secret of the cluster, and this node has none"), std::string::npos)
          << stage_->Log(2);
    }
    kill(*stage_->Supervisor(2), SIGTERM);
    ASSERT_TRUE(WaitUntil([&] { return !stage_->child(2).Running(); }, kPatience));
  }
  Start(2, "the secret of all nodes");
  EXPECT_TRUE(Formed()) << stage_->Log(1) << stage_->Log(2);
}

// As the README has it.
TEST_F(ClusterSecret, ARunningClusterIsGivenOneNodeByNode) {
  Start(1, "");
  Start(2, "");
  ASSERT_TRUE(Formed()) << stage_->Log(1) << stage_->Log(2);
  for (const int node : {1, 2}) {
    kill(*stage_->Supervisor(node), SIGTERM);
    ASSERT_TRUE(WaitUntil([&] { return !stage_->child(node).Running(); }, kPatience));
    Start(node, "the secret of all nodes");
    if (node == 1) {
      EXPECT_TRUE(
          WaitUntil([&] { return stage_->Log(1).find("ACTION REQUIRED") != std::string::npos; }, kPatience))
          << stage_->Log(1);
      EXPECT_NE(stage_->Log(1).find("it says that it is in a primary component"), std::string::npos)
          << stage_->Log(1);
      std::ofstream(stage_->confirm(1) + "/confirm-resume") << "";
    }
    EXPECT_TRUE(Formed()) << stage_->Log(1) << stage_->Log(2);
  }
  EXPECT_EQ(stage_->Log(2).find("ACTION REQUIRED"), std::string::npos) << stage_->Log(2);
}

}  // namespace
}  // namespace galera

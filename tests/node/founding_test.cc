// Nodes with empty directories become one cluster, never two.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <random>
#include <thread>

#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

constexpr Millis kFormed{120000};

std::string Logs(const NodeStage& stage, int count) {
  std::string text;
  for (int node = 1; node <= count; ++node) {
    if (!stage.Started(node)) continue;
    const std::string log = stage.Log(node);
    text +=
        "\n--- node" + std::to_string(node) + "\n" + log.substr(log.size() > 6000 ? log.size() - 6000 : 0);
  }
  return text;
}

TEST(Founding, ThreeNodesFromEmptyDirectoriesFormOneCluster) {
  auto made = NodeStage::Make(3);
  ASSERT_TRUE(made) << made.error().message;
  NodeStage& stage = **made;
  ASSERT_TRUE(stage.SetName({1, 2, 3}));
  for (int node = 1; node <= 3; ++node) ASSERT_TRUE(stage.Start(node));
  EXPECT_TRUE(WaitUntil(
      [&] {
        return stage.AreOneCluster({1, 2, 3});
      },
      kFormed, Millis(200)))
      << Logs(stage, 3);
}

TEST(Founding, WaitsForALateNodeThatItsNameSpeaksOf) {
  auto made = NodeStage::Make(3);
  ASSERT_TRUE(made) << made.error().message;
  NodeStage& stage = **made;
  ASSERT_TRUE(stage.SetName({1, 2, 3}));
  for (const int node : {2, 3}) ASSERT_TRUE(stage.Start(node));
  std::this_thread::sleep_for(Millis(6000));  // long enough for a founder that does not wait
  EXPECT_FALSE(stage.Server(2) || stage.Server(3)) << Logs(stage, 3);
  EXPECT_EQ(stage.Get(2, 8081, "/").substr(0, 3), "503");
  ASSERT_TRUE(stage.Start(1));
  EXPECT_TRUE(WaitUntil(
      [&] {
        return stage.AreOneCluster({1, 2, 3});
      },
      kFormed, Millis(200)))
      << Logs(stage, 3);
}

// FOUNDING_RUNS=100 for the long one.
TEST(Founding, InAnyOrderAndAtAnyTimeFormsOneCluster) {
  const char* wanted = std::getenv("FOUNDING_RUNS");
  const int runs = wanted != nullptr ? std::atoi(wanted) : 1;
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  for (int run = 0; run < runs; ++run) {
    SCOPED_TRACE("seed " + std::to_string(seed) + " run " + std::to_string(run));
    auto made = NodeStage::Make(3);
    ASSERT_TRUE(made) << made.error().message;
    NodeStage& stage = **made;
    std::vector<int> order = {1, 2, 3};
    std::shuffle(order.begin(), order.end(), random);
    std::vector<int> named;
    for (const int node : order) {
      named.push_back(node);
      if (random() % 2 == 0) named = {1, 2, 3};
      ASSERT_TRUE(stage.SetName(named));
      ASSERT_TRUE(stage.Start(node));
      std::this_thread::sleep_for(Millis(random() % 4000));
    }
    ASSERT_TRUE(stage.SetName({1, 2, 3}));
    ASSERT_TRUE(WaitUntil(
        [&] {
          return stage.AreOneCluster({1, 2, 3});
        },
        kFormed, Millis(200)))
        << Logs(stage, 3);
  }
}

}  // namespace
}  // namespace galera

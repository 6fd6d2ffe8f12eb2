// Three nodes on one host on 127.0.0.11 to 13, each with the same ports: what a
// developer types first.
#include <gtest/gtest.h>

#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

constexpr Millis kFormed{120000};
const std::vector<int> kAll = {1, 2, 3};

TEST(OneHost, ThreeNodesOnLoopbackAddressesFormOneCluster) {
  auto made = NodeStage::MakeOnOneHost(3);
  ASSERT_TRUE(made) << made.error().message;
  NodeStage& stage = **made;
  NodeStage::Options options;
  options.arguments = {"node", "127.0.0.11,127.0.0.12,127.0.0.13"};
  options.environment = {"GCOMM_MINIMUM=3", "LISTEN_WHEN_HEALTHY=3307"};
  for (const int node : kAll) ASSERT_TRUE(stage.Start(node, options));
  ASSERT_TRUE(WaitUntil([&] { return stage.AreOneCluster(kAll); }, kFormed, Millis(200)))
      << stage.Log(1) << stage.Log(2) << stage.Log(3);
  for (const int node : kAll) {
    // Each answers for itself on every port.
    const std::string own = "\"node_address\":\"" + stage.Address(node) + "\"";
    EXPECT_NE(stage.Get(node, 8081, "/v1/evidence").find(own), std::string::npos)
        << stage.Get(node, 8081, "/v1/evidence");
    EXPECT_TRUE(WaitUntil([&] { return stage.Get(node, 8080, "/").substr(0, 3) == "200"; }, Millis(30000),
                          Millis(100)))
        << stage.Get(node, 8080, "/");
    EXPECT_NE(stage.Get(node, 9104, "/metrics").find("\nmysql_up 1\n"), std::string::npos);
    EXPECT_TRUE(WaitUntil([&] { return stage.Get(node, 3307, "/").substr(0, 3) == "200"; }, Millis(30000),
                          Millis(100)))
        << stage.Get(node, 3307, "/") << stage.Log(node);
    EXPECT_EQ(stage.Log(node).find("level=error"), std::string::npos) << stage.Log(node);
    EXPECT_EQ(stage.Value(node, "SELECT @@bind_address"), stage.Address(node));
  }
}

}  // namespace
}  // namespace galera

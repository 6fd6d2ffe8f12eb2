// GALERA_WARDEN_NODE_GCOMM_MINIMUM_STEP: a node that sees nobody founds all the same, after so long a wait.
#include <gtest/gtest.h>

#include "lone_node.h"

namespace galera {
namespace {

TEST(LoweredMinimum, OneThatIsAloneFoundsWhenOneIsEnough) {
  LoneNode node;
  LoneNode::Options options;
  options.arguments = {"node", "127.0.0.1"};
  options.environment = {"MYSQL_ROOT_PASSWORD=x", "GCOMM_MINIMUM=3",
                         "GALERA_WARDEN_NODE_GCOMM_MINIMUM_STEP=2s"};
  node.Start(options);
  ASSERT_TRUE(node.Says("1 of at least 3")) << node.Log();
  ASSERT_TRUE(node.Says("minimum=2")) << node.Log();
  EXPECT_NE(node.Log().find("UNSAFE"), std::string::npos) << node.Log();
  EXPECT_FALSE(node.Server());
  ASSERT_TRUE(node.Says("minimum=1")) << node.Log();
  ASSERT_TRUE(node.Says("mariadbd serves")) << node.Log();
  EXPECT_EQ(node.Get(8080, "/").substr(0, 3), "200") << node.Log();
}

}  // namespace
}  // namespace galera

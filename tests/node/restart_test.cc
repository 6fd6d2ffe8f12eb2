// A mariadbd that dies: by default the program ends with it; within a budget it is started again, by proof.
#include <gtest/gtest.h>
#include <signal.h>

#include "cluster/wait.h"
#include "lone_node.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Restart, WithinTheBudgetAndThenNoMore) {
  LoneNode node;
  LoneNode::Options options;
  options.environment = {"MYSQL_ROOT_PASSWORD=x", "GALERA_WARDEN_NODE_RESTARTS=1",
                         "GALERA_WARDEN_NODE_RECOVERY=proven"};
  node.Start(options);
  ASSERT_TRUE(node.Says("mariadbd serves")) << node.Log();
  const auto server = node.Server();
  ASSERT_TRUE(server);
  kill(*server, SIGKILL);
  ASSERT_TRUE(node.Says("mariadbd is started again")) << node.Log();
  ASSERT_TRUE(node.Says("proven: ")) << node.Log();  // its record names itself alone
  ASSERT_TRUE(WaitUntil([&] { return Count(node.Log(), "mariadbd serves") == 2; }, Millis(60000)))
      << node.Log();
  EXPECT_NE(node.Log().find("the cluster goes on with its history"), std::string::npos) << node.Log();
  const auto again = node.Server();
  ASSERT_TRUE(again);
  EXPECT_NE(*again, *server);
  kill(*again, SIGKILL);
  EXPECT_EQ(node.Ends(), 128 + SIGKILL) << node.Log();
}

}  // namespace
}  // namespace galera

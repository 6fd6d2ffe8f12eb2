#include <gtest/gtest.h>
#include <unistd.h>

#include "cluster/cluster.h"

namespace galera::testing_cluster {
namespace {

class Namespaces : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    ClusterOptions options;
    options.namespaces = true;
    options.fast_failure_detection = true;
    Result<std::unique_ptr<Cluster>> started = Cluster::Start(options);
    ASSERT_TRUE(started.ok()) << started.error().message;
    cluster_ = std::move(*started);
  }

  std::unique_ptr<Cluster> cluster_;
};

TEST_F(Namespaces, AnIsolatedNodeLosesThePrimaryComponentAndFindsItAgain) {
  Node& lonely = cluster_->node(3);
  ASSERT_TRUE(lonely.Isolate().ok());
  Status seen = lonely.WaitForStatus("wsrep_cluster_status", "non-Primary");
  EXPECT_TRUE(seen.ok()) << seen.error().message;
  seen = cluster_->node(1).WaitForStatus("wsrep_cluster_size", "2");
  EXPECT_TRUE(seen.ok()) << seen.error().message;
  const Result<Rows> refused = lonely.Query("SELECT * FROM mysql.user");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().server_code, 1047U);
  ASSERT_TRUE(lonely.Heal().ok());
  seen = lonely.AwaitReady(Millis(60000), 3);
  EXPECT_TRUE(seen.ok()) << seen.error().message;
}

TEST_F(Namespaces, TheHostSeesNoneOfThemAndAThreadInsideDoes) {
  const Node& node = cluster_->node(1);
  EXPECT_TRUE(CheckPortFree("127.0.0.1", FreePort()).ok());
  EXPECT_FALSE(CheckPortFree(node.address(), node.port()).ok()) << "the address is not the host's";
  Status taken;
  const Status inside = cluster_->InNamespace(1, [&] { taken = CheckPortFree(node.address(), node.port()); });
  ASSERT_TRUE(inside.ok()) << inside.error().message;
  ASSERT_FALSE(taken.ok());
  EXPECT_NE(taken.error().message.find("already taken"), std::string::npos);
}

TEST_F(Namespaces, ProgramsRunInsideByCommandAndByOption) {
  ChildOptions by_command;
  by_command.argv = cluster_->NamespaceCommand(2);
  by_command.argv.insert(by_command.argv.end(), {"ip", "-br", "addr"});
  ChildOptions by_option;
  by_option.argv = {"ip", "-br", "addr"};
  by_option.network_namespace = cluster_->NamespacePath(2);
  for (const ChildOptions& options : {by_command, by_option}) {
    const Result<CommandResult> addresses = RunCommand(options, Millis(10000));
    ASSERT_TRUE(addresses.ok()) << addresses.error().message;
    EXPECT_NE(addresses->out.find(cluster_->node(2).address()), std::string::npos)
        << addresses->out << addresses->err;
    EXPECT_NE(addresses->out.find("127.0.0.1"), std::string::npos) << addresses->out;
  }
}

}  // namespace
}  // namespace galera::testing_cluster

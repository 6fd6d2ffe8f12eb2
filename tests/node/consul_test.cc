// Nodes that find each other by a Consul agent, and are found by it. The agent
// is on a Unix socket, which every network namespace sees.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "cluster/wait.h"
#include "node_stage.h"
#include "registration/consul_stand_in.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;
using watchdog::test::ConsulStandIn;

constexpr Millis kFormed{120000};
constexpr Millis kSoon{30000};

class NodesWithConsul : public testing::Test {
 protected:
  void SetUp() override {
    auto made = NodeStage::Make(2);
    ASSERT_TRUE(made) << made.error().message;
    stage_ = std::move(*made);
  }
  Status Start(int node) {
    return stage_->Start(node,
                         {{"node", "consul:galera"},
                          {"CONSUL_HTTP_ADDR=unix://" + socket_, "CONSUL_HTTP_TOKEN=t0ken-never-shown",
                           "GALERA_WARDEN_NODE_CONSUL_SERVICE=galera", "GALERA_WARDEN_NODE_CONSUL_TTL=3s",
                           "wsrep_node_name=db" + std::to_string(node), "GALERA_WARDEN_NODE_DRAIN=2s"}});
  }
  std::string IdOf(int node) const {
    for (const std::string& id : agent_.Ids()) {
      if (id.find("-db" + std::to_string(node) + "-") != std::string::npos) return id;
    }
    return "";
  }
  std::optional<std::string> StateOf(int node) const { return agent_.StateOf(IdOf(node)); }

  long ReportsOf(int node, const std::string& state = "") const {
    const auto requests = agent_.Requests();
    return std::count_if(requests.begin(), requests.end(), [&](const std::string& one) {
      return one.find("/check/update/") != std::string::npos &&
             one.find("-db" + std::to_string(node) + "-") != std::string::npos && one.ends_with(state);
    });
  }

  const std::string socket_ = testing::TempDir() + "consul-" + std::to_string(getpid());
  ConsulStandIn agent_{"t0ken-never-shown", socket_};
  std::unique_ptr<NodeStage> stage_;
};

TEST_F(NodesWithConsul, FindEachOtherAndServeAndLeave) {
  ASSERT_TRUE(Start(1));
  // Registered while it waits: else the other could not find it.
  ASSERT_TRUE(WaitUntil([&] { return StateOf(1) == "critical"; }, kSoon)) << stage_->Log(1);
  ASSERT_TRUE(Start(2));
  ASSERT_TRUE(WaitUntil(
      [&] {
        return stage_->AreOneCluster({1, 2});
      },
      kFormed, Millis(100)))
      << stage_->Log(1) << stage_->Log(2);
  EXPECT_TRUE(WaitUntil([&] { return StateOf(1) == "passing" && StateOf(2) == "passing"; }, kSoon));
  EXPECT_EQ(agent_.OutputOf(IdOf(1)), "synced");

  // Killed, the worker is back within the TTL; the node stays in service all the time.
  const auto worker = stage_->Worker(1);
  ASSERT_TRUE(worker);
  const std::string id = IdOf(1);
  const auto critical_before = ReportsOf(1, " critical");
  kill(*worker, SIGKILL);
  ASSERT_TRUE(WaitUntil([&] { return stage_->Worker(1).value_or(*worker) != *worker; }, kSoon));
  const auto before = ReportsOf(1);
  ASSERT_TRUE(WaitUntil([&] { return ReportsOf(1) > before; }, kSoon));
  EXPECT_EQ(StateOf(1), "passing");
  EXPECT_EQ(IdOf(1), id);
  EXPECT_EQ(ReportsOf(1, " critical"), critical_before);
  EXPECT_EQ(agent_.expired(), 0);

  // Out of service while mariadbd still serves, gone at the end.
  const auto supervisor = stage_->Supervisor(2);
  ASSERT_TRUE(supervisor);
  kill(*supervisor, SIGTERM);
  ASSERT_TRUE(WaitUntil([&] { return StateOf(2) == "critical"; }, kSoon, Millis(10)));
  EXPECT_TRUE(stage_->Server(2)) << "mariadbd was gone before its clients";
  EXPECT_EQ(agent_.OutputOf(IdOf(2)), "stopping");
  EXPECT_TRUE(WaitUntil([&] { return !stage_->child(2).Running(); }, kSoon));
  EXPECT_EQ(IdOf(2), "");
  EXPECT_EQ(StateOf(1), "passing");
  for (const int node : {1, 2}) {
    EXPECT_EQ(stage_->Log(node).find("never-shown"), std::string::npos) << stage_->Log(node);
  }
  EXPECT_NE(stage_->Get(1, 9104, "/metrics").find("galera_warden_registration_up 1"), std::string::npos);
}

// Who can't be listed may still be there: nobody founds.
TEST_F(NodesWithConsul, WithoutAnAnswerNobodyFounds) {
  agent_.FilterLists();
  ASSERT_TRUE(Start(1));
  ASSERT_TRUE(Start(2));
  ASSERT_TRUE(WaitUntil([&] { return StateOf(1) == "critical" && StateOf(2) == "critical"; }, kSoon));
  EXPECT_FALSE(WaitUntil([&] { return stage_->Server(1) || stage_->Server(2); }, Millis(6000)))
      << stage_->Log(1) << stage_->Log(2);
}

}  // namespace
}  // namespace galera

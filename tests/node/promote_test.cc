// `galera-warden promote` on nodes that have lost their quorum.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>
#include <utility>

#include "cluster/sql.h"
#include "recovery_stage.h"

namespace galera {
namespace {

using testing_cluster::CommandResult;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;

class Promote : public RecoveryStage {
 protected:
  void SetUp() override { Begin("confirm"); }

  CommandResult Run(int node, std::vector<std::string> words) {
    words.insert(words.begin(), "promote");
    const auto ran = stage().Command(node, words);
    EXPECT_TRUE(ran) << ran.error().message;
    return ran ? *ran : CommandResult{};
  }
  bool Is(int node, const std::string& status) {
    return WaitUntil([&] { return stage().WsrepStatus(node, "cluster_status") == status; }, Millis(60000));
  }
  // Its warden says so, too, which samples once a second.
  bool SaysPrimary(int node, bool primary) {
    const std::string text = std::string("\"primary\":") + (primary ? "true" : "false");
    return WaitUntil([&] { return stage().Get(node, 8081, "/v1/evidence").find(text) != std::string::npos; },
                     Millis(20000));
  }
  std::string Record(int node) {
    std::stringstream text;
    text << std::ifstream(stage().data(node) + "/.galera-warden-views.sst").rdbuf();
    return text.str();
  }
  // The cluster hears nothing of the node, nor it of the cluster; HTTP goes on.
  Status Isolate(int node) {
    const auto set = testing_cluster::QuerySocket(
        stage().socket(node), "SET GLOBAL wsrep_provider_options='gmcast.isolate=1'", Millis(10000));
    return set ? Status() : Status(set.error());
  }
};

std::string Said(const CommandResult& ran) {
  return "\n--- " + ran.exit.Describe() + "\n" + ran.out + ran.err;
}

TEST_F(Promote, TheLastOneLeftBecomesPrimaryWithItsHistoryAndRows) {
  const CommandResult whole = Run(3, {"--yes"});
  EXPECT_EQ(whole.exit.code, 0) << Said(whole);
  EXPECT_NE(whole.out.find("nothing to do"), std::string::npos) << Said(whole);

  StartLoad();
  Kill({1, 2});
  ASSERT_TRUE(StopLoad());
  ASSERT_TRUE(Is(3, "non-Primary")) << LogTail(3);
  ASSERT_TRUE(SaysPrimary(3, false));

  const CommandResult unasked = Run(3, {});
  EXPECT_EQ(unasked.exit.code, 1) << Said(unasked);
  EXPECT_NE(unasked.out.find("nothing was done"), std::string::npos) << Said(unasked);
  EXPECT_NE(unasked.out.find("does not report: what only it has is lost"), std::string::npos)
      << Said(unasked);
  EXPECT_EQ(stage().WsrepStatus(3, "cluster_status"), "non-Primary");
  EXPECT_NE(Record(3).find("\"branches\":[]"), std::string::npos) << Record(3);

  ASSERT_TRUE(Says(3, "THIS NODE IS IN NO PRIMARY COMPONENT")) << LogTail(3);
  EXPECT_NE(stage().Log(3).find("galera-warden inspect 10.77.0.13 10.77.0.11 10.77.0.12"), std::string::npos)
      << LogTail(3);

  const CommandResult ran = Run(3, {"--yes"});
  EXPECT_EQ(ran.exit.code, 0) << Said(ran) << LogTail(3);
  EXPECT_NE(ran.out.find("primary, with the history of before (" + history_ + "), 1 member"),
            std::string::npos)
      << Said(ran);
  if (std::getenv("SHOW_LOGS") != nullptr) std::cout << Said(unasked) << Said(ran);
  EXPECT_EQ(stage().WsrepStatus(3, "cluster_status"), "Primary");
  EXPECT_EQ(Record(3).find("\"branches\":[]"), std::string::npos) << "not proven: it branches" << Record(3);

  Start({1, 2});
  ExpectRecovered("promoted, and joined by the others");
  KeepFromOthers();  // it has branched
}

// The others are back, and paused: with what they have, nothing is lost.
TEST_F(Promote, ProvenWhereAllReport) {
  StartLoad();
  ASSERT_TRUE(StopLoad());
  Kill({1, 2});
  ASSERT_TRUE(Is(3, "non-Primary")) << LogTail(3);
  Start({1, 2});
  ASSERT_TRUE(AllSay({1, 2}, "ACTION REQUIRED")) << Logs();
  // `system` of a new cluster may look, and no more; a wrong password may not even look.
  for (const auto& [password, complaint] :
       {std::pair("system # secret", "lacks a right"),
        std::pair("wrong", "does not let in daemon (unix_socket) and system")}) {
    const auto denied =
        stage().Command(3, {"promote", "--yes"}, {std::string("SYSTEM_PASSWORD=") + password}, "daemon");
    ASSERT_TRUE(denied) << denied.error().message;
    EXPECT_EQ(denied->exit.code, 1) << Said(*denied);
    EXPECT_NE(denied->err.find(complaint), std::string::npos) << Said(*denied);
    EXPECT_NE(denied->err.find("SET GLOBAL wsrep_provider_options='pc.bootstrap=YES';"), std::string::npos)
        << Said(*denied);
    EXPECT_EQ((denied->out + denied->err).find(password), std::string::npos);
    EXPECT_EQ(stage().WsrepStatus(3, "cluster_status"), "non-Primary");
  }
  const CommandResult ran = Run(3, {"--yes"});
  EXPECT_EQ(ran.exit.code, 0) << Said(ran) << Logs();
  EXPECT_NE(ran.out.find("Nothing is lost: that is proven."), std::string::npos) << Said(ran) << Logs();
  EXPECT_NE(Record(3).find("\"branches\":[]"), std::string::npos) << Record(3);
  if (std::getenv("SHOW_LOGS") != nullptr) std::cout << Said(ran);
  ExpectRecovered("promoted by proof, the others join by themselves");
}

TEST_F(Promote, RefusesBesideAPrimaryComponentThatItSees) {
  ASSERT_TRUE(Isolate(3)) << LogTail(3);
  ASSERT_TRUE(Is(3, "non-Primary")) << LogTail(3);
  ASSERT_TRUE(SaysPrimary(3, false));
  ASSERT_TRUE(WaitUntil([&] { return stage().WsrepStatus(1, "cluster_size") == "2"; }, Millis(60000)));
  ASSERT_TRUE(SaysPrimary(1, true));
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"--yes"}, {"--yes", "--force"}, {"--yes", "galera.test"}}) {
    const CommandResult ran = Run(3, words);
    EXPECT_EQ(ran.exit.code, 4) << Said(ran);
    EXPECT_NE(ran.out.find("is in a primary component: this node belongs to it"), std::string::npos)
        << Said(ran);
    EXPECT_EQ(stage().WsrepStatus(3, "cluster_status"), "non-Primary");
  }
}

TEST_F(Promote, ACutCableIsWarnedOf) {
  ASSERT_TRUE(stage().network().SetLink(3, false));
  ASSERT_TRUE(Is(3, "non-Primary")) << LogTail(3);
  // Out of our sight, too: it can only say what it does not know.
  ASSERT_TRUE(WaitUntil(
      [&] {
        const CommandResult ran = Run(3, {});
        return ran.exit.code == 1 &&
               ran.out.find(
                   "10.77.0.11 does not report: what only it has is lost. If it is in a primary "
                   "component now, there will be two clusters") != std::string::npos &&
               ran.out.find("nothing was done") != std::string::npos;
      },
      Millis(60000)));
  EXPECT_EQ(stage().WsrepStatus(3, "cluster_status"), "non-Primary");
  ASSERT_TRUE(stage().network().SetLink(3, true));
  EXPECT_TRUE(Synced(kAll)) << Logs();
}

TEST_F(Promote, APausedNodeIsForConfirm) {
  Kill(kAll);
  Start({3});
  ASSERT_TRUE(Says(3, "ACTION REQUIRED")) << LogTail(3);
  const CommandResult ran = Run(3, {"--yes"});
  EXPECT_EQ(ran.exit.code, 1) << Said(ran);
  EXPECT_NE(ran.out.find("galera-warden confirm says what this node asks"), std::string::npos) << Said(ran);
}

constexpr char kSecret[] = "GALERA_WARDEN_NODE_CLUSTER_SECRET=the secret of all nodes";

class PromoteWithASecret : public Promote {
 protected:
  void SetUp() override { Begin("confirm", {kSecret}); }
};

// A command that has another secret, or none, can't tell who speaks.
TEST_F(PromoteWithASecret, ByTheRightOneOnly) {
  StartLoad();
  ASSERT_TRUE(StopLoad());
  Kill({1, 2});
  ASSERT_TRUE(Is(3, "non-Primary")) << LogTail(3);
  ASSERT_TRUE(SaysPrimary(3, false));
  Start({1, 2});
  ASSERT_TRUE(AllSay({1, 2}, "ACTION REQUIRED")) << Logs();
  for (const auto& [environment, complaint] :
       {std::pair(std::vector<std::string>{},
                  "this node has a secret of the cluster, and this command has none"),
        std::pair(std::vector<std::string>{"GALERA_WARDEN_NODE_CLUSTER_SECRET=another secret, as long"},
                  "evidence is not signed with this cluster's secret")}) {
    const auto denied = stage().Command(3, {"promote", "--yes", "--force"}, environment);
    ASSERT_TRUE(denied) << denied.error().message;
    EXPECT_EQ(denied->exit.code, 1) << Said(*denied);
    EXPECT_NE(denied->err.find(complaint), std::string::npos) << Said(*denied);
    EXPECT_EQ((denied->out + denied->err).find("as long"), std::string::npos) << Said(*denied);
    EXPECT_EQ(stage().WsrepStatus(3, "cluster_status"), "non-Primary");
  }
  const auto ran = stage().Command(3, {"promote", "--yes"}, {kSecret});
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(ran->exit.code, 0) << Said(*ran) << Logs();
  EXPECT_NE(ran->out.find("Nothing is lost: that is proven."), std::string::npos) << Said(*ran) << Logs();
  EXPECT_EQ((ran->out + ran->err).find("of all nodes"), std::string::npos) << Said(*ran);
  ExpectRecovered("promoted by proof that is signed");
}

}  // namespace
}  // namespace galera

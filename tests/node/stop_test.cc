// SIGTERM in each phase of a node's way but a state transfer (state_transfer_test.cc),
// and `pre-stop` before it.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "client_load.h"
#include "cluster/sql.h"
#include "cluster/wait.h"
#include "lone_node.h"

namespace galera {
namespace {

using std::chrono::steady_clock;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;

constexpr Millis kPatience{60000};
constexpr Millis kSoon{20000};  // what is done at once, on a busy machine
constexpr int kStoppedBefore = 128 + SIGTERM;

class Stop : public testing::Test {
 protected:
  std::string socket() const { return node_.At("run/mysqld.sock"); }

  bool Serves(const LoneNode::Options& options) {
    node_.Start(options);
    return WaitUntil([&] { return node_.Get(8080, "/").substr(0, 3) == "200"; }, kPatience, Millis(100));
  }
  // SIGTERM; the exit code, if it comes soon.
  int Ends() {
    const auto supervisor = node_.Supervisor();
    if (!supervisor) return -1;
    kill(*supervisor, SIGTERM);
    return node_.Ends(kSoon);
  }
  static LoneNode::Options WithPeer(const std::vector<std::string>& environment = {}) {
    LoneNode::Options options;
    options.arguments = {"node", "127.0.0.11,192.0.2.1"};
    options.environment = {"NODE_ADDRESS=127.0.0.11"};
    options.environment.insert(options.environment.end(), environment.begin(), environment.end());
    return options;
  }

  LoneNode node_;
};

TEST_F(Stop, WhileItWaitsForPeers) {
  node_.Start(WithPeer());
  ASSERT_TRUE(node_.Says("msg=waiting")) << node_.Log();
  EXPECT_EQ(Ends(), kStoppedBefore) << node_.Log();
  EXPECT_TRUE(std::filesystem::is_empty(node_.data()));
}

TEST_F(Stop, WhileItIsHeld) {
  node_.Write("data/hold-start", "");
  node_.Start(WithPeer());
  ASSERT_TRUE(node_.Says("msg=holding")) << node_.Log();
  EXPECT_EQ(Ends(), kStoppedBefore) << node_.Log();
}

TEST_F(Stop, WhileAHumanIsAsked) {
  node_.PretendData();
  const std::string grastate =
      "# GALERA saved state\nversion: 2.1\nuuid:    6f7b1e0e-0b1a-11ef-9c1a-0242ac110002\nseqno:   17\n"
      "safe_to_bootstrap: 0\n";
  node_.Write("data/grastate.dat", grastate);
  node_.Start(WithPeer());
  ASSERT_TRUE(node_.Says("ACTION REQUIRED")) << node_.Log();
  EXPECT_EQ(Ends(), kStoppedBefore) << node_.Log();
  std::ifstream in(node_.data() + "/grastate.dat");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), grastate);
}

TEST_F(Stop, InTheFirstStartWhichBeginsAgainAtTheNextOne) {
  node_.Write("init/1.sh", "sleep 1000\n");
  node_.Start({});
  ASSERT_TRUE(node_.Says("step=script detail=1.sh")) << node_.Log();
  EXPECT_EQ(Ends(), kStoppedBefore) << node_.Log();
  node_.Write("init/1.sh", "touch " + node_.At("confirm/ran") + "\n");
  ASSERT_TRUE(Serves({})) << node_.Log();
  EXPECT_TRUE(std::filesystem::exists(node_.At("confirm/ran")));
  EXPECT_EQ(Ends(), 0) << node_.Log();
}

// mariadbd ignores SIGTERM then, and has not opened InnoDB: it is killed, and nothing is lost.
TEST_F(Stop, WhileMariadbdWaitsForAPrimaryComponent) {
  ASSERT_TRUE(Serves({})) << node_.Log();
  ASSERT_TRUE(MakeLoadTable(socket()));
  ASSERT_TRUE(testing_cluster::QuerySocket(socket(), "INSERT INTO test.loaded VALUES ('kept', 1)", kSoon));
  ASSERT_EQ(Ends(), 0) << node_.Log();

  node_.Start(WithPeer());
  ASSERT_TRUE(node_.Says("ACTION REQUIRED")) << node_.Log();
  node_.Write("confirm/confirm-resume", "");
  ASSERT_TRUE(node_.Says("a normal start was confirmed by")) << node_.Log();
  ASSERT_TRUE(node_.Says("view(view_id(NON_PRIM")) << node_.Log();
  EXPECT_EQ(Ends(), 128 + SIGKILL) << node_.Log();
  EXPECT_NE(node_.Log().find("mariadbd did not end in time: killed"), std::string::npos) << node_.Log();
  EXPECT_NE(node_.Log().find("phase=waiting"), std::string::npos) << node_.Log();

  node_.Write("data/new-cluster", "");
  ASSERT_TRUE(Serves({})) << node_.Log();
  const auto kept = testing_cluster::QuerySocket(socket(), "SELECT n FROM test.loaded", kSoon);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->size(), 1u);
  EXPECT_EQ(Ends(), 0) << node_.Log();
}

class Drain : public Stop {
 protected:
  static constexpr Millis kDrain{3000};
  void SetUp() override {
    options_.environment = {"GALERA_WARDEN_NODE_DRAIN=3s"};
    ASSERT_TRUE(Serves(options_)) << node_.Log();
    ASSERT_TRUE(MakeLoadTable(socket()));
  }
  bool OutOfService() {
    return WaitUntil([&] { return node_.Get(8080, "/").substr(0, 3) == "503"; }, kSoon, Millis(20));
  }

  LoneNode::Options options_;
};

TEST_F(Drain, PreStopTakesItOutOfServiceFirstAndSigtermThenWaitsNoMore) {
  ClientLoad load(socket(), "pre-stop");
  const auto begin = steady_clock::now();
  auto hook = node_.StartBeside({"pre-stop"}, options_);
  ASSERT_TRUE(hook) << hook.error().message;
  EXPECT_TRUE(OutOfService()) << node_.Get(8080, "/");
  EXPECT_EQ(node_.Get(8081, "/").substr(0, 3), "200");
  EXPECT_TRUE(hook->Running() || steady_clock::now() - begin > kDrain);
  EXPECT_TRUE(load.MakesProgress(20));
  const auto exit = hook->Wait(kPatience);
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 0) << hook->Stderr();
  EXPECT_GE(steady_clock::now() - begin, kDrain);
  load.Stop();  // who was sent away has gone
  EXPECT_TRUE(load.Failures().empty()) << load.Failures().front();

  EXPECT_EQ(Ends(), 0) << node_.Log();
  EXPECT_EQ(node_.Log().find("still draining"), std::string::npos) << node_.Log();
  EXPECT_NE(node_.Log().find("drained already"), std::string::npos) << node_.Log();
  // The next start is in service again.
  node_.Write("data/new-cluster", "");
  ASSERT_TRUE(Serves(options_)) << node_.Log();
}

TEST_F(Drain, SigtermAloneWaitsAsLong) {
  ClientLoad load(socket(), "sigterm");
  const auto begin = steady_clock::now();
  kill(*node_.Supervisor(), SIGTERM);
  EXPECT_TRUE(OutOfService()) << node_.Get(8080, "/");
  EXPECT_TRUE(load.MakesProgress(20));
  EXPECT_TRUE(load.Failures().empty());
  EXPECT_EQ(node_.Ends(), 0) << node_.Log();
  EXPECT_GE(steady_clock::now() - begin, kDrain);
  EXPECT_EQ(node_.Log().find("drained already"), std::string::npos) << node_.Log();
}

}  // namespace
}  // namespace galera

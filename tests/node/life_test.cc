// What happens to nodes that once were a cluster: one shared by all cases, each
// of which leaves it whole.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "cluster/background_writer.h"
#include "cluster/sql.h"
#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {
namespace {

using testing_cluster::BackgroundWriter;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;

constexpr Millis kSoon{60000};
const std::vector<int> kAll = {1, 2, 3};

class NodeLife : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto made = NodeStage::Make(3);
    ASSERT_TRUE(made) << made.error().message;
    stage_ = std::move(*made);
    ASSERT_TRUE(stage_->SetName(kAll));
    for (const int node : kAll) ASSERT_TRUE(stage_->Start(node));
    ASSERT_TRUE(WaitUntil([] { return stage_->AreOneCluster(kAll); }, Millis(120000), Millis(100)));
    ASSERT_TRUE(testing_cluster::QuerySocket(stage_->socket(1), "CREATE DATABASE test", Millis(5000)));
  }
  static void TearDownTestSuite() { stage_.reset(); }
  void SetUp() override { ASSERT_NE(stage_, nullptr); }

  static bool Whole() {
    return WaitUntil([] { return stage_->AreOneCluster(kAll); }, kSoon, Millis(100));
  }
  static bool Gone(int node) {
    return WaitUntil([&] { return !stage_->child(node).Running(); }, kSoon);
  }
  static std::string Log(int node) { return stage_->Log(node); }
  static std::string LogTail(int node) {
    const std::string log = Log(node);
    return log.substr(log.size() > 5000 ? log.size() - 5000 : 0);
  }

  static std::unique_ptr<NodeStage> stage_;
};

std::unique_ptr<NodeStage> NodeLife::stage_;

TEST_F(NodeLife, AWorkerKilledManyTimesNeverCostsAClientAQuery) {
  BackgroundWriter writer(stage_->socket(1), Millis(5));
  const auto server = stage_->Server(1);
  ASSERT_TRUE(server);
  for (int i = 0; i < 10; ++i) {
    const auto worker = stage_->Worker(1);
    ASSERT_TRUE(worker);
    kill(*worker, SIGKILL);
    ASSERT_TRUE(WaitUntil(
        [&] {
          const auto next = stage_->Worker(1);
          return next && *next != *worker;
        },
        Millis(10000)));
  }
  EXPECT_EQ(stage_->Server(1), server);
  EXPECT_TRUE(WaitUntil([&] { return stage_->Get(1, 8080, "/").substr(0, 3) == "200"; }, kSoon))
      << LogTail(1);
  const std::uint64_t before = writer.rows();
  EXPECT_TRUE(WaitUntil([&] { return writer.rows() > before; }, kSoon));
  EXPECT_TRUE(Whole());
}

TEST_F(NodeLife, AServerKilledEndsTheProgramWithItsSignalAndComesBackByIst) {
  BackgroundWriter writer(stage_->socket(1), Millis(5));
  const auto server = stage_->Server(3);
  ASSERT_TRUE(server);
  kill(*server, SIGKILL);
  ASSERT_TRUE(Gone(3)) << LogTail(3);
  const auto exit = stage_->child(3).Wait(Millis(0));
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 128 + SIGKILL) << exit->Describe();
  const std::uint64_t then = writer.rows();
  ASSERT_TRUE(WaitUntil([&] { return writer.rows() > then + 50; }, kSoon));
  ASSERT_TRUE(stage_->Start(3));
  ASSERT_TRUE(Whole()) << LogTail(3);
  EXPECT_NE(Log(3).find("recovered position"), std::string::npos) << Log(3);
  EXPECT_NE(Log(3).find("an incremental state transfer will do"), std::string::npos) << Log(3);
  EXPECT_NE(Log(3).find("IST received: "), std::string::npos) << "a full state transfer instead of IST";
}

TEST_F(NodeLife, SigtermGoesOutOfServiceAndStopsCleanly) {
  const auto supervisor = stage_->Supervisor(2);
  ASSERT_TRUE(supervisor);
  kill(*supervisor, SIGTERM);
  ASSERT_TRUE(Gone(2)) << LogTail(2);
  EXPECT_EQ(stage_->child(2).Wait(Millis(0))->code, 0) << LogTail(2);
  ASSERT_TRUE(stage_->Start(2));
  ASSERT_TRUE(Whole()) << LogTail(2);
  // Stopped cleanly: nothing to recover, and no drain file left behind.
  EXPECT_EQ(Log(2).find("recovered position"), std::string::npos);
  EXPECT_TRUE(WaitUntil([&] { return stage_->Get(2, 8080, "/").substr(0, 3) == "200"; }, kSoon));
}

// Invariant: data, no primary component, no proof: a human decides.
TEST_F(NodeLife, AfterAPowerCutAllPauseUntilAHumanConfirmsOne) {
  const auto history = stage_->WsrepStatus(1, "cluster_state_uuid");
  ASSERT_TRUE(testing_cluster::QuerySocket(stage_->socket(1), "CREATE TABLE test.kept (i INT PRIMARY KEY)",
                                           Millis(5000)));
  ASSERT_TRUE(
      testing_cluster::QuerySocket(stage_->socket(1), "INSERT INTO test.kept VALUES (42)", Millis(5000)));
  for (const int node : kAll) kill(*stage_->Supervisor(node), SIGKILL);  // with all of its PID namespace
  for (const int node : kAll) ASSERT_TRUE(Gone(node));
  for (const int node : kAll) ASSERT_TRUE(stage_->Start(node));
  for (const int node : kAll) {
    ASSERT_TRUE(WaitUntil([&] { return Log(node).find("ACTION REQUIRED") != std::string::npos; }, kSoon))
        << LogTail(node);
    EXPECT_NE(Log(node).find("Position of this node: " + *history + ":"), std::string::npos) << LogTail(node);
    EXPECT_FALSE(stage_->Server(node));
    EXPECT_EQ(stage_->Get(node, 8081, "/").substr(0, 3), "503");
    EXPECT_NE(stage_->Get(node, 8081, "/v1/evidence").find("\"phase\":\"paused\""), std::string::npos);
  }
  std::ofstream(stage_->confirm(2) + "/confirm-new-cluster") << "";
  ASSERT_TRUE(Whole()) << LogTail(2) << LogTail(1);
  // The same history goes on, and nothing was lost.
  EXPECT_EQ(stage_->WsrepStatus(3, "cluster_state_uuid"), history);
  EXPECT_EQ(stage_->Value(3, "SELECT i FROM test.kept"), "42");
  EXPECT_FALSE(std::ifstream(stage_->confirm(2) + "/confirm-new-cluster").good()) << "counts once only";
}

}  // namespace
}  // namespace galera

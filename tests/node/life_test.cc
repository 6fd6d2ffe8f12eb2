// What happens to nodes that once were a cluster.
#include <csignal>
#include <fstream>

#include "cluster/sql.h"
#include "node_life.h"

namespace galera {
namespace {

using testing_cluster::Millis;

const std::vector<int> kAll = {1, 2, 3};

TEST_F(NodeLife, SigtermGoesOutOfServiceAndStopsCleanly) {
  const auto supervisor = stage_->Supervisor(2);
  ASSERT_TRUE(supervisor);
  kill(*supervisor, SIGTERM);
  ASSERT_TRUE(Gone(2)) << LogTail(2);
  EXPECT_EQ(ExitCode(2), 0) << LogTail(2);
  ASSERT_TRUE(stage_->Start(2));
  ASSERT_TRUE(Whole()) << LogTail(2);
  // Stopped cleanly: nothing to recover, and no drain file left behind.
  EXPECT_EQ(Log(2).find("recovered position"), std::string::npos);
  EXPECT_TRUE(Serves(2));
}

// Invariant: data, no primary component, no proof: a human decides.
TEST_F(NodeLife, AfterAPowerCutAllPauseUntilAHumanConfirmsOne) {
  const auto history = stage_->WsrepStatus(1, "cluster_state_uuid");
  ASSERT_TRUE(testing_cluster::QuerySocket(stage_->socket(1), "CREATE TABLE test.kept (i INT PRIMARY KEY)",
                                           Millis(5000)));
  ASSERT_TRUE(
      testing_cluster::QuerySocket(stage_->socket(1), "INSERT INTO test.kept VALUES (42)", Millis(5000)));
  // All have all of it: one that is killed before it has applied the row has less than the others, and one
  // killed inside the DDL statement has a zero UUID (Galera's mark for that).
  for (const int node : kAll) {
    ASSERT_TRUE(testing_cluster::WaitUntil(
        [&] { return stage_->Value(node, "SELECT i FROM test.kept") == "42"; }, Millis(30000)));
  }
  for (const int node : kAll) kill(*stage_->Supervisor(node), SIGKILL);  // with all of its PID namespace
  for (const int node : kAll) ASSERT_TRUE(Gone(node));
  for (const int node : kAll) ASSERT_TRUE(stage_->Start(node));
  for (const int node : kAll) {
    ASSERT_TRUE(Says(node, "ACTION REQUIRED")) << LogTail(node);
    EXPECT_NE(Log(node).find("holds every commit (" + *history + ":"), std::string::npos) << LogTail(node);
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

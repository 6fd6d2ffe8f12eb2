// A fourth node joins and another one comes back while clients write: what was
// acknowledged is on every node, and nobody but the joiner's clients waits for it.
#include <csignal>

#include "client_load.h"
#include "cluster/sql.h"
#include "node_life.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

const std::vector<std::string> kNone;

bool InTransfer(const NodeStage& stage, int node) {
  return WaitUntil(
      [&] {
        return stage.Get(node, 8081, "/v1/evidence").find("\"phase\":\"transfer\"") != std::string::npos;
      },
      Millis(60000));
}

// The donor sends 4 MB/s, of some 60: there is time to look.
TEST_F(NodeLife, SigtermInAStateTransferCutsItShortAndTheNextStartBeginsAnew) {
  ClientLoad load(stage_->socket(1), "transfer-cut");
  NodeStage::Options options;
  options.environment = {"GALERA_WARDEN_NODE_TRANSFER_GRACE=2s"};
  ASSERT_TRUE(stage_->Start(4, options));
  ASSERT_TRUE(InTransfer(*stage_, 4)) << LogTail(4);
  EXPECT_EQ(stage_->Get(4, 8080, "/").substr(0, 3), "503");
  kill(*stage_->Supervisor(4), SIGTERM);
  ASSERT_TRUE(Gone(4)) << LogTail(4);
  EXPECT_NE(Log(4).find("a state transfer runs: cut short, all of it has to be done again"),
            std::string::npos)
      << LogTail(4);
  EXPECT_NE(ExitCode(4), 0) << "what is half there is no clean stop";
  ASSERT_TRUE(Whole()) << LogTail(1);
  load.Stop();
  EXPECT_EQ(load.Failures(), kNone);
}

TEST_F(NodeLife, AFourthJoinsBySstAndAStoppedOneByIstWhileClientsWrite) {
  ClientLoad first(stage_->socket(1), "join-1");
  ClientLoad second(stage_->socket(2), "join-2");
  ClientLoad third(stage_->socket(3), "join-3");
  ASSERT_TRUE(stage_->SetName({1, 2, 3, 4}));
  ASSERT_TRUE(stage_->Start(4));
  ASSERT_TRUE(AreWhole({1, 2, 3, 4})) << LogTail(4);
  EXPECT_EQ(Log(4).find("an incremental state transfer will do"), std::string::npos) << LogTail(4);
  EXPECT_NE(Log(4).find("SST received: "), std::string::npos) << LogTail(4);
  ASSERT_TRUE(first.MakesProgress(50) && second.MakesProgress(50) && third.MakesProgress(50));

  ClientLoad fourth(stage_->socket(4), "join-4");
  second.Stop();
  kill(*stage_->Supervisor(2), SIGTERM);
  ASSERT_TRUE(Gone(2)) << LogTail(2);
  EXPECT_EQ(ExitCode(2), 0);
  ASSERT_TRUE(first.MakesProgress(50) && third.MakesProgress(50) && fourth.MakesProgress(50));
  ASSERT_TRUE(stage_->Start(2));
  ASSERT_TRUE(AreWhole({1, 2, 3, 4})) << LogTail(2);
  EXPECT_NE(Log(2).find("an incremental state transfer will do"), std::string::npos) << LogTail(2);
  EXPECT_NE(Log(2).find("IST received: "), std::string::npos) << LogTail(2);

  for (ClientLoad* load : {&first, &second, &third, &fourth}) {
    load->Stop();
    EXPECT_EQ(load->Failures(), kNone);
  }
  for (const int node : {1, 2, 3, 4}) {
    for (const ClientLoad* load : {&first, &second, &third, &fourth}) {
      EXPECT_EQ(load->MissingAt(stage_->socket(node)), kNone) << "node " << node;
    }
  }
  kill(*stage_->Supervisor(4), SIGTERM);
  ASSERT_TRUE(Gone(4));
  EXPECT_TRUE(Whole());
}

}  // namespace
}  // namespace galera

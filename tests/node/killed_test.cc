// Worker, mariadbd, or both killed with -9 while clients work.
#include <csignal>

#include "client_load.h"
#include "node_life.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

const std::vector<std::string> kNone;

TEST_F(NodeLife, AWorkerKilledManyTimesNeverCostsAClientAQuery) {
  ClientLoad load(stage_->socket(1), "worker-killed");
  const auto server = stage_->Server(1);
  ASSERT_TRUE(server);
  const int deaths = RunsInFull() ? 100 : 10;
  for (int i = 0; i < deaths; ++i) {
    const auto worker = stage_->Worker(1);
    ASSERT_TRUE(worker) << i;
    kill(*worker, SIGKILL);
    ASSERT_TRUE(WaitUntil(
        [&] {
          const auto next = stage_->Worker(1);
          return next && *next != *worker;
        },
        Millis(30000)))
        << i << LogTail(1);
    // Every other time it has got to work before it dies again.
    ASSERT_TRUE(i % 2 == 1 || Serves(1)) << i << LogTail(1);
    ASSERT_TRUE(load.MakesProgress(1));
  }
  EXPECT_TRUE(Serves(1)) << LogTail(1);
  EXPECT_TRUE(load.MakesProgress(50));
  load.Stop();
  RecordProperty("queries", std::to_string(2 * load.acknowledged()));
  EXPECT_EQ(load.Failures(), kNone);
  EXPECT_EQ(load.MissingAt(stage_->socket(2)), kNone);
  EXPECT_EQ(stage_->Server(1), server);
  EXPECT_TRUE(Whole());
}

TEST_F(NodeLife, AServerKilledEndsTheProgramWithItsSignalAndComesBackByIst) {
  for (const bool worker_as_well : {false, true}) {
    const std::string name = worker_as_well ? "both-killed" : "server-killed";
    ClientLoad first(stage_->socket(1), name + "-1");
    ClientLoad second(stage_->socket(2), name + "-2");
    const auto server = stage_->Server(3);
    const auto worker = stage_->Worker(3);
    ASSERT_TRUE(server && worker);
    if (worker_as_well) kill(*worker, SIGKILL);
    kill(*server, SIGKILL);
    ASSERT_TRUE(Gone(3)) << LogTail(3);
    EXPECT_EQ(ExitCode(3), 128 + SIGKILL) << LogTail(3);
    // It is out of the cluster, and the rest goes on without it.
    ASSERT_TRUE(AreWhole({1, 2}));
    ASSERT_TRUE(first.MakesProgress(50) && second.MakesProgress(50));
    ASSERT_TRUE(stage_->Start(3));
    ASSERT_TRUE(Whole()) << LogTail(3);
    EXPECT_NE(Log(3).find("recovered position"), std::string::npos) << Log(3);
    EXPECT_NE(Log(3).find("an incremental state transfer will do"), std::string::npos) << Log(3);
    EXPECT_NE(Log(3).find("IST received: "), std::string::npos) << "a full state transfer instead of IST";
    for (ClientLoad* load : {&first, &second}) {
      load->Stop();
      EXPECT_EQ(load->Failures(), kNone);
      EXPECT_EQ(load->MissingAt(stage_->socket(3)), kNone);
    }
  }
}

}  // namespace
}  // namespace galera

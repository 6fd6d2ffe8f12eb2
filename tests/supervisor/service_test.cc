// What a service manager hears of the supervisor.
#include <csignal>
#include <string>

#include "cluster/service_manager_stand_in.h"
#include "supervisor/stage.h"

namespace watchdog::stage {
namespace {

using galera::testing_cluster::ServiceManagerStandIn;

constexpr Millis kNothingHappens{300};

StageSetup At(StageSetup setup, const ServiceManagerStandIn& systemd) {
  setup.environment = {"NOTIFY_SOCKET=" + systemd.address()};
  return setup;
}

TEST_P(SupervisorTest, TheServiceIsReadyWhenTheWorkerSaysSo) {
  ServiceManagerStandIn systemd;
  Stage stage(At(Scene(), systemd));
  const Puppet worker = stage.Await("worker");
  EXPECT_EQ(systemd.Next(kNothingHappens), "");
  worker.Tell("service ready paused");
  EXPECT_EQ(systemd.Next(), "READY=1\nSTATUS=paused\n");
  worker.Tell("service ready serves");
  EXPECT_EQ(systemd.Next(), "STATUS=serves\n");
  worker.Tell("service reloading serves");
  EXPECT_EQ(systemd.Line("RELOADING"), "RELOADING=1");
  EXPECT_FALSE(systemd.Line("MONOTONIC_USEC=").empty());
  worker.Tell("service ready serves");
  EXPECT_EQ(systemd.Next(), "READY=1\n");
}

TEST_P(SupervisorTest, AWorkerThatDiesIsNoEndOfTheService) {
  ServiceManagerStandIn systemd;
  Stage stage(At(Scene(), systemd));
  const Puppet worker = stage.Await("worker");
  worker.Tell("service ready serves");
  EXPECT_EQ(systemd.Line("STATUS"), "STATUS=serves");
  worker.Kill(SIGKILL);
  EXPECT_EQ(systemd.Next(), "STATUS=the worker has ended and is started again\n");
  const Puppet next = stage.Await("worker");
  next.Tell("service ready serves");
  EXPECT_EQ(systemd.Next(), "STATUS=serves\n");
}

// mariadbd would say READY, and its startup scripts STATUS.
TEST_P(SupervisorTest, NoChildIsGivenTheServiceManagersSocket) {
  ServiceManagerStandIn systemd;
  StageSetup setup = At(Scene(), systemd);
  setup.environment.push_back("WATCHDOG_USEC=60000000");
  Stage stage(setup);
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  for (const Puppet* puppet : {&worker, &server}) {
    puppet->Tell("state");
    const std::string state = puppet->Hear("Sig");
    EXPECT_NE(state.find("env "), std::string::npos);
    EXPECT_EQ(state.find("NOTIFY_SOCKET"), std::string::npos) << state;
    EXPECT_EQ(state.find("WATCHDOG_"), std::string::npos) << state;
  }
}

TEST_P(SupervisorTest, AStopIsExtendedForAsLongAsTheServerRuns) {
  ServiceManagerStandIn systemd;
  Stage stage(At(Scene(), systemd));
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  server.Tell("ignore");
  EXPECT_EQ(server.Hear("ignoring"), "ignoring");
  worker.Tell("phase transfer 1 0 1 0");
  worker.Tell("service ready transfer");
  EXPECT_EQ(systemd.Line("READY"), "READY=1");
  stage.Signal(SIGTERM);
  EXPECT_EQ(systemd.Line("STOPPING"), "STOPPING=1");
  EXPECT_EQ(systemd.Line("STATUS=stopping: "),
            "STATUS=stopping: waits for mariadbd to end, phase transfer, 0 s");
  EXPECT_EQ(systemd.Line("EXTEND"), "EXTEND_TIMEOUT_USEC=30000000");
  worker.Tell("service ready all is well");  // it has not heard yet
  EXPECT_EQ(systemd.Line("EXTEND"), "EXTEND_TIMEOUT_USEC=30000000");
  server.Tell("exit 0");
  EXPECT_EQ(stage.Wait(), 0);
  for (const std::string& line : systemd.lines()) EXPECT_EQ(line.find("all is well"), std::string::npos);
}

TEST_P(SupervisorTest, TheWatchdogHearsOfTheSupervisorWhateverTheWorkerDoes) {
  ServiceManagerStandIn systemd;
  StageSetup setup = At(Scene(), systemd);
  setup.environment.push_back("WATCHDOG_USEC=200000");
  Stage stage(setup);
  const Puppet worker = stage.Await("worker");
  worker.Kill(SIGSTOP);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(systemd.Line("WATCHDOG", Millis(2000)), "WATCHDOG=1");
  worker.Kill(SIGCONT);
  stage.Signal(SIGSTOP);
  while (!systemd.Next(kNothingHappens).empty()) {
  }
  EXPECT_EQ(systemd.Next(Millis(500)), "") << "it stands still, and nothing may say that it is alive";
  stage.Signal(SIGCONT);
  EXPECT_EQ(systemd.Line("WATCHDOG", Millis(2000)), "WATCHDOG=1");
}

}  // namespace
}  // namespace watchdog::stage

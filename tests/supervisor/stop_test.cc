// Signals to the supervisor, and stops that the worker asks for.
#include <chrono>
#include <csignal>
#include <string>

#include "supervisor/stage.h"

namespace watchdog::stage {
namespace {

using Clock = std::chrono::steady_clock;

Millis Since(Clock::time_point begin) { return std::chrono::duration_cast<Millis>(Clock::now() - begin); }

// What is to be left alone, is for so long. Not an event: nothing happens.
constexpr Millis kNothingHappens{150};

TEST_P(SupervisorTest, EachSignalToEndStopsTheServerAndTellsTheWorker) {
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT}) {
    Stage stage(Scene());
    const Puppet worker = stage.Await("worker");
    const Puppet server = stage.StartServer(worker);
    worker.Tell("phase serving 0 0 0 0");
    stage.Signal(signal);
    EXPECT_EQ(worker.Hear("stopping"), "stopping " + std::to_string(signal));
    EXPECT_EQ(server.Hear("signal"), "signal 15");
    EXPECT_EQ(worker.Hear("ended"), "ended 0 ");
    EXPECT_EQ(worker.Hear("signal"), "signal 15");
    EXPECT_EQ(stage.Wait(), 0);
  }
}

TEST_P(SupervisorTest, AServerThatWaitsAndIgnoresSigtermIsKilledAfterTheGrace) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  server.Tell("ignore");
  EXPECT_EQ(server.Hear("ignoring"), "ignoring");
  worker.Tell("keep 1");
  worker.Tell("phase waiting 300 0 0 60000");
  worker.Tell("start -- x");  // its answer shows that what came before has arrived
  EXPECT_FALSE(worker.Hear("refused").empty());
  const auto begin = Clock::now();
  stage.Signal(SIGTERM);
  EXPECT_EQ(server.Hear("signal"), "signal 15");
  EXPECT_EQ(stage.Wait(), 128 + SIGKILL);
  EXPECT_GE(Since(begin), Millis(300));
  EXPECT_LT(Since(begin), Millis(2000));
  EXPECT_NE(stage.Log().find("msg=\"mariadbd did not end in time: killed\""), std::string::npos)
      << stage.Log();
}

TEST_P(SupervisorTest, WithoutAWordOfTheWorkerTheServerCountsAsWaiting) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  server.Tell("ignore");
  EXPECT_EQ(server.Hear("ignoring"), "ignoring");
  const auto begin = Clock::now();
  stage.Signal(SIGTERM);
  EXPECT_EQ(stage.Wait(), 128 + SIGKILL);
  EXPECT_GE(Since(begin), Millis(3000));
}

TEST_P(SupervisorTest, AStateTransferIsNotKilledUnlessItHasAGrace) {
  for (const bool limited : {false, true}) {
    Stage stage(Scene());
    const Puppet worker = stage.Await("worker");
    const Puppet server = stage.StartServer(worker);
    server.Tell("ignore");
    EXPECT_EQ(server.Hear("ignoring"), "ignoring");
    worker.Tell(std::string("phase transfer 1 ") + (limited ? "100" : "0") + " 1 60000");
    worker.Tell("start -- x");
    EXPECT_FALSE(worker.Hear("refused").empty());
    stage.Signal(SIGTERM);
    EXPECT_EQ(server.Hear("signal"), "signal 15");
    EXPECT_NE(stage.LogWith("a state transfer runs").find("a state transfer runs"), std::string::npos);
    if (!limited) {
      EXPECT_FALSE(server.Gone(kNothingHappens));
      server.Tell("exit 7");
    }
    EXPECT_EQ(stage.Wait(), limited ? 128 + SIGKILL : 7);
  }
}

TEST_P(SupervisorTest, AServingServerIsGivenItsGraceAndNoMore) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  server.Tell("ignore");
  EXPECT_EQ(server.Hear("ignoring"), "ignoring");
  worker.Tell("phase serving 1 1 300 0");
  worker.Tell("start -- x");
  EXPECT_FALSE(worker.Hear("refused").empty());
  const auto begin = Clock::now();
  stage.Signal(SIGTERM);
  EXPECT_EQ(stage.Wait(), 128 + SIGKILL);
  EXPECT_GE(Since(begin), Millis(300));
}

// As from waiting for a primary component into a state transfer.
TEST_P(SupervisorTest, AServerThatGetsIntoAnotherPhaseMeanwhileHasThatOnesGrace) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  server.Tell("ignore");
  EXPECT_EQ(server.Hear("ignoring"), "ignoring");
  worker.Tell("phase waiting 5000 0 1 0");
  stage.Signal(SIGTERM);
  EXPECT_EQ(server.Hear("signal"), "signal 15");
  worker.Tell("phase transfer 1 0 1 0");
  EXPECT_FALSE(server.Gone(kNothingHappens));
  worker.Tell("phase serving 1 0 1 0");
  EXPECT_EQ(stage.Wait(), 128 + SIGKILL);
}

TEST_P(SupervisorTest, AServingServerIsDrainedBeforeItGetsSigterm) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  worker.Tell("phase serving 0 0 0 300");
  worker.Tell("start -- x");
  EXPECT_FALSE(worker.Hear("refused").empty());
  const auto begin = Clock::now();
  stage.Signal(SIGTERM);
  EXPECT_EQ(worker.Hear("stopping"), "stopping 15");
  EXPECT_LT(Since(begin), Millis(300));
  EXPECT_EQ(server.Hear("signal"), "signal 15");
  EXPECT_GE(Since(begin), Millis(300));
  EXPECT_EQ(stage.Wait(), 0);
}

TEST_P(SupervisorTest, ADrainIsCutShort) {
  for (const std::string by : {"signal", "server", "worker"}) {
    Stage stage(Scene());
    const Puppet worker = stage.Await("worker");
    const Puppet server = stage.StartServer(worker);
    worker.Tell("phase serving 0 0 0 60000");
    worker.Tell("start -- x");
    EXPECT_FALSE(worker.Hear("refused").empty());
    stage.Signal(SIGTERM);
    EXPECT_EQ(worker.Hear("stopping"), "stopping 15");
    EXPECT_TRUE(server.Hear("signal", kNothingHappens).empty());
    if (by == "signal") stage.Signal(SIGINT);
    if (by == "worker") worker.Tell("stop 1");
    if (by == "server") {
      server.Tell("exit 5");
    } else {
      EXPECT_EQ(server.Hear("signal"), "signal 15") << by;
    }
    EXPECT_EQ(stage.Wait(), by == "server" ? 5 : 0) << by;
  }
}

TEST_P(SupervisorTest, AStoppedServerEndsToo) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  worker.Tell("phase serving 0 0 0 0");
  server.Kill(SIGSTOP);
  stage.Signal(SIGTERM);
  EXPECT_EQ(stage.Wait(), 0);
}

TEST_P(SupervisorTest, WhereNoServerRunsTheWorkerEndsAndTheCodeNamesTheSignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Stage stage(Scene());
    const Puppet worker = stage.Await("worker");
    stage.Signal(signal);
    EXPECT_EQ(worker.Hear("stopping"), "stopping " + std::to_string(signal));
    EXPECT_EQ(worker.Hear("signal"), "signal 15");
    EXPECT_EQ(stage.Wait(), 128 + signal);
  }
}

TEST_P(SupervisorTest, AWorkerThatDoesNotEndIsKilledAfterThreeSeconds) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  worker.Tell("stubborn");
  EXPECT_EQ(worker.Hear("stubborn"), "stubborn");
  worker.Tell("stop 1");
  EXPECT_EQ(worker.Hear("refused"), "refused mariadbd does not run");
  const auto begin = Clock::now();
  stage.Signal(SIGTERM);
  EXPECT_EQ(stage.Wait(), 143);
  EXPECT_GE(Since(begin), Millis(3000));
  EXPECT_LT(Since(begin), Millis(4500));
}

TEST_P(SupervisorTest, ASignalWhileTheWorkerIsStartedAgainEndsItAll) {
  StageSetup setup = Scene();
  setup.restart_delay_min = Millis(60'000);
  setup.restart_delay_max = Millis(60'000);
  Stage stage(setup);
  stage.Await("worker").Kill(SIGKILL);
  EXPECT_NE(stage.LogWith("worker has ended").find("worker has ended"), std::string::npos);
  stage.Signal(SIGTERM);
  EXPECT_EQ(stage.Wait(), 143);
}

TEST_P(SupervisorTest, AStopByTheWorkerHasTheGraceThatItNames) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  server.Tell("ignore");
  EXPECT_EQ(server.Hear("ignoring"), "ignoring");
  worker.Tell("phase serving 1 1 1 0");
  worker.Tell("stop 0");
  EXPECT_EQ(server.Hear("signal"), "signal 15");
  EXPECT_FALSE(server.Gone(kNothingHappens));
  worker.Tell("stop 100");
  EXPECT_EQ(server.Hear("signal"), "signal 15");
  EXPECT_EQ(worker.Hear("ended"), "ended 137 ");
  EXPECT_EQ(stage.Wait(), 137);
}

TEST_P(SupervisorTest, NothingIsStartedWhileItStops) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  worker.Tell("stubborn");
  EXPECT_EQ(worker.Hear("stubborn"), "stubborn");
  stage.Signal(SIGTERM);
  EXPECT_EQ(worker.Hear("stopping"), "stopping 15");
  worker.Tell("start -- /proc/self/exe server");
  EXPECT_EQ(worker.Hear("refused"), "refused the program ends");
  worker.Kill(SIGKILL);
  EXPECT_EQ(stage.Wait(), 143);
}

TEST_P(SupervisorTest, HangUpIsPassedOnAndTheUserSignalsAreNot) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  stage.Signal(SIGUSR1);
  stage.Signal(SIGUSR2);
  EXPECT_NE(stage.LogWith("signal=SIGUSR2").find("msg=\"signal ignored\" signal=SIGUSR1"), std::string::npos);
  stage.Signal(SIGHUP);
  EXPECT_EQ(server.Hear("signal"), "signal 1");
  EXPECT_EQ(worker.Hear("signal"), "signal 1");
  server.Tell("exit 0");
  EXPECT_EQ(stage.Wait(), 0);
}

}  // namespace
}  // namespace watchdog::stage

// The worker's deaths and misdeeds, which mariadbd must not notice.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

#include "supervisor/stage.h"

namespace watchdog::stage {
namespace {

TEST_P(SupervisorTest, AWorkerKilledTimeAndAgainFindsTheSameServer) {
  const char* full = std::getenv("FULL");
  const int deaths = full != nullptr && std::string(full) == "1" ? 100 : 20;
  Stage stage(Scene());
  auto worker = std::make_unique<Puppet>(stage.Await("worker"));
  const Puppet server = stage.StartServer(*worker);
  worker->Tell("phase serving 0 0 0 0");
  worker->Tell("start -- x");
  EXPECT_FALSE(worker->Hear("refused").empty());
  for (int i = 0; i < deaths; ++i) {
    worker->Kill(SIGKILL);
    const auto begin = std::chrono::steady_clock::now();
    worker = std::make_unique<Puppet>(stage.Await("worker"));
    ASSERT_EQ(worker->Hear("hello"),
              "hello pid=" + server.own_pid() +
                  " phase=serving stopping=0 started=1 last_end=none /proc/self/exe server");
    ASSERT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1)) << i;
  }
  EXPECT_TRUE(server.Hear("signal", Millis(0)).empty());
  server.Tell("exit 6");
  EXPECT_EQ(worker->Hear("ended"), "ended 6 ");
  EXPECT_EQ(stage.Wait(), 6);
}

TEST_P(SupervisorTest, AWorkerThatComesBackWhileItStopsIsTold) {
  Stage stage(Scene());
  Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  server.Tell("ignore");
  EXPECT_EQ(server.Hear("ignoring"), "ignoring");
  worker.Tell("phase serving 0 0 0 0");
  worker.Tell("start -- x");
  EXPECT_FALSE(worker.Hear("refused").empty());
  stage.Signal(SIGTERM);
  EXPECT_EQ(server.Hear("signal"), "signal 15");
  worker.Kill(SIGKILL);
  const Puppet next = stage.Await("worker");
  EXPECT_TRUE(next.Hear("hello").find("phase=serving stopping=1") != std::string::npos);
  server.Tell("exit 0");
  EXPECT_EQ(stage.Wait(), 0);
}

TEST_P(SupervisorTest, AServerThatEndsWhileThereIsNoWorkerEndsItAll) {
  StageSetup setup = Scene();
  setup.restart_delay_min = Millis(60'000);
  Stage stage(setup);
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  worker.Kill(SIGKILL);
  EXPECT_NE(stage.LogWith("worker has ended").find("worker has ended"), std::string::npos);
  server.Tell("exit 11");
  EXPECT_EQ(stage.Wait(), 11);
}

TEST_P(SupervisorTest, RubbishIsDroppedAndLogged) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  worker.Tell("rubbish");
  worker.Tell("wrong");
  const Puppet server = stage.StartServer(worker);
  EXPECT_NE(stage.Log().find("msg=\"message of the worker dropped\" error=\"message is of another version\""),
            std::string::npos)
      << stage.Log();
  server.Tell("exit 0");
  EXPECT_EQ(stage.Wait(), 0);
}

TEST_P(SupervisorTest, AWorkerThatDoesNotReadItsAnswersIsReplaced) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  EXPECT_FALSE(worker.Hear("hello").empty());
  worker.Tell("pester");
  const Puppet next = stage.Await("worker");
  EXPECT_EQ(next.Hear("hello"), "hello pid=0 phase=waiting stopping=0 started=0 last_end=none");
  EXPECT_NE(stage.Log().find("msg=\"worker does not read its messages: killed\""), std::string::npos);
  EXPECT_LT(stage.Log().size(), 400'000u);
  stage.Signal(SIGTERM);
  EXPECT_EQ(stage.Wait(), 143);
}

TEST_P(SupervisorTest, OrphansAreReaped) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  server.Tell("orphans 50");
  EXPECT_EQ(server.Hear("orphaned"), "orphaned");
  // The fifty are the server's until their parent dies, then ours, then gone; the parent is the server's to
  // reap.
  EXPECT_TRUE(
      galera::testing_cluster::WaitUntil([&] { return stage.Children().size() == 2; }, kPatience, Millis(2)))
      << stage.Children().size();
  worker.Kill(SIGKILL);
  EXPECT_FALSE(stage.Await("worker").Hear("hello").empty());
  server.Tell("exit 0");
  EXPECT_EQ(stage.Wait(), 0);
}

TEST(Supervisor, KilledItselfTakesTheWorkerWithIt) {
  Stage stage{StageSetup()};
  const Puppet worker = stage.Await("worker");
  stage.Signal(SIGKILL);
  EXPECT_EQ(worker.Hear("signal"), "signal 15");
  EXPECT_TRUE(worker.Gone());
  EXPECT_EQ(stage.Wait(), 1000 + SIGKILL);
}

}  // namespace
}  // namespace watchdog::stage

// The exit code of the whole.
#include <csignal>
#include <deque>
#include <string>
#include <vector>

#include "supervisor/stage.h"

namespace watchdog::stage {
namespace {

using galera::testing_cluster::ChildOptions;

struct Death {
  std::string what;
  int want = 0;
};

// A few at a time: each is three processes or four.
void ExpectCodes(StageSetup setup, const std::vector<Death>& runs) {
  constexpr std::size_t kAtOnce = 4;
  std::deque<std::pair<ChildProcess, const Death*>> running;
  const auto finish_first = [&] {
    auto& [child, run] = running.front();
    const auto exit = child.Wait(kPatience);
    ASSERT_TRUE(exit.ok()) << run->what << " still runs";
    EXPECT_EQ(exit->code, run->want) << run->what << "\n" << child.Stderr();
    running.pop_front();
  };
  for (const Death& run : runs) {
    const auto space = run.what.find(' ');
    setup.worker = {"/proc/self/exe", "starter", "/proc/self/exe", run.what.substr(0, space),
                    run.what.substr(space + 1)};
    ChildOptions options;
    options.argv = SupervisorArgv(setup);
    auto child = ChildProcess::Start(options);
    ASSERT_TRUE(child.ok()) << child.error().message;
    running.emplace_back(std::move(*child), &run);
    if (running.size() < kAtOnce) continue;
    ASSERT_NO_FATAL_FAILURE(finish_first());
  }
  while (!running.empty()) ASSERT_NO_FATAL_FAILURE(finish_first());
}

TEST_P(SupervisorTest, PassesOnEachOfThe256ExitCodes) {
  std::vector<Death> runs;
  for (int code = 0; code < 256; ++code) runs.push_back({"exit " + std::to_string(code), code});
  ExpectCodes(Scene(), runs);
}

TEST_P(SupervisorTest, ADeathBySignalIs128More) {
  std::vector<Death> runs;
  for (const int signal : {SIGKILL, SIGSEGV, SIGTERM, SIGABRT, SIGBUS, SIGPIPE, SIGHUP, SIGUSR1}) {
    runs.push_back({"kill " + std::to_string(signal), 128 + signal});
  }
  ExpectCodes(Scene(), runs);
}

TEST_P(SupervisorTest, AProgramThatIsMissingIs127AndSaysSo) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  worker.Tell("start -- /no/such/mariadbd");
  EXPECT_EQ(worker.Hear("ended"), "ended 127 execute /no/such/mariadbd: No such file or directory");
  EXPECT_EQ(stage.Wait(), 127);
  EXPECT_NE(
      stage.Log().find("msg=\"mariadbd could not be started\" error=\"execute /no/such/mariadbd: No such"),
      std::string::npos)
      << stage.Log();
  EXPECT_EQ(stage.Log().find("mariadbd started"), std::string::npos) << stage.Log();
}

TEST_P(SupervisorTest, AProgramThatIsNoneIs126) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  worker.Tell("keep 1");
  worker.Tell("start -- /etc/passwd");
  EXPECT_EQ(worker.Hear("ended"), "ended 126 execute /etc/passwd: Permission denied");
  const std::string text = stage.File("no-program", "true\n", 0755);  // a shell would make something of it
  worker.Tell("start -- " + text);
  EXPECT_EQ(worker.Hear("ended"), "ended 126 execute " + text + ": Exec format error");
  worker.Tell("keep 0");
  worker.Tell("start -- no-such-mariadbd");
  EXPECT_EQ(worker.Hear("ended"), "ended 127 execute no-such-mariadbd: No such file or directory");
  EXPECT_EQ(stage.Wait(), 127);
}

TEST_P(SupervisorTest, AMissingWorkerIs126AfterThreeTries) {
  StageSetup setup = Scene();
  setup.worker = {"/no/such/worker"};
  Stage stage(setup);
  EXPECT_EQ(stage.Wait(), 126);
  const std::string log = stage.Log();
  int tries = 0;
  const std::string message = "error=\"execute /no/such/worker: No such file or directory\"";
  for (auto at = log.find(message); at != std::string::npos; at = log.find(message, at + 1)) ++tries;
  EXPECT_EQ(tries, 3) << log;
}

TEST_P(SupervisorTest, EndsAsTheWorkerWantsItWhereNothingRuns) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  worker.Tell("end 78");
  EXPECT_EQ(worker.Hear("signal"), "signal 15");
  EXPECT_EQ(stage.Wait(), 78);
}

// The last message of a worker that does not wait for its effect.
TEST_P(SupervisorTest, EndsAsTheWorkerWantedItBeforeItDied) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  // All of it, and the death, wait for the supervisor together; more than it takes in one turn.
  stage.Signal(SIGSTOP);
  for (int i = 0; i < 40; ++i) worker.Tell("keep 1");
  worker.Tell("end 78");
  worker.Tell("exit 5");
  EXPECT_TRUE(worker.Gone());
  stage.Signal(SIGCONT);
  EXPECT_EQ(stage.Wait(), 78);
}

TEST_P(SupervisorTest, EndsAsTheWorkerWantsItOnceTheServerHasEnded) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  worker.Tell("end 78");
  worker.Tell("start -- /proc/self/exe server");
  EXPECT_TRUE(worker.Hear("refused").starts_with("refused mariadbd already runs"));
  server.Tell("exit 0");
  EXPECT_EQ(worker.Hear("ended"), "ended 0 ");
  EXPECT_EQ(stage.Wait(), 78);
}

TEST_P(SupervisorTest, TheWorkerHasItsSayAfterTheServersEnd) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  const Puppet server = stage.StartServer(worker);
  worker.Tell("stubborn");
  EXPECT_EQ(worker.Hear("stubborn"), "stubborn");
  worker.Tell("phase serving 0 0 0 0");
  server.Tell("exit 3");
  EXPECT_EQ(worker.Hear("ended"), "ended 3 ");
  EXPECT_EQ(worker.Hear("signal"), "signal 15");
  EXPECT_FALSE(worker.Gone(Millis(1000)));
  EXPECT_EQ(stage.Wait(), 3);  // it is not waited for beyond its two seconds
}

TEST_P(SupervisorTest, AWorkerThatKeepsTheProgramIsAskedWhatIsNext) {
  Stage stage(Scene());
  const Puppet worker = stage.Await("worker");
  {
    const Puppet server = stage.StartServer(worker);
    worker.Tell("keep 1");
    worker.Tell("stop 0");
    EXPECT_EQ(server.Hear("signal"), "signal 15");
    EXPECT_EQ(worker.Hear("ended"), "ended 0 ");
  }
  worker.Tell("start -- /proc/self/exe exit 9");
  EXPECT_FALSE(worker.Hear("started").empty());
  EXPECT_EQ(worker.Hear("ended"), "ended 9 ");
  // Its death in between changes nothing: the next one is told.
  worker.Kill(SIGKILL);
  const Puppet next = stage.Await("worker");
  EXPECT_EQ(next.Hear("hello"), "hello pid=0 phase=waiting stopping=0 started=0 last_end=9");
  next.Tell("end 42");
  EXPECT_EQ(stage.Wait(), 42);
}

}  // namespace
}  // namespace watchdog::stage

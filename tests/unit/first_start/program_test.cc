#include "system/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "system/file.h"
#include "temporary_folder.h"

namespace galera {
namespace {

using namespace std::chrono_literals;
using watchdog::TemporaryFolder;

SteadyTime In(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

// Lines in the order of their coming; can be waited for.
class Lines {
 public:
  LineSink Sink() {
    return [this](std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
      changed_.notify_all();
    };
  }
  std::string Await(std::size_t index) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 5s, [&] { return lines_.size() > index; });
    return lines_.size() > index ? lines_[index] : "(nothing)";
  }
  std::vector<std::string> All() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

ProgramSpec Shell(const std::string& script) {
  ProgramSpec spec;
  spec.argv = {"sh", "-c", script};
  return spec;
}

bool Alive(pid_t pid) {
  const auto stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  return stat && stat->find(") Z") == std::string::npos;
}

bool GoneSoon(pid_t pid) {
  for (const SteadyTime end = In(5s); Alive(pid);) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

TEST(Program, ReportsExitCodeAndSignal) {
  const auto coded = RunProgram(Shell("exit 7"), {}, In(5s));
  ASSERT_TRUE(coded) << coded.error().message;
  EXPECT_EQ(coded->code, 7);
  const auto signalled = RunProgram(Shell("kill -USR1 $$"), {}, In(5s));
  ASSERT_TRUE(signalled);
  EXPECT_EQ(signalled->signal, SIGUSR1);
  EXPECT_EQ(signalled->Describe(), "signal 10");
}

TEST(Program, DeliversBothStreamsAsLines) {
  Lines lines;
  ASSERT_TRUE(RunProgram(Shell("echo one; echo two >&2; printf 'three\\r\\n\\nlast'"), lines.Sink(), In(5s)));
  EXPECT_EQ(lines.All(), (std::vector<std::string>{"one", "two", "three", "", "last"}));
}

TEST(Program, CutsLongLines) {
  Lines lines;
  ProgramSpec spec = Shell("printf '%0100d\\nshort\\n' 0");
  spec.line_bytes_max = 10;
  ASSERT_TRUE(RunProgram(spec, lines.Sink(), In(5s)));
  EXPECT_EQ(lines.All(), (std::vector<std::string>{"0000000000...", "short"}));
}

TEST(Program, ReadsItsInput) {
  Lines lines;
  ProgramSpec spec = Shell("wc -c; cat");
  spec.input = std::string(300000, 'a');
  spec.argv[2] = "wc -c";
  ASSERT_TRUE(RunProgram(spec, lines.Sink(), In(5s)));
  EXPECT_EQ(lines.Await(0), "300000");
  ASSERT_TRUE(RunProgram(Shell("wc -c"), lines.Sink(), In(5s)));
  EXPECT_EQ(lines.Await(1), "0");
}

TEST(Program, ReadsAFileWithOurRights) {
  const TemporaryFolder folder;
  folder.Write("in", "hello\n");
  Lines lines;
  ProgramSpec spec = Shell("cat");
  spec.input_file = folder.At("in");
  ASSERT_TRUE(RunProgram(spec, lines.Sink(), In(5s)));
  EXPECT_EQ(lines.Await(0), "hello");
  spec.input_file = folder.At("none");
  const auto missing = RunProgram(spec, {}, In(5s));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TEST(Program, SaysWhyItCannotStart) {
  ProgramSpec spec;
  spec.argv = {"no-such-program-of-ours"};
  const auto missing = RunProgram(spec, {}, In(5s));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  const TemporaryFolder folder;
  folder.Write("text", "not a program");
  spec.argv = {folder.At("text")};
  const auto denied = RunProgram(spec, {}, In(5s));
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, ErrorCode::kDenied);
  spec.argv = {folder.At("none")};
  const auto absent = RunProgram(spec, {}, In(5s));
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
}

TEST(Program, FindsProgramsInThePathItIsGiven) {
  const TemporaryFolder folder;
  folder.Write("prog", "#!/bin/sh\necho found\n");
  ASSERT_EQ(chmod(folder.At("prog").c_str(), 0755), 0);
  Lines lines;
  ProgramSpec spec;
  spec.argv = {"prog"};
  spec.environment = {"PATH=" + folder.path()};
  ASSERT_TRUE(RunProgram(spec, lines.Sink(), In(5s)));
  EXPECT_EQ(lines.Await(0), "found");
}

TEST(Program, ReplacesAndHidesVariables) {
  setenv("WARDEN_TEST_PASSWORD", "hidden", 1);
  setenv("WARDEN_TEST_A", "old", 1);
  Lines lines;
  ProgramSpec spec = Shell("echo ${WARDEN_TEST_PASSWORD-none} $WARDEN_TEST_A $WARDEN_TEST_B");
  spec.environment = {"WARDEN_TEST_A=new", "WARDEN_TEST_B=b"};
  spec.environment_hidden = {"PASSWORD"};
  ASSERT_TRUE(RunProgram(spec, lines.Sink(), In(5s)));
  EXPECT_EQ(lines.Await(0), "none new b");
}

TEST(Program, StartsWithDefaultSignalsAndNoOpenFiles) {
  const int leaked = open("/dev/null", O_RDONLY);  // not close-on-exec, on purpose
  ASSERT_GE(leaked, 3);
  signal(SIGUSR2, SIG_IGN);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  Lines lines;
  ProgramSpec spec;
  spec.argv = {"grep", "-hE", "^Sig(Blk|Ign)", "/proc/self/status"};
  ASSERT_TRUE(RunProgram(spec, lines.Sink(), In(5s)));
  spec.argv = {"readlink",        "/proc/self/fd/3", "/proc/self/fd/4",
               "/proc/self/fd/5", "/proc/self/fd/6", "/proc/self/fd/7",
               "/proc/self/fd/8", "/proc/self/fd/9", "/proc/self/fd/" + std::to_string(leaked)};
  ASSERT_TRUE(RunProgram(spec, lines.Sink(), In(5s)));
  pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
  signal(SIGUSR2, SIG_DFL);
  close(leaked);
  EXPECT_EQ(lines.All(),
            (std::vector<std::string>{"SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"}));
}

TEST(Program, IsKilledAtItsDeadlineWithAllThatItStarted) {
  Lines lines;
  const auto begin = std::chrono::steady_clock::now();
  const auto run =
      RunProgram(Shell("echo before; setsid sleep 1000 & echo $!; wait"), lines.Sink(), In(200ms));
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, ErrorCode::kTimeout);
  EXPECT_NE(run.error().message.find("before"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  EXPECT_FALSE(Alive(std::stoi(lines.Await(1))));
}

TEST(Program, LeavesNothingBehindWhenItEndsByItself) {
  Lines lines;
  ASSERT_TRUE(RunProgram(Shell("setsid sleep 1000 & echo $!"), lines.Sink(), In(5s)));
  EXPECT_FALSE(Alive(std::stoi(lines.Await(0))));
}

TEST(Program, StopsWhenAskedTo) {
  std::stop_source stop;
  std::jthread asker([&] {
    std::this_thread::sleep_for(20ms);
    stop.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  const auto run = RunProgram(Shell("sleep 1000"), {}, In(60s), stop.get_token());
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, ErrorCode::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
}

TEST(Program, PassesSignalsToTheProgramAlone) {
  Lines lines;
  auto program = Program::Start(
      Shell("trap 'echo got; exit 3' TERM; echo ready; while :; do sleep 0.01; done"), lines.Sink());
  ASSERT_TRUE(program);
  ASSERT_EQ(lines.Await(0), "ready");
  const ProgramExit exit = program->Stop(5s);
  EXPECT_EQ(exit.code, 3);
  EXPECT_EQ(lines.Await(1), "got");
}

TEST(Program, DoesNotDieWithTheThreadThatStartedIt) {
  std::optional<Program> program;
  std::thread([&] {
    auto started = Program::Start(Shell("sleep 1000"));
    if (started) program.emplace(std::move(*started));
  }).join();
  ASSERT_TRUE(program);
  EXPECT_EQ(program->WaitFor(50ms).error().code, ErrorCode::kTimeout);
  EXPECT_EQ(program->Kill().signal, SIGKILL);
}

// In a child of ours, which then dies of SIGKILL.
TEST(Program, DiesWithUsAndSoDoesWhatItStarted) {
  const TemporaryFolder folder;
  folder.Write("lock", "");
  const pid_t worker = fork();
  if (worker == 0) {
    const int fd = open(folder.At("lock").c_str(), O_RDONLY | O_CLOEXEC);
    flock(fd, LOCK_EX);
    ProgramSpec spec = Shell("setsid sleep 1000 & echo $$ $! > " + folder.At("new") + "; mv " +
                             folder.At("new") + " " + folder.At("pids") + "; wait");
    spec.held_descriptor = fd;
    const auto program = Program::Start(spec);
    for (const SteadyTime end = In(5s);
         !FileExists(folder.At("pids")) && std::chrono::steady_clock::now() < end;) {
      std::this_thread::sleep_for(2ms);
    }
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(worker, &status, 0), worker);
  const auto pids = ReadFile(folder.At("pids"));
  ASSERT_TRUE(pids);
  // Its keeper holds the lock until both are gone.
  const int fd = open(folder.At("lock").c_str(), O_RDONLY | O_CLOEXEC);
  bool locked = false;
  for (const SteadyTime end = In(5s); !locked && std::chrono::steady_clock::now() < end;) {
    locked = flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (!locked) std::this_thread::sleep_for(1ms);
  }
  close(fd);
  EXPECT_TRUE(locked);
  EXPECT_FALSE(Alive(std::stoi(*pids)));
  EXPECT_FALSE(Alive(std::stoi(pids->substr(pids->find(' ')))));
}

TEST(Program, DiesWithItsKeeper) {
  Lines lines;
  auto program = Program::Start(Shell("echo $PPID; exec sleep 1000"), lines.Sink());
  ASSERT_TRUE(program);
  const pid_t pid = program->pid();
  kill(std::stoi(lines.Await(0)), SIGKILL);
  EXPECT_TRUE(GoneSoon(pid));
  EXPECT_TRUE(program->WaitFor(5s));
}

TEST(Program, RunsAsAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const auto nobody = FindSystemUser("nobody");
  ASSERT_TRUE(nobody);
  Lines lines;
  ProgramSpec spec = Shell("id -u; id -G");
  spec.run_as = *nobody;
  spec.working_directory = "/";
  ASSERT_TRUE(RunProgram(spec, lines.Sink(), In(5s)));
  EXPECT_EQ(lines.Await(0), std::to_string(nobody->uid));
  EXPECT_EQ(lines.Await(1), std::to_string(nobody->gid));
}

TEST(FindSystemUser, SaysWhoIsMissing) {
  const auto user = FindSystemUser("no-such-user-here");
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, ErrorCode::kNotFound);
}

TEST(RunToSuccess, QuotesTheLastLinesOfAFailure) {
  const Status failed = RunToSuccess(Shell("for i in $(seq 30); do echo line$i; done; exit 4"), {}, In(5s));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kRefused);
  EXPECT_NE(failed.error().message.find("exit code 4"), std::string::npos);
  EXPECT_NE(failed.error().message.find("line30"), std::string::npos);
  EXPECT_EQ(failed.error().message.find("line10\n"), std::string::npos);
}

}  // namespace
}  // namespace galera

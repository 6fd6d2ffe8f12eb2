#include "cluster/child_process.h"

#include <gtest/gtest.h>

#include <csignal>

#include "cluster/ports.h"
#include "cluster/saved_state.h"

namespace galera::testing_cluster {
namespace {

ChildOptions Shell(const std::string& script) {
  ChildOptions options;
  options.argv = {"sh", "-c", script};
  return options;
}

TEST(ChildProcess, CapturesBothStreamsAndTheExitCode) {
  const Result<CommandResult> done = RunCommand(Shell("echo out; echo err >&2; exit 3"), Millis(10000));
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->exit.code, 3);
  EXPECT_EQ(done->out, "out\n");
  EXPECT_EQ(done->err, "err\n");
}

TEST(ChildProcess, TakesInputAndEnvironment) {
  ChildOptions options = Shell("cat; echo $GREETING");
  options.input = "first ";
  options.environment = {"GREETING=second"};
  const Result<CommandResult> done = RunCommand(options, Millis(10000));
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->out, "first second\n");
}

TEST(ChildProcess, CapturesMoreThanAPipeHolds) {
  const Result<CommandResult> done = RunCommand(Shell("head -c 3000000 /dev/zero"), Millis(10000));
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->out.size(), 3000000U);
}

TEST(ChildProcess, SaysWhichProgramIsMissing) {
  ChildOptions options;
  options.argv = {"no-such-program"};
  const Result<ChildProcess> child = ChildProcess::Start(options);
  ASSERT_FALSE(child.ok());
  EXPECT_EQ(child.error().code, ErrorCode::kNotFound);
  EXPECT_NE(child.error().message.find("no-such-program"), std::string::npos);
}

TEST(ChildProcess, WaitEndsAtItsTimeout) {
  Result<ChildProcess> child = ChildProcess::Start(Shell("exec sleep 60"));
  ASSERT_TRUE(child.ok()) << child.error().message;
  const Result<ChildExit> exit = child->Wait(Millis(50));
  ASSERT_FALSE(exit.ok());
  EXPECT_EQ(exit.error().code, ErrorCode::kTimeout);
  EXPECT_TRUE(child->Running());
}

TEST(ChildProcess, TerminateKillsWhatIgnoresSigterm) {
  Result<ChildProcess> child =
      ChildProcess::Start(Shell("trap '' TERM; echo ready; while :; do sleep 1; done"));
  ASSERT_TRUE(child.ok()) << child.error().message;
  ASSERT_TRUE(WaitUntil([&] { return child->Stdout() == "ready\n"; }, Millis(10000)));
  EXPECT_EQ(child->Terminate(Millis(100)).signal, SIGKILL);
  EXPECT_EQ(child->Signal(SIGTERM).error().code, ErrorCode::kNotFound);
}

TEST(ChildProcess, IsKilledWithItsGroupAtTheEndOfItsObject) {
  pid_t leader = 0;
  pid_t grandchild = 0;
  {
    Result<ChildProcess> child = ChildProcess::Start(Shell("sleep 60 & echo $!; wait"));
    ASSERT_TRUE(child.ok()) << child.error().message;
    ASSERT_TRUE(WaitUntil([&] { return !child->Stdout().empty(); }, Millis(10000)));
    leader = child->pid();
    grandchild = std::stoi(child->Stdout());
  }
  EXPECT_NE(::kill(leader, 0), 0);
  const auto dead = [&] {
    const std::string stat = ReadFile("/proc/" + std::to_string(grandchild) + "/stat");
    return stat.empty() || stat.find(") Z ") != std::string::npos;  // a zombie until init reaps it
  };
  EXPECT_TRUE(WaitUntil(dead, Millis(5000)));
}

TEST(FreePort, GivesAPortThatCanBeBoundUntilSomebodyTakesIt) {
  const uint16_t port = FreePort();
  ASSERT_NE(port, 0);
  EXPECT_TRUE(CheckPortFree("127.0.0.1", port).ok());
}

TEST(AddressLease, NeverGivesTheSameRangeTwice) {
  const Result<AddressLease> one = LeaseAddresses(3);
  const Result<AddressLease> two = LeaseAddresses(3);
  ASSERT_TRUE(one.ok()) << one.error().message;
  ASSERT_TRUE(two.ok()) << two.error().message;
  EXPECT_EQ(one->addresses.size(), 3U);
  EXPECT_NE(one->addresses, two->addresses);
}

TEST(AddressAfter, CountsUpTheLastByte) {
  EXPECT_EQ(*AddressAfter("127.0.0.11", 2), "127.0.0.13");
  EXPECT_FALSE(AddressAfter("127.0.0.254", 1).ok());
  EXPECT_FALSE(AddressAfter("localhost", 1).ok());
}

}  // namespace
}  // namespace galera::testing_cluster

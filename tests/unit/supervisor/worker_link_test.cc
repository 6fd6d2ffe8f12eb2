#include "supervisor/worker_link.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>

#include "supervisor/log_packet.h"

namespace watchdog {
namespace {

using namespace std::chrono_literals;
using supervisor::FileDescriptor;

class WorkerLinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    FileDescriptor control_theirs = Pair(&control_);
    FileDescriptor log_theirs = Pair(&log_);
    ::setenv(kControlVariable, std::to_string(control_theirs.get()).c_str(), 1);
    ::setenv(kLogVariable, std::to_string(log_theirs.get()).c_str(), 1);
    std::string problem;
    link_ = WorkerLink::FromEnvironment(&problem);
    ASSERT_TRUE(link_.has_value()) << problem;
    control_theirs.Release();  // the link owns them now
    log_theirs.Release();
  }
  void TearDown() override {
    ::unsetenv(kControlVariable);
    ::unsetenv(kLogVariable);
  }
  static FileDescriptor Pair(FileDescriptor* ours) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()), 0);
    *ours = FileDescriptor(ends[0]);
    return FileDescriptor(ends[1]);
  }
  static void SendRaw(const FileDescriptor& fd, const std::string& packet) {
    ASSERT_EQ(::send(fd.get(), packet.data(), packet.size(), 0), static_cast<ssize_t>(packet.size()));
  }

  FileDescriptor control_;
  FileDescriptor log_;
  std::optional<WorkerLink> link_;
};

TEST_F(WorkerLinkTest, HidesItsDescriptorsFromChildren) {
  EXPECT_EQ(std::getenv(kControlVariable), nullptr);
  EXPECT_EQ(std::getenv(kLogVariable), nullptr);
  EXPECT_EQ(::fcntl(link_->control_fd(), F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(::fcntl(link_->log_fd(), F_GETFD), FD_CLOEXEC);
}

TEST_F(WorkerLinkTest, SendsAndReceives) {
  std::string problem;
  ASSERT_TRUE(link_->Send(control::Keep{true}, &problem)) << problem;
  std::array<char, 100> bytes{};
  const ssize_t got = ::recv(control_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  EXPECT_EQ(control::Decode(std::string_view(bytes.data(), static_cast<std::size_t>(got))),
            control::Message(control::Keep{true}));

  SendRaw(control_, "rubbish");
  SendRaw(control_, *control::Encode(control::Started{9}));
  EXPECT_EQ(link_->Receive(1s).message, control::Message(control::Started{9}));
  const auto none = link_->Receive(0ms);
  EXPECT_FALSE(none.message.has_value() || none.closed);
}

TEST_F(WorkerLinkTest, SaysWhenTheSupervisorIsGone) {
  control_.Close();
  log_.Close();
  EXPECT_TRUE(link_->Receive(10s).closed);
  EXPECT_TRUE(link_->ReadLogLines(10s).closed);
  std::string problem;
  EXPECT_FALSE(link_->Send(control::Keep{true}, &problem));
  EXPECT_NE(problem.find("send to the supervisor"), std::string::npos) << problem;
}

TEST_F(WorkerLinkTest, GivesUpOnASupervisorThatTakesNothing) {
  std::string problem;
  int sent = 0;
  while (link_->Send(control::Keep{true}, &problem, 1ms)) ASSERT_LT(++sent, 100'000);
  EXPECT_EQ(problem, "send to the supervisor: it took nothing for 1 ms");
}

TEST_F(WorkerLinkTest, ReadsLogLinesAndHowManyWereLost) {
  supervisor::LogPacketBuilder builder;
  builder.Add("one");
  builder.Add("two");
  SendRaw(log_, builder.bytes());
  const auto lines = link_->ReadLogLines(1s);
  EXPECT_EQ(lines.lines, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(lines.dropped, 0u);
  EXPECT_FALSE(lines.closed);
  EXPECT_TRUE(link_->ReadLogLines(0ms).lines.empty());
}

TEST_F(WorkerLinkTest, AwaitsWhicheverComesFirst) {
  using Clock = std::chrono::steady_clock;
  const auto took = [this](std::chrono::milliseconds timeout) {
    const auto start = Clock::now();
    link_->Await(timeout);
    return Clock::now() - start;
  };
  EXPECT_GE(took(20ms), 20ms);
  supervisor::LogPacketBuilder builder;
  builder.Add("one");
  SendRaw(log_, builder.bytes());
  EXPECT_LT(took(10s), 5s);
  link_->ReadLogLines(0ms);
  log_.Close();  // no reason to be awake for ever
  EXPECT_GE(took(20ms), 20ms);
  SendRaw(control_, *control::Encode(control::Started{9}));
  EXPECT_LT(took(10s), 5s);
}

TEST(WorkerLinkFromEnvironment, RefusesWhatIsNoPacketSocket) {
  std::string problem;
  ::unsetenv(kControlVariable);
  EXPECT_FALSE(WorkerLink::FromEnvironment(&problem).has_value());
  EXPECT_EQ(problem, "GALERA_WARDEN_CONTROL_FD is not set: no supervisor started this process");
  for (const char* bad : {"", "x", "3x", "-1", "0", "2", "99999", "99999999999999999999"}) {
    ::setenv(kControlVariable, bad, 1);
    EXPECT_FALSE(WorkerLink::FromEnvironment(&problem).has_value()) << bad;
    EXPECT_NE(problem.find("is not the descriptor of a packet socket"), std::string::npos) << problem;
  }
  ::unsetenv(kControlVariable);
}

}  // namespace
}  // namespace watchdog

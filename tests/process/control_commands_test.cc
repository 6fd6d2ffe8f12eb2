// page, maintenance, silence and expect: the program itself, beside a control socket whose answers are the
// test's.
#include <gtest/gtest.h>

#include <mutex>
#include <variant>

#include "pager/control_socket.h"
#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using watchdog::ControlAnswer;
using watchdog::ControlRequest;

class ControlCommandsTest : public ::testing::Test {
 protected:
  // Answers each request with the next of `answers`, the last one again and again.
  void Serve(std::vector<ControlAnswer> answers) {
    answers_ = std::move(answers);
    auto opened = watchdog::ControlSocket::Open(path_, [this](const ControlRequest& request) {
      const std::lock_guard lock(mutex_);
      seen_.push_back(watchdog::Render(request));
      return answers_[std::min(seen_.size(), answers_.size()) - 1];
    });
    ASSERT_TRUE(opened) << opened.error().message;
    socket_ = std::move(*opened);
  }
  testing_cluster::CommandResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--socket", path_});
    return RunWarden({"", arguments, {}}, directory_);
  }
  std::vector<std::string> Seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

  Directory directory_;
  const std::string path_ = directory_.Path("control.sock");
  std::mutex mutex_;
  std::vector<ControlAnswer> answers_;  // protected by mutex_
  std::vector<std::string> seen_;       // protected by mutex_
  std::unique_ptr<watchdog::ControlSocket> socket_;
};

watchdog::MaintenanceAnswer KnownTo(std::vector<std::string> known, std::vector<std::string> unknown) {
  return {{{"kernel update", "node1", "", 4102444800000, std::move(known), std::move(unknown)}}};
}

TEST_F(ControlCommandsTest, SayWhatToDoWhereNoWardenRuns) {
  for (const char* command : {"maintenance", "silence"}) {
    const auto done = Run({command});
    EXPECT_EQ(done.exit.code, 1);
    EXPECT_EQ(done.out, "");
    EXPECT_TRUE(Holds(done.err, "no warden runs here: nothing is at " + path_)) << done.err;
    EXPECT_TRUE(Holds(done.err, "--socket PATH")) << done.err;
  }
}

TEST_F(ControlCommandsTest, MaintenanceWaitsUntilThePeersKnow) {
  Serve({KnownTo({}, {"node2", "node3"}), KnownTo({"node2"}, {"node3"}), KnownTo({"node2", "node3"}, {})});
  const auto done = Run({"maintenance", "30m", "--reason", "kernel update"});
  EXPECT_TRUE(done.exit.Clean()) << done.err;
  EXPECT_TRUE(Holds(done.out, "Nobody is paged until 2100-01-01")) << done.out;
  EXPECT_TRUE(Holds(done.out, "Known to node2, node3.\n")) << done.out;
  const auto seen = Seen();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0],
            watchdog::Render(watchdog::BeginMaintenance{std::chrono::minutes(30), "kernel update", ""}));
  EXPECT_EQ(seen[1], watchdog::Render(watchdog::ShowMaintenance{}));
}

TEST_F(ControlCommandsTest, MaintenanceSaysWhoDoesNotKnowAfterThreeSeconds) {
  Serve({KnownTo({"node2", "node3"}, {"node4"})});
  const Stopwatch watch;
  const auto done = Run({"maintenance", "30m", "--reason", "kernel update"});
  EXPECT_TRUE(done.exit.Clean()) << done.err;
  EXPECT_LT(watch.Elapsed(), Millis(8000));
  EXPECT_TRUE(Holds(done.out, "Known to node2, node3; not yet to node4.\n")) << done.out;
}

TEST_F(ControlCommandsTest, ATestPageThatIsNotDeliveredFails) {
  Serve({watchdog::TestAnswer{{{"oncall", true, "HTTP 202"}}},
         watchdog::TestAnswer{{{"oncall", true, "HTTP 202"}, {"chat", false, "HTTP 404: make a new URL"}}}});
  EXPECT_TRUE(Run({"page", "--test", "oncall"}).exit.Clean());
  const auto done = Run({"page", "--test"});
  EXPECT_EQ(done.exit.code, 1);
  EXPECT_TRUE(Holds(done.out, "NOT DELIVERED  HTTP 404: make a new URL\n")) << done.out;
}

TEST_F(ControlCommandsTest, JsonIsTheAnswerAsItCame) {
  const watchdog::ListAnswer answer{{}, "disk full"};
  Serve({answer});
  const auto done = Run({"page", "--list", "--json"});
  EXPECT_TRUE(done.exit.Clean()) << done.err;
  EXPECT_EQ(done.out, watchdog::Render(answer));
}

TEST_F(ControlCommandsTest, ARefusalIsAFailureWithItsReason) {
  Serve({watchdog::ControlRefusal{"a node that is not in the cluster expects nothing"}});
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"expect", "5"}, {"silence", "--end", "NodeDown"}, {"expect", "--learned"}}) {
    const auto done = Run(words);
    EXPECT_EQ(done.exit.code, 1);
    EXPECT_EQ(done.out, "");
    EXPECT_EQ(done.err, "galera-warden: refused: a node that is not in the cluster expects nothing\n");
  }
}

TEST_F(ControlCommandsTest, WrongUsageAsksNobody) {
  Serve({watchdog::MaintenanceAnswer{}});
  for (const std::vector<std::string>& words : {std::vector<std::string>{"maintenance", "30m"},
                                                {"maintenance", "8d", "--reason", "x"},
                                                {"page"},
                                                {"expect", "0"},
                                                {"silence", "NodeDwon", "1h", "--reason", "x"}}) {
    const auto done = Run(words);
    EXPECT_EQ(done.exit.code, 2) << words.front();
    EXPECT_EQ(done.out, "");
    EXPECT_TRUE(Holds(done.err, "usage: galera-warden " + words.front())) << done.err;
  }
  EXPECT_TRUE(Seen().empty());
  for (const char* command : {"page", "maintenance", "silence", "expect"}) {
    const auto done = Run({command, "--help"});
    EXPECT_TRUE(done.exit.Clean());
    EXPECT_TRUE(Holds(done.out, "Examples:\n")) << done.out;
  }
}

}  // namespace
}  // namespace galera::process

// Descriptors and threads stay as many as they are.
#include <filesystem>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using LeakTest = MonitorTest;

std::size_t Entries(pid_t pid, const char* folder) {
  const std::filesystem::path path = "/proc/" + std::to_string(pid) + "/" + folder;
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator()));
}

TEST_F(LeakTest, DescriptorsAndThreadsDoNotGrow) {
  const auto warden = Monitor({"--health.interval=20ms", "--scrape.reconnect-interval=0s"});
  const std::uint16_t ready = warden->Port("ready");
  const std::uint16_t metrics = warden->Port("metrics");
  const auto live = [&](int times) {
    for (int i = 0; i < times; ++i) {
      const test::Headers gzip = {{"Accept-Encoding", i % 2 == 0 ? "gzip" : "identity"}};
      EXPECT_EQ(test::HttpGet(metrics, "/metrics", gzip).status, 200);
      EXPECT_EQ(test::HttpGet(ready, "/").status, 200);
      if (i % 50 != 0) continue;
      test::HttpConnection leaves;
      EXPECT_TRUE(leaves.Connect("127.0.0.1", metrics));
      EXPECT_TRUE(leaves.Write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"));
      leaves.Reset();
    }
  };
  EXPECT_TRUE(WaitUntil([&] { return test::HttpGet(ready, "/").status == 200; }, kPatience));
  live(20);
  const std::size_t descriptors = Entries(warden->pid(), "fd");
  const std::size_t threads = Entries(warden->pid(), "task");
  const unsigned connections = server_.Connections();
  live(250);
  TakeServerDown();  // failed logins must not leak either
  for (int i = 0; i < 50; ++i) EXPECT_EQ(test::HttpGet(metrics, "/metrics").status, 200);
  BringServerBack();
  EXPECT_TRUE(WaitUntil([&] { return test::HttpGet(ready, "/").status == 200; }, kPatience));
  live(250);
  EXPECT_GE(server_.Connections() - connections, 500u);  // each scrape logged in anew
  // What is just being closed may count for a moment.
  EXPECT_TRUE(WaitUntil([&] { return Entries(warden->pid(), "fd") <= descriptors; }, kPatience))
      << Entries(warden->pid(), "fd") << " descriptors instead of " << descriptors;
  EXPECT_TRUE(WaitUntil([&] { return Entries(warden->pid(), "task") <= threads; }, kPatience))
      << Entries(warden->pid(), "task") << " threads instead of " << threads;
  EXPECT_TRUE(WaitUntil([&] { return server_.OpenConnections() <= 3; }, kPatience))
      << server_.OpenConnections();
}

}  // namespace
}  // namespace galera::process

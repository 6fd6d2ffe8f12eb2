// The end: in time, with exit code 0 and an answer to who still waits for one.
#include <csignal>
#include <thread>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using ShutdownTest = MonitorTest;

constexpr Millis kEndTime{3000};

TEST_F(ShutdownTest, EachSignalToEndEndsIt) {
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT}) {
    const auto warden = Monitor();
    EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
    warden->Signal(signal);
    const auto exit = warden->child().Wait(kEndTime);
    ASSERT_TRUE(exit.ok()) << "still runs after signal " << signal << "\n" << warden->Log();
    EXPECT_TRUE(exit->Clean()) << exit->Describe();
    EXPECT_EQ(Count(warden->Log(), "msg=stopping"), 1) << warden->Log();
  }
}

TEST_F(ShutdownTest, ASignalAtTheVeryStartEndsItToo) {
  for (int i = 0; i < 5; ++i) {
    const auto warden = Monitor();
    warden->Signal(SIGTERM);
    const auto exit = warden->child().Wait(kEndTime);
    ASSERT_TRUE(exit.ok()) << warden->Log();
    EXPECT_TRUE(exit->Clean()) << exit->Describe();
  }
}

TEST_F(ShutdownTest, AScrapeThatWaitsForAHungServerGetsAnAnswer) {
  Hang("show global status");
  const auto warden = Monitor();
  test::HttpResult answer;
  std::thread scraper([&] {
    answer = warden->Get("/metrics", {{"X-Prometheus-Scrape-Timeout-Seconds", "60"}});
  });
  EXPECT_TRUE(WaitUntil([&] { return Asked("SHOW GLOBAL STATUS") > 0; }, kPatience));
  warden->Signal(SIGTERM);
  const Stopwatch watch;
  const auto exit = warden->child().Wait(kEndTime);
  EXPECT_TRUE(exit.ok()) << "still runs after " << kEndTime.count() << " ms";
  scraper.join();
  EXPECT_TRUE(answer.status == 503 || answer.status == 200) << answer.status << answer.error;
  if (exit.ok()) {
    EXPECT_TRUE(exit->Clean()) << exit->Describe();
  }
}

TEST_F(ShutdownTest, AServerThatHangsAtTheGreetingDoesNotHoldItUp) {
  server_.SetReception({StubWelcome::kHangBeforeGreeting, {}});
  const auto warden = Monitor({"--health.query-timeout=60s", "--health.max-age=120s"});
  std::thread scraper([&] { warden->Get(); });
  EXPECT_TRUE(WaitUntil([&] { return server_.Connections() >= 2; }, kPatience));
  warden->Signal(SIGTERM);
  const auto exit = warden->child().Wait(kEndTime);
  EXPECT_TRUE(exit.ok()) << "still runs after " << kEndTime.count() << " ms";
  if (exit.ok()) {
    EXPECT_TRUE(exit->Clean()) << exit->Describe();
  } else {
    warden->Signal(SIGKILL);
  }
  scraper.join();
}

TEST_F(ShutdownTest, IdleAndSlowClientsDoNotHoldItUp) {
  const auto warden = Monitor();
  test::HttpConnection idle[6];
  for (int i = 0; i < 6; ++i) {
    const char* server[] = {"metrics", "ready", "synced"};
    ASSERT_TRUE(idle[i].Connect("127.0.0.1", warden->Port(server[i % 3])));
    if (i >= 3) {
      ASSERT_TRUE(idle[i].Write("GET / HT"));
    }
  }
  warden->Signal(SIGTERM);
  const auto exit = warden->child().Wait(kEndTime);
  ASSERT_TRUE(exit.ok()) << warden->Log();
  EXPECT_TRUE(exit->Clean()) << exit->Describe();
}

}  // namespace
}  // namespace galera::process

// Clients and servers that misbehave.
#include <atomic>
#include <thread>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using test::HttpConnection;
using test::HttpResult;

class RobustnessTest : public MonitorTest {
 protected:
  // Pages of more than a socket's buffers hold.
  void MakePagesLarge() {
    StubDatabase database;
    for (int i = 0; i < 20000; ++i)
      database.AddStatus("Filler_status_" + std::to_string(i), std::to_string(i));
    server_.SetScript(database.Script());
  }
  static void ExpectAlive(const WardenProcess& warden) {
    const HttpResult answer = warden.Get("/-/healthy", {}, Millis(5000));
    EXPECT_EQ(answer.status, 200) << answer.error << warden.Log();
  }
};

constexpr char kGetMetrics[] = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(RobustnessTest, IdleConnectionsDoNotDelayAScrape) {
  const auto warden = Monitor();
  HttpConnection idle[8];
  for (std::size_t connections : {std::size_t{2}, std::size_t{8}}) {
    for (std::size_t i = 0; i < connections; ++i) {
      ASSERT_TRUE(idle[i].Connect("127.0.0.1", warden->Port("metrics")));
    }
    const Stopwatch watch;
    EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
    EXPECT_LT(watch.Elapsed(), Millis(1500)) << connections;  // idle ones are cut after 3 s
  }
}

TEST_F(RobustnessTest, ClientsThatReadAByteASecondDelayNobody) {
  MakePagesLarge();
  const auto warden = Monitor();
  HttpConnection slow[3];
  for (HttpConnection& connection : slow) {
    ASSERT_TRUE(connection.Connect("127.0.0.1", warden->Port("metrics"), 4096));
    ASSERT_TRUE(connection.Write(kGetMetrics));
    EXPECT_EQ(connection.ReadSome(1), "H");
  }
  const Stopwatch watch;
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_LT(watch.Elapsed(), Millis(2500));  // they are cut after 3 s
  for (HttpConnection& connection : slow) EXPECT_EQ(connection.ReadSome(1), "T");
}

TEST_F(RobustnessTest, TwentyKilobytesOfHeadersAreRefused) {
  const auto warden = Monitor();
  const std::string answer = test::RawExchange(
      warden->Port("metrics"),
      "GET /metrics HTTP/1.1\r\nHost: a\r\nX-Long: " + std::string(20000, 'x') + "\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 4")) << answer.substr(0, 100);
  ExpectAlive(*warden);
}

TEST_F(RobustnessTest, ClientsThatLeaveInTheMiddleOfAnAnswerDoNoHarm) {
  MakePagesLarge();
  const auto warden = Monitor();
  for (int i = 0; i < 6; ++i) {
    HttpConnection connection;
    ASSERT_TRUE(connection.Connect("127.0.0.1", warden->Port("metrics"), 4096));
    ASSERT_TRUE(connection.Write(kGetMetrics));
    if (i < 4) {
      EXPECT_EQ(connection.ReadSome(9), "HTTP/1.1 ");
    }
    if (i % 2 == 0) connection.Reset();
  }
  ExpectAlive(*warden);
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(warden->child().Running());
}

// Where a server can stop answering, and what a scrape of it is worth then.
struct Stall {
  const char* name;
  StubWelcome welcome;
  const char* statement;  // empty: none hangs
};

TEST_F(RobustnessTest, AHungServerIsToldInTimeWithAndWithoutAHeader) {
  for (const Stall& stall : {Stall{"before the greeting", StubWelcome::kHangBeforeGreeting, ""},
                             Stall{"after the login", StubWelcome::kHangAfterLogin, ""},
                             Stall{"at a statement", StubWelcome::kAccept, "show global status"}}) {
    server_.SetScript(StubDatabase().Script());
    server_.SetReception({stall.welcome, {}});
    if (*stall.statement != '\0') Hang(stall.statement);
    const auto warden = Monitor({"--scrape.timeout=1s", "--no-health.enabled"});
    for (const test::Headers& headers :
         {test::Headers{}, test::Headers{{"X-Prometheus-Scrape-Timeout-Seconds", "1.25"}},
          test::Headers{{"X-Prometheus-Scrape-Timeout-Seconds", "nonsense"}}}) {
      const Stopwatch watch;
      const HttpResult answer = warden->Get("/metrics", headers);
      EXPECT_LT(watch.Elapsed(), Millis(2000)) << stall.name;
      EXPECT_EQ(answer.status, 200) << stall.name;
      if (stall.welcome != StubWelcome::kAccept) {
        EXPECT_EQ(ValueOf(answer.body, "mysql_up"), 0) << stall.name;
      }
      if (*stall.statement == '\0') continue;
      EXPECT_EQ(
          ValueOf(answer.body, "mysql_exporter_collector_success", {{"collector", "collect.global_status"}}),
          0)
          << answer.body;
      EXPECT_EQ(ValueOf(answer.body, "mysql_exporter_collector_success",
                        {{"collector", "collect.global_variables"}}),
                1);
    }
  }
}

TEST_F(RobustnessTest, TheHeaderMayShortenTheBound) {
  Hang("show global status");
  const auto warden = Monitor({"--scrape.timeout=1s", "--no-health.enabled"});
  const Stopwatch watch;
  warden->Get("/metrics", {{"X-Prometheus-Scrape-Timeout-Seconds", "0.5"}});
  EXPECT_LT(watch.Elapsed(), Millis(900));
}

TEST_F(RobustnessTest, AServerThatComesBackIsSeenAtTheNextScrape) {
  server_.SetReception({StubWelcome::kHangBeforeGreeting, {}});
  const auto warden = Monitor({"--scrape.timeout=300ms", "--no-health.enabled"});
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 0);
  server_.SetReception({});
  EXPECT_TRUE(WaitUntil([&] { return ValueOf(warden->Page(), "mysql_up") == 1; }, kPatience));
}

TEST_F(RobustnessTest, TwentyScrapersAtOnceCostTheServerAFewStatements) {
  server_.SetScript(StubDatabase().Script().On("show global variables",
                                               {StubTable{{"Variable_name", "Value"}, {}}, Millis(500), {}}));
  const auto warden = Monitor({"--no-health.enabled"});
  std::atomic<int> good = 0;
  std::vector<std::thread> scrapers;
  for (int i = 0; i < 20; ++i) {
    scrapers.emplace_back([&] {
      const HttpResult answer = warden->Get();
      if (answer.status == 200 && Holds(answer.body, "\nmysql_up 1\n")) ++good;
    });
  }
  for (std::thread& scraper : scrapers) scraper.join();
  EXPECT_EQ(good, 20);
  EXPECT_LE(Asked("SHOW GLOBAL STATUS"), 5);
  EXPECT_LE(server_.Connections(), 2u);
}

TEST_F(RobustnessTest, ScrapesWithManyFiltersAtOnceAllEndInTime) {
  Hang("show global status");
  const auto warden = Monitor({"--scrape.timeout=1s", "--no-health.enabled"});
  std::vector<std::thread> scrapers;
  const Stopwatch watch;
  for (int i = 0; i < 12; ++i) {
    scrapers.emplace_back([&, i] {
      const char* names[] = {"global_status",          "global_variables",          "slave_status",
                             "info_schema.innodb_cmp", "info_schema.innodb_cmpmem", "galera"};
      std::string path = "/metrics?collect[]=global_status";
      for (int bit = 0; bit < 4; ++bit) {
        if (((i >> bit) & 1) != 0) path += std::string("&collect[]=") + names[bit + 1];
      }
      const HttpResult answer = warden->Get(path);
      EXPECT_TRUE(answer.status == 200 || answer.status == 503) << answer.status << answer.error;
    });
  }
  for (std::thread& scraper : scrapers) scraper.join();
  EXPECT_LT(watch.Elapsed(), Millis(2500));
  ExpectAlive(*warden);
}

}  // namespace
}  // namespace galera::process

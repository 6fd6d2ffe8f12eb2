// Logs: a change once, lines that machines read, never a secret.
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class LogTest : public MonitorTest {
 protected:
  // Start, failures with odd texts, a server that goes and comes, reloads good and bad.
  std::string LogOfAnEventfulLife(const std::string& format) {
    const auto warden = Monitor({"--log.format=" + format, "--log.level=debug", "--health.interval=50ms",
                                 "--scrape.reconnect-interval=0s", "--collect.heartbeat"});
    warden->Page();
    const StubError odd{1234, "HY000", "odd \"text\" = \\ two\nlines\ttab \x01 \xff\xfe not UTF-8 \xc3\xa9"};
    server_.SetScript(StubDatabase().Script().On("show all slaves status", odd));
    warden->Page();
    server_.SetReception({StubWelcome::kRefuseLogin, odd});
    warden->Page();
    TakeServerDown();
    warden->Page();
    EXPECT_TRUE(WaitUntil([&] { return Count(warden->Log(), "node state changed") >= 2; }, kPatience));
    BringServerBack();
    warden->Get("/metrics", {{"X-Prometheus-Scrape-Timeout-Seconds", "a=b \"c\""}});
    directory_.Write("my.cnf",
                     "[client]\nuser=x\npassword=" + std::string(kPassword) + "\nport=no \"port\"\n");
    EXPECT_EQ(warden->Send("POST", "/-/reload").status, 500);
    MyCnf();
    EXPECT_EQ(warden->Send("POST", "/-/reload").status, 200);
    warden->child().Terminate();
    EXPECT_TRUE(Holds(warden->Log(), "stopping"));
    return warden->Log();
  }
};

TEST_F(LogTest, EveryJsonLineIsAnObject) {
  const std::string log = LogOfAnEventfulLife("json");
  for (const std::string& line : Lines(log)) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    ASSERT_TRUE(json.is_object()) << line;
    for (const char* key : {"time", "level", "msg"}) EXPECT_TRUE(json.contains(key)) << line;
  }
  EXPECT_GT(Lines(log).size(), 8u);
  EXPECT_FALSE(Holds(log, kPassword));
}

TEST_F(LogTest, EveryLogfmtLineIsPairs) {
  const std::regex pairs(R"re(([a-z_]+=([^ "=]+|"([^"\\]|\\.)*")( |$))+)re");
  const std::string log = LogOfAnEventfulLife("logfmt");
  for (const std::string& line : Lines(log)) {
    EXPECT_TRUE(std::regex_match(line, pairs)) << line;
    EXPECT_TRUE(line.starts_with("time=")) << line;
  }
  EXPECT_GT(Lines(log).size(), 8u);
  EXPECT_FALSE(Holds(log, kPassword));
}

TEST_F(LogTest, AServerThatGoesAndComesIsToldOnceEach) {
  const auto warden = Monitor({"--health.interval=20ms", "--scrape.reconnect-interval=0s"});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  TakeServerDown();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 0);
  EXPECT_TRUE(WaitUntil([&] { return Holds(warden->Log(), "to=down"); }, kPatience)) << warden->Log();
  const unsigned before = server_.Connections();
  EXPECT_TRUE(WaitUntil([&] { return server_.Connections() > before + 5; }, kPatience));  // five looks more
  BringServerBack();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(WaitUntil([&] { return Holds(warden->Log(), "from=down to=synced"); }, kPatience))
      << warden->Log();
  const std::string log = warden->Log();
  EXPECT_EQ(Count(log, "mariadbd takes no connection"), 1) << log;
  EXPECT_EQ(Count(log, "mariadbd takes connections"), 2) << log;  // at the start and now
  EXPECT_EQ(Count(log, "from=synced to=down"), 1) << log;
  EXPECT_EQ(Count(log, "from=down to=synced"), 1) << log;
}

TEST_F(LogTest, ACollectorThatFailsIsToldOnceEach) {
  const auto warden = Monitor();
  warden->Page();
  server_.SetScript(StubDatabase().Script().On("show all slaves status", AccessDenied("SLAVE MONITOR")));
  for (int i = 0; i < 5; ++i) warden->Page();
  server_.SetScript(StubDatabase().Script());
  for (int i = 0; i < 3; ++i) warden->Page();
  EXPECT_EQ(Count(warden->Log(), "collector failed"), 1) << warden->Log();
  EXPECT_EQ(Count(warden->Log(), "collector works again"), 1) << warden->Log();
}

TEST_F(LogTest, NothingTellsThePasswordAtDebugLevel) {
  const auto warden = Monitor({"--log.level=debug"});
  std::string all = warden->Page() + warden->Get("/").body + warden->Send("POST", "/-/reload").body;
  server_.SetReception({StubWelcome::kRefuseLogin, WrongPassword("exporter")});
  MyCnf("other");
  EXPECT_EQ(warden->Send("POST", "/-/reload").status, 200);
  all += warden->Page() + warden->Log();
  for (const char* server : {"ready", "synced"}) {
    all += test::HttpGet(warden->Port(server), "/").body;
    all += test::HttpGet(warden->Port(server), "/", {{"Accept", "application/json"}}).body;
  }
  EXPECT_FALSE(Holds(all, kPassword));
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 0);
}

}  // namespace
}  // namespace galera::process

// SIGHUP and /-/reload: the last good configuration stays until a good one comes.
#include <atomic>
#include <csignal>
#include <thread>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

class ReloadTest : public MonitorTest {
 protected:
  static std::optional<double> LastReload(const WardenProcess& warden) {
    return ValueOf(warden.Page(), "galera_warden_config_last_reload_successful");
  }
  static void HangUp(WardenProcess& warden, double outcome) {
    warden.Signal(SIGHUP);
    EXPECT_TRUE(WaitUntil([&] { return LastReload(warden) == outcome; }, kPatience)) << warden.Log();
  }
};

TEST_F(ReloadTest, NewCredentialsAreUsedWithoutARestart) {
  const auto warden = Monitor();
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_FALSE(WasSeen("rotated"));
  MyCnf("rotated");
  warden->Signal(SIGHUP);
  EXPECT_TRUE(WaitUntil([&] { return Holds(warden->Log(), "configuration reloaded"); }, kPatience));
  // Metrics and health each log in anew.
  const auto logins = [&] {
    int count = 0;
    for (const std::string& user : server_.Users()) count += user == "rotated" ? 1 : 0;
    return count;
  };
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(WaitUntil([&] { return logins() >= 2; }, kPatience)) << logins();
}

TEST_F(ReloadTest, ABrokenOptionFileChangesNothingAndSaysSo) {
  const auto warden = Monitor();
  EXPECT_EQ(LastReload(*warden), 1);
  const std::string path = directory_.Write("my.cnf", "[client]\nuser=rotated\nport=none\n");
  HangUp(*warden, 0);
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_FALSE(WasSeen("rotated"));
  EXPECT_TRUE(Holds(warden->Log(), path + ":3")) << warden->Log();
  const auto answer = warden->Send("POST", "/-/reload");
  EXPECT_EQ(answer.status, 500);
  EXPECT_TRUE(Holds(answer.body, path + ":3: port is not a port number")) << answer.body;
  MyCnf("rotated");
  HangUp(*warden, 1);
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(WasSeen("rotated"));
}

TEST_F(ReloadTest, ABrokenYamlFileChangesNothingAndItsProblemsAreAnswered) {
  const std::string path = directory_.Write("warden.yml", "health:\n  interval: 200ms\n");
  const auto warden = Monitor({"--config=" + path});
  for (const char* broken : {"health:\n  interval: fast\n  no_such_key: 1\n", "health: [\n",
                             "health:\n\tx: 1\n", "paging:\n  receivers: {chat: {type: slack}}\n"}) {
    directory_.Write("warden.yml", broken);
    const auto answer = warden->Send("POST", "/-/reload");
    EXPECT_EQ(answer.status, 500) << broken;
    EXPECT_TRUE(Holds(answer.body, path + ":2:") || Holds(answer.body, path + ":1:")) << answer.body;
    EXPECT_EQ(LastReload(*warden), 0) << broken;
    EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1) << broken;
  }
  directory_.Write("warden.yml", "health:\n  interval: 300ms\n");
  const auto answer = warden->Send("POST", "/-/reload");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body, "ok\n");
  EXPECT_EQ(LastReload(*warden), 1);
}

TEST_F(ReloadTest, EveryMethodThatScriptsUseReloads) {
  const auto warden = Monitor();
  int reloads = 0;
  for (const char* method : {"GET", "POST", "PUT"}) {
    const auto answer = warden->Send(method, "/-/reload");
    EXPECT_EQ(answer.status, 200) << method;
    EXPECT_EQ(answer.body, "ok\n") << method;
    EXPECT_EQ(Count(warden->Log(), "configuration reloaded"), ++reloads) << method;
  }
}

TEST_F(ReloadTest, AnEmptiedOptionFileIsABrokenOne) {
  const auto warden = Monitor();
  directory_.Write("my.cnf", "");
  EXPECT_EQ(warden->Send("POST", "/-/reload").status, 500);
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
}

TEST_F(ReloadTest, CollectorsAndTheLogLevelChangeAtOnce) {
  const std::string path = directory_.Write("warden.yml", "{}\n");
  const auto warden = Monitor({"--config=" + path});
  const ExpositionLabels slave_status = {{"collector", "collect.slave_status"}};
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_exporter_collector_success", slave_status), 1);
  directory_.Write("warden.yml", "collect:\n  slave_status: false\nlog:\n  format: json\n");
  EXPECT_EQ(warden->Send("POST", "/-/reload").status, 200);
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_exporter_collector_success", slave_status), std::nullopt);
  EXPECT_TRUE(Holds(warden->Log(), "\"msg\":\"configuration reloaded\"")) << warden->Log();
}

TEST_F(ReloadTest, ScrapesGoOnWhileTheConfigurationChanges) {
  const auto warden = Monitor();
  std::atomic<bool> done = false;
  std::atomic<int> scrapes = 0;
  std::vector<std::thread> scrapers;
  for (int i = 0; i < 3; ++i) {
    scrapers.emplace_back([&] {
      while (!done || scrapes < 10) {
        const auto answer = warden->Get();
        EXPECT_EQ(answer.status, 200) << answer.error;
        EXPECT_TRUE(Holds(answer.body, "\nmysql_up 1\n"));
        ++scrapes;
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    MyCnf("user" + std::to_string(i));
    EXPECT_EQ(warden->Send("POST", "/-/reload").body, "ok\n");
    if (i % 4 == 0) warden->Signal(SIGHUP);
  }
  done = true;
  for (std::thread& scraper : scrapers) scraper.join();
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(WasSeen("user19"));
}

TEST_F(ReloadTest, ANewAddressWaitsForARestartAndIsToldSo) {
  const std::string path = directory_.Write("warden.yml", "{}\n");
  const auto warden = Monitor({"--config=" + path});
  directory_.Write("warden.yml", "web:\n  telemetry_path: /elsewhere\n");
  EXPECT_EQ(warden->Send("POST", "/-/reload").status, 200);
  EXPECT_TRUE(Holds(warden->Log(), "change with a restart only")) << warden->Log();
  EXPECT_EQ(warden->Get("/metrics").status, 200);
}

}  // namespace
}  // namespace galera::process

// Which of several sources of a setting wins, seen from outside.
#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

class PrecedenceTest : public MonitorTest {
 protected:
  std::string Server() const { return "127.0.0.1:" + std::to_string(server_.port()); }
  std::unique_ptr<WardenProcess> Start(const std::vector<std::string>& flags,
                                       const std::vector<std::string>& environment = {}) const {
    WardenSetup setup{"", {"monitor", "--web.listen-address=127.0.0.1:0"}, environment};
    setup.arguments.insert(setup.arguments.end(), flags.begin(), flags.end());
    return WardenProcess::Start(setup, directory_);
  }
};

TEST_F(PrecedenceTest, TheTelemetryPathIsTheFlagsThenTheFilesThenMetrics) {
  const std::string yaml = directory_.Write("warden.yml", "web:\n  telemetry_path: /from-yaml\n");
  EXPECT_EQ(Monitor()->Get("/metrics").status, 200);
  const auto by_file = Monitor({"--config=" + yaml});
  EXPECT_EQ(by_file->Get("/from-yaml").status, 200);
  EXPECT_EQ(by_file->Get("/metrics").status, 404);
  const auto by_flag = Monitor({"--web.telemetry-path=/from-flag"}, {"GALERA_WARDEN_CONFIG=" + yaml});
  EXPECT_EQ(by_flag->Get("/from-flag").status, 200);
  EXPECT_EQ(by_flag->Get("/from-yaml").status, 404);
}

TEST_F(PrecedenceTest, AnAddressIsTheFlagsThenTheEnvironmentsThenTheFiles) {
  const std::string yaml = directory_.Write(
      "warden.yml",
      "health:\n  ready_listen_address: [\"127.0.0.2:0\"]\n  synced_listen_address: \"127.0.0.3:0\"\n");
  const std::string by_environment = "GALERA_WARDEN_HEALTH_READY_LISTEN_ADDRESS=127.0.0.4:0";
  const std::string unset = "GALERA_WARDEN_HEALTH_SYNCED_LISTEN_ADDRESS=";
  const auto two = Monitor({"--config=" + yaml}, {by_environment, unset});
  EXPECT_TRUE(two->Address("ready").starts_with("127.0.0.4:")) << two->Log();
  EXPECT_TRUE(two->Address("synced").starts_with("127.0.0.3:")) << two->Log();
  const auto three =
      Monitor({"--config=" + yaml, "--health.ready-listen-address=127.0.0.5:0"}, {by_environment, unset});
  EXPECT_TRUE(three->Address("ready").starts_with("127.0.0.5:")) << three->Log();
}

TEST_F(PrecedenceTest, TheOptionFilesAccountWinsOverFlagsAndEnvironment) {
  const auto warden =
      Monitor({"--mysqld.username=from_flag", "--mysqld.address=127.0.0.1:1"},
              {"MYSQLD_EXPORTER_PASSWORD=other", "DATA_SOURCE_NAME=from_dsn:x@tcp(127.0.0.1:1)/"});
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(WasSeen("exporter"));
  EXPECT_FALSE(WasSeen("from_flag"));
  EXPECT_TRUE(Holds(warden->Log(), "DATA_SOURCE_NAME: is ignored")) << warden->Log();
}

TEST_F(PrecedenceTest, WithoutAnOptionFileFlagsGiveTheAccount) {
  const auto warden = Start({"--mysqld.address=" + Server(), "--mysqld.username=from_flag"});
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(WasSeen("from_flag"));
}

TEST_F(PrecedenceTest, ADataSourceNameWorksAndWarnsOnce) {
  const auto warden =
      Start({}, {std::string("DATA_SOURCE_NAME=old_user:") + kPassword + "@(" + Server() + ")/"});
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(WasSeen("old_user"));
  EXPECT_EQ(Count(warden->Log(), "DATA_SOURCE_NAME: is deprecated"), 1) << warden->Log();
  EXPECT_FALSE(Holds(warden->Log(), kPassword)) << warden->Log();
}

TEST_F(PrecedenceTest, AMissingOptionFileIsNoErrorWhenTheAccountIsKnown) {
  const auto warden = Start({"--config.my-cnf=" + directory_.Path("absent.cnf"),
                             "--mysqld.address=" + Server(), "--mysqld.username=from_flag"});
  EXPECT_EQ(ValueOf(warden->Page(), "mysql_up"), 1);
  EXPECT_TRUE(Holds(warden->Log(), "absent.cnf is not there")) << warden->Log();
}

}  // namespace
}  // namespace galera::process

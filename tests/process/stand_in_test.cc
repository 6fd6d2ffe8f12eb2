// In mysqld_exporter's place: its names, and the command lines by which deployers start it.
#include <filesystem>

#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

class StandInTest : public MonitorTest {
 protected:
  std::string Link(const std::string& name) const {
    std::filesystem::create_symlink(WardenProgram(), directory_.Path(name));
    return directory_.Path(name);
  }
  std::string Here() const { return std::to_string(server_.port()); }
  static void ExpectUp(const WardenProcess& warden) {
    EXPECT_EQ(ValueOf(warden.Page(), "mysql_up"), 1) << warden.Log();
  }
};

TEST_F(StandInTest, FlagsAloneMeanMonitor) {
  ExpectUp(*WardenProcess::Start({"", {"--web.listen-address=127.0.0.1:0", "--config.my-cnf=" + MyCnf()}, {}},
                                 directory_));
}

TEST_F(StandInTest, BothNamesOfTheExporterTakeItsCommandLine) {
  for (const char* name : {"mysqld_exporter", "prometheus-mysqld-exporter"}) {
    ExpectUp(*WardenProcess::Start(
        {Link(name), {"--web.listen-address=127.0.0.1:0", "--config.my-cnf=" + MyCnf()}, {}}, directory_));
  }
}

TEST_F(StandInTest, UnderItsNameTheDefaultOptionFileIsFoundToo) {
  directory_.Write(".my.cnf", "[client]\nhost=127.0.0.1\nport=" + Here() + "\nuser=at_home\n");
  ExpectUp(
      *WardenProcess::Start({Link("mysqld_exporter"), {"--web.listen-address=127.0.0.1:0"}, {}}, directory_));
  EXPECT_TRUE(WasSeen("at_home"));
}

// bitnami's mariadb-galera chart (sapcc's is the same without the user); its probes ask for "/".
TEST_F(StandInTest, BitnamisStartLineWorks) {
  const auto warden =
      WardenProcess::Start({Link("mysqld_exporter"),
                            {"--mysqld.address=localhost:" + Here(), "--mysqld.username=mariadb_metrics",
                             "--web.listen-address=:0", "--collect.binlog_size"},
                            {std::string("MYSQLD_EXPORTER_PASSWORD=") + kPassword}},
                           directory_);
  EXPECT_EQ(warden->Get("/").status, 200);
  ExpectUp(*warden);
  EXPECT_TRUE(WasSeen("mariadb_metrics"));
}

// kolla-ansible: values as words of their own, log flags as extras.
TEST_F(StandInTest, KollasStartLineWorks) {
  const auto warden = WardenProcess::Start(
      {Link("prometheus-mysqld-exporter"),
       {"--config.my-cnf", MyCnf(), "--web.listen-address", "127.0.0.1:0", "--log.format", "logfmt"},
       {}},
      directory_);
  ExpectUp(*warden);
}

TEST_F(StandInTest, ArgumentsInAFileWork) {
  const std::string file =
      directory_.Write("flags", "--web.listen-address=127.0.0.1:0\n--config.my-cnf=" + MyCnf() + "\n");
  ExpectUp(*WardenProcess::Start({Link("mysqld_exporter"), {"@" + file}, {}}, directory_));
}

// The helm chart turns its map of collectors into flags, all of them.
TEST_F(StandInTest, HelmsFlagListStartsAndEachCollectorThatIsMissingIsNamedOnce) {
  const std::vector<std::string> missing = {
      "auto_increment.columns",       "engine_innodb_status",
      "info_schema.clientstats",      "info_schema.innodb_metrics",
      "info_schema.tables",           "info_schema.userstats",
      "perf_schema.eventsstatements", "perf_schema.tableiowaits",
      "engine_tokudb_status",         "perf_schema.replication_group_members"};
  std::vector<std::string> arguments = {"--config.my-cnf=" + MyCnf(),
                                        "--web.listen-address=127.0.0.1:0",
                                        "--collect.global_status",
                                        "--no-collect.slave_status",
                                        "--collect.info_schema.processlist",
                                        "--collect.binlog_size",
                                        "--no-collect.heartbeat",
                                        "--no-collect.info_schema.tablestats",
                                        "--no-collect.perf_schema.file_events",
                                        "--collect.perf_schema.eventsstatements.limit=100",
                                        "--collect.info_schema.tables.databases=shop,mysql",
                                        "--collect.heartbeat.database=heartbeat",
                                        "--exporter.lock_wait_timeout=3",
                                        "--exporter.log_slow_filter",
                                        "--exporter.max_open_connections=3",
                                        "--log.level=info"};
  for (const std::string& name : missing) arguments.push_back("--collect." + name);
  const auto warden = WardenProcess::Start({Link("mysqld_exporter"), arguments, {}}, directory_);
  for (int i = 0; i < 3; ++i) ExpectUp(*warden);
  const std::string log = warden->Log();
  for (const std::string& name : missing)
    EXPECT_EQ(Count(log, "--collect." + name + ":"), 1) << name << "\n" << log;
  EXPECT_EQ(Count(log, "not applicable to MariaDB"), 2) << log;
  for (const char* quiet : {"--collect.heartbeat:", "tablestats", "file_events", "slave_status"}) {
    EXPECT_FALSE(Holds(log, quiet)) << quiet << "\n" << log;
  }
  const std::string page = warden->Page();
  EXPECT_EQ(ValueOf(page, "mysql_exporter_collector_success", {{"collector", "collect.slave_status"}}),
            std::nullopt);
  EXPECT_EQ(ValueOf(page, "mysql_exporter_collector_success", {{"collector", "collect.global_status"}}), 1);
}

}  // namespace
}  // namespace galera::process

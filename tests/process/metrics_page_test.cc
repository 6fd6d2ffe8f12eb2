// A whole page as the tools of Prometheus see it.
#include <set>
#include <sstream>

#include "differential/exporter_process.h"
#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

class MetricsPageTest : public MonitorTest {
 protected:
  // Everything that can be switched on.
  std::string FullPage() {
    StubDatabase database;
    database.AddSlave("backup").AddSlave("").QueryResponseTime(
        {{"0.001", "5", "0.002"}, {"TOO LONG", "0", "TOO LONG"}});
    server_.SetScript(database.Script());
    const auto warden =
        Monitor({"--collect.info_schema.processlist", "--collect.binlog_size", "--health.interval=50ms"});
    warden->Get("/nowhere");
    EXPECT_TRUE(
        WaitUntil([&] { return test::HttpGet(warden->Port("ready"), "/").status == 200; }, kPatience));
    return warden->Page();
  }
  // What `promtool check metrics` complains of, without repetition.
  static std::set<std::string> Complaints(const std::string& page) {
    testing_cluster::ChildOptions options;
    options.argv = {"promtool", "check", "metrics"};
    options.input = page;
    const auto done = testing_cluster::RunCommand(options, Millis(20000));
    if (!done) return {done.error().message};
    std::set<std::string> lines;
    // Code 3: all could be read, some is not to its taste.
    if (done->exit.code != 0 && done->exit.code != 3) lines.insert(done->exit.Describe());
    std::istringstream in(done->out + done->err);
    for (std::string line; std::getline(in, line);) lines.insert(line);
    return lines;
  }
};

TEST_F(MetricsPageTest, IsCanonicalText) {
  const std::string page = FullPage();
  const auto exposition = ParseExposition(page, ExpositionRules::kCanonical);
  ASSERT_TRUE(exposition.ok()) << exposition.error().message;
  for (const char* family : {"mysql_up", "mysql_global_status_threads_running", "galera_warden_build_info",
                             "galera_health_ready", "process_open_fds", "mysql_exporter_collector_success"}) {
    EXPECT_NE(exposition->Find(family), nullptr) << family;
  }
}

TEST_F(MetricsPageTest, PromtoolComplainsOfNothingButNamesOfTheExporters) {
  ExporterSetup setup;
  setup.port = server_.port();
  const auto oracle = StartOracle(setup);
  ASSERT_TRUE(oracle.ok()) << oracle.error().message;
  const std::string ours = FullPage();  // makes the server's answers full, for both
  const std::set<std::string> theirs = Complaints((*oracle)->Scrape().body);
  for (const std::string& complaint : Complaints(ours)) {
    EXPECT_TRUE(theirs.contains(complaint)) << complaint;
  }
}

}  // namespace
}  // namespace galera::process

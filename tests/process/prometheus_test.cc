// A real Prometheus scrapes the program.
#include <nlohmann/json.hpp>

#include "cluster/ports.h"
#include "process/monitor_fixture.h"

namespace galera::process {
namespace {

using nlohmann::json;
using testing_cluster::ChildProcess;

class PrometheusTest : public MonitorTest {
 protected:
  void Scrape(std::uint16_t target) {
    const std::string config = directory_.Write(
        "prometheus.yml",
        "global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\nscrape_configs:\n- job_name: node\n"
        "  static_configs:\n  - targets: [\"127.0.0.1:" +
            std::to_string(target) + "\"]\n");
    for (int attempt = 0; attempt < 3; ++attempt) {
      port_ = testing_cluster::FreePort();
      testing_cluster::ChildOptions options;
      options.argv = {"prometheus", "--config.file=" + config,
                      "--storage.tsdb.path=" + directory_.Path("tsdb"),
                      "--web.listen-address=127.0.0.1:" + std::to_string(port_)};
      auto started = ChildProcess::Start(options);
      ASSERT_TRUE(started.ok()) << started.error().message;
      prometheus_ = std::move(*started);
      const auto ready = [&] { return test::HttpGet(port_, "/-/ready", {}, Millis(1000)).status == 200; };
      bool is_ready = false;
      WaitUntil([&] { return !prometheus_->Running() || (is_ready = ready()); }, Millis(20000));
      if (is_ready) return;
    }
    FAIL() << "Prometheus does not start: " << prometheus_->Stderr();
  }

  json Api(const std::string& path) const {
    return json::parse(test::HttpGet(port_, "/api/v1/" + path).body, nullptr, false);
  }
  // The newest value of the only series of this name.
  std::optional<double> Query(const std::string& name) const {
    const json answer = Api("query?query=" + name);
    if (!answer.is_object() || answer.value("status", "") != "success") return std::nullopt;
    const json& result = answer["data"]["result"];
    if (result.size() != 1) return std::nullopt;
    return std::stod(result[0]["value"][1].get<std::string>());
  }
  json Target() const {
    const json answer = Api("targets");
    return answer.is_object() ? answer["data"]["activeTargets"][0] : json::object();
  }
  void ExpectBecomes(const std::string& name, double value) const {
    EXPECT_TRUE(WaitUntil([&] { return Query(name) == value; }, Millis(15000), Millis(100)))
        << name << " is " << Query(name).value_or(-1) << "\n"
        << Target().dump(1);
  }

  std::uint16_t port_ = 0;
  std::optional<ChildProcess> prometheus_;
};

TEST_F(PrometheusTest, TheTargetIsUpAndStaysUpWhileItsServerStops) {
  const auto warden = Monitor();
  Scrape(warden->Port("metrics"));
  ExpectBecomes("up", 1);
  ExpectBecomes("mysql_up", 1);
  EXPECT_EQ(Query("mysql_global_status_wsrep_cluster_size"), 3);
  EXPECT_GT(Query("scrape_samples_scraped").value_or(0), 50);
  EXPECT_EQ(Target().value("lastError", "none"), "");
  EXPECT_EQ(Target().value("health", ""), "up");
  // It drops duplicates with no more than a word in its log.
  const std::string log = prometheus_->Stderr();
  EXPECT_FALSE(Holds(log, "Error on ingesting") || Holds(log, "append failed")) << log;

  TakeServerDown();
  ExpectBecomes("mysql_up", 0);
  EXPECT_EQ(Query("up"), 1);
  EXPECT_EQ(Target().value("lastError", "none"), "");

  BringServerBack();
  ExpectBecomes("mysql_up", 1);
}

TEST_F(PrometheusTest, AHungServerIsToldBeforePrometheusGivesUp) {
  const auto warden = Monitor();
  server_.SetReception({StubWelcome::kHangBeforeGreeting, {}});
  Scrape(warden->Port("metrics"));
  ExpectBecomes("up", 1);
  ExpectBecomes("mysql_up", 0);
  EXPECT_EQ(Target().value("lastError", "none"), "");
}

}  // namespace
}  // namespace galera::process

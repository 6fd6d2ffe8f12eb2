// Every expression of the dashboards and the rules, asked of a real Prometheus that has watched a real
// cluster in trouble; and every panel, drawn in a browser.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include "live/dashboard_panels.h"
#include "live/dashboard_stage.h"

namespace galera {
namespace {

using nlohmann::json;
using testing_cluster::Millis;

const std::string kSource = PROJECT_SOURCE;
constexpr double kStep = 1;
constexpr double kBars = 5;  // as long as what is counted in each

struct Reason {
  std::string what;  // a panel's "dashboard: title", a rule, a metric
  std::string why;
};

// What stays empty. An entry that gives something is wrong here, and fails.
const std::vector<Reason> kEmptyPanels = {
    {"galera-warden: Consul", "no node reports to a Consul agent"},
    {"mariadb-overview: Asynchronous replication", "no node is a replica"},
    {"mariadb-overview: Behind its source", "no node is a replica"},
};
const std::vector<Reason> kEmptyRecords = {
    {"galera:node_unknown:count", "all targets have a label `cluster`"},
};
const std::vector<Reason> kAbsentMetrics = {
    {"galera_warden_registration_up", "no node reports to a Consul agent"},
    {"mysql_slave_status_seconds_behind_master", "no node is a replica"},
    {"mysql_slave_status_slave_sql_running", "no node is a replica"},
    {"galera:node_unknown:count", "all targets have a label `cluster`"},
};
// What the trouble must have brought about, if only for a moment; before `for`.
const std::vector<std::string> kAlertsSeen = {
    "GaleraClusterSizeBelowExpected",
    "GaleraExporterDown",
    "GaleraMaintenance",
    "GaleraNodeDown",
    "GaleraNodeHung",
    "GaleraNodeNotServing",
    "GaleraQuorumMarginZero",
    "Watchdog",
};

bool Has(const std::vector<Reason>& list, const std::string& what) {
  return std::ranges::find(list, what, &Reason::what) != list.end();
}

class Dashboards : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto played = DashboardStage::Play(kSource + "/rules/galera.rules.yml");
    ASSERT_TRUE(played.ok()) << played.error().message;
    stage_ = std::move(*played);
    auto read = ReadDashboards(kSource + "/dashboards", Seconds());
    ASSERT_TRUE(read.ok()) << read.error().message;
    dashboards_ = std::move(*read);
    metrics_ = stage_->prometheus().MetricNames();
  }
  static void TearDownTestSuite() { stage_.reset(); }
  void SetUp() override { ASSERT_FALSE(dashboards_.empty()) << "the suite did not start"; }

  static int Seconds() { return static_cast<int>(stage_->ended() - stage_->began()); }
  static Result<json> OverTime(const std::string& expression) {
    return stage_->prometheus().Range(expression, stage_->began(), stage_->ended(), kStep);
  }
  static void ExpectKnownMetrics(const std::string& where, const std::string& expression) {
    for (const std::string& name : MetricsOf(expression))
      EXPECT_NE(metrics_.contains(name), Has(kAbsentMetrics, name)) << where << " asks for " << name;
  }
  // What a browser would get, looking at the time until `to`.
  static json DataOf(const Dashboard& dashboard, double to);
  static std::set<std::string> EmptyWhenDrawn(const Dashboard& dashboard, double to, const std::string& when);

  static std::unique_ptr<DashboardStage> stage_;
  static std::vector<Dashboard> dashboards_;
  static std::set<std::string> metrics_;
};

std::unique_ptr<DashboardStage> Dashboards::stage_;
std::vector<Dashboard> Dashboards::dashboards_;
std::set<std::string> Dashboards::metrics_;

TEST_F(Dashboards, EveryExpressionOfEveryPanelIsTakenAndGivesSomething) {
  std::map<std::string, bool> given;  // by panel
  std::size_t expressions = 0;
  for (const Dashboard& dashboard : dashboards_) {
    for (const PanelQuery& query : dashboard.queries) {
      ++expressions;
      const std::string where = dashboard.name + ": " + query.panel;
      const auto result = OverTime(query.expression);
      ASSERT_TRUE(result.ok()) << where << ": " << result.error().message;
      EXPECT_NE(result->empty(), !Has(kEmptyPanels, where))
          << where << " " << query.ref << ": " << query.expression;
      given[where] = given[where] || !result->empty();
      ExpectKnownMetrics(where, query.expression);
    }
  }
  for (const Reason& reason : kEmptyPanels)
    EXPECT_TRUE(given.contains(reason.what)) << reason.what << " is no panel";
  std::cout << "[ panels   ] " << given.size() << " panels, " << expressions << " expressions, " << Seconds()
            << " s watched\n";
}

TEST_F(Dashboards, EveryRuleIsEvaluatedAndSeesTheTrouble) {
  const auto rules = stage_->prometheus().Rules();
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  ASSERT_GT(rules->size(), 40U);
  std::set<std::string> seen;
  for (const json& rule : *rules) {
    const std::string name = rule["name"];
    EXPECT_EQ(rule["health"], "ok") << name << ": " << rule.value("lastError", "");
    ExpectKnownMetrics(name, rule["query"]);
    const auto result = OverTime(rule["query"]);
    ASSERT_TRUE(result.ok()) << name << ": " << result.error().message;
    if (!result->empty()) seen.insert(name);
    if (rule["type"] == "recording") {
      EXPECT_NE(result->empty(), !Has(kEmptyRecords, name)) << name;
    }
  }
  for (const std::string& name : kAlertsSeen) EXPECT_TRUE(seen.contains(name)) << name << " saw nothing";
  std::cout << "[ rules    ] " << rules->size() << " rules; these gave something:";
  for (const std::string& name : seen) std::cout << " " << name;
  std::cout << "\n";
}

// Lines of NAME WHO [# REASON]; with a reason the metric must not be there.
TEST_F(Dashboards, PublicDashboardsFindTheirMetrics) {
  std::ifstream file(kSource + "/tests/rules/public_dashboards.txt");
  std::size_t names = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    const std::string name = line.substr(0, line.find(' '));
    const bool hole = line.find(" # ") != std::string::npos;
    EXPECT_NE(metrics_.contains(name), hole) << line;
    ++names;
  }
  EXPECT_GT(names, 100U);
}

json Dashboards::DataOf(const Dashboard& dashboard, double to) {
  json panels = json::object();
  for (const PanelQuery& query : dashboard.queries) {
    auto result = query.instant ? stage_->prometheus().At(query.expression, to)
                                : stage_->prometheus().Range(query.expression, stage_->began(), to,
                                                             query.bars ? kBars : kStep);
    EXPECT_TRUE(result.ok()) << query.panel << ": " << result.error().message;
    if (result) panels[std::to_string(query.panel_id)][query.ref] = std::move(*result);
  }
  return {{"from", stage_->began()}, {"to", to}, {"panels", std::move(panels)}};
}

std::set<std::string> Dashboards::EmptyWhenDrawn(const Dashboard& dashboard, double to,
                                                 const std::string& when) {
  const char* const kept = std::getenv("DASHBOARD_DUMP");
  const std::string folder = kept != nullptr ? kept : stage_->home() + "/drawn";
  std::filesystem::create_directories(folder);
  const std::string data = folder + "/" + dashboard.name + "." + when + ".json";
  std::ofstream(data) << DataOf(dashboard, to);
  testing_cluster::ChildOptions render;
  render.argv = {"python3", kSource + "/tests/dashboards/render.py", dashboard.path, data, folder};
  if (kept != nullptr) render.argv.push_back("--picture");
  render.environment = {"TMPDIR=" + stage_->home() + "/tmp", "HOME=" + stage_->home()};
  const auto done = testing_cluster::RunCommand(render, Millis(90000));
  EXPECT_TRUE(done.ok() && done->exit.Clean()) << (done ? done->err : done.error().message);
  std::set<std::string> empty;
  std::istringstream lines(done ? done->out : "");
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) empty.insert(dashboard.name + ": " + line);
  }
  return empty;
}

// At the moment of a fault, or at the end: a table of what fires is empty in peace.
TEST_F(Dashboards, EveryPanelIsDrawnInABrowser) {
  for (const Dashboard& dashboard : dashboards_) {
    std::set<std::string> expected;
    for (const Reason& reason : kEmptyPanels) {
      if (reason.what.starts_with(dashboard.name + ": ")) expected.insert(reason.what);
    }
    auto empty = EmptyWhenDrawn(dashboard, stage_->ended(), "end");
    if (empty != expected || std::getenv("DASHBOARD_DUMP") != nullptr) {
      const auto at_fault = EmptyWhenDrawn(dashboard, stage_->fault(), "fault");
      std::erase_if(empty, [&](const std::string& panel) { return !at_fault.contains(panel); });
    }
    EXPECT_EQ(empty, expected);
  }
}

}  // namespace
}  // namespace galera

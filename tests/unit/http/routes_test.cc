// The pure parts of the routes: budgets, bodies, the landing page.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http/admin_routes.h"
#include "http/health_route.h"
#include "http/metrics_route.h"

namespace galera {
namespace {

using std::chrono::milliseconds;

TEST(ScrapeBudget, IsTheHeaderMinusTheOffsetWhereThatLeavesSomething) {
  ScrapeSettings settings;
  settings.timeout = milliseconds(8000);
  settings.timeout_offset = milliseconds(250);
  EXPECT_EQ(ScrapeBudget(std::nullopt, settings), milliseconds(8000));
  EXPECT_EQ(ScrapeBudget("10", settings), milliseconds(9750));
  EXPECT_EQ(ScrapeBudget("0.5", settings), milliseconds(250));
  EXPECT_EQ(ScrapeBudget("1e9", settings), milliseconds(119750));
  for (const char* useless : {"", "0", "0.25", "-3", "abc", "NaN", "5s"}) {
    EXPECT_EQ(ScrapeBudget(useless, settings), milliseconds(8000)) << useless;
  }
}

TEST(HealthText, BeginsWithTheLineThatChecksMatch) {
  EXPECT_EQ(HealthText({true, "synced", "synced"}, "synced", milliseconds(12)),
            "Galera Cluster Node status: synced\nreason: synced\nstate: synced\nage: 12 ms\n");
  EXPECT_EQ(HealthText({false, "read-only", "read_only is ON"}, "synced", milliseconds(0)).substr(0, 38),
            "Galera Cluster Node status: read-only\n");
}

TEST(HealthJson, LeavesOutWhatIsNotKnown) {
  const auto empty =
      nlohmann::json::parse(HealthJson({false, "not synced", "nothing known yet"}, nullptr, milliseconds(0)));
  EXPECT_EQ(empty["healthy"], false);
  EXPECT_FALSE(empty.contains("node_state"));

  Snapshot snapshot;
  snapshot.answered = true;
  snapshot.state = NodeState::kNonPrimary;
  snapshot.wsrep.emplace();
  snapshot.wsrep->cluster_size = 1;
  snapshot.wsrep->cluster_status = "non-Primary";
  snapshot.wsrep->local_state_comment = "\xff\"";
  const auto json = nlohmann::json::parse(HealthJson({false, "not synced", "x"}, &snapshot, milliseconds(5)));
  EXPECT_EQ(json["node_state"], "non_primary");
  EXPECT_EQ(json["age_ms"], 5);
  EXPECT_FALSE(json.contains("cluster_size"));  // a component's size is not the cluster's
  EXPECT_FALSE(json.contains("read_only"));
}

TEST(WantsJson, FollowsTheAcceptHeader) {
  for (const char* yes :
       {"application/json", "text/html, application/json;q=0.9", "Application/JSON ; q=1"}) {
    EXPECT_TRUE(WantsJson(yes)) << yes;
  }
  for (const char* no :
       {"", "*/*", "text/plain", "application/json;q=0", "application/json; q=0.0", "application/jsonx"}) {
    EXPECT_FALSE(WantsJson(no)) << no;
  }
}

TEST(HealthRoutes, AnswerFromTheSnapshotAlone) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->answered = true;
  snapshot->state = NodeState::kStandalone;
  snapshot->taken = std::chrono::steady_clock::now();
  const auto routes =
      HealthRoutes(HealthQuestion::kReady, {[&] { return snapshot; }, [] { return HealthPolicy(); }});
  ASSERT_EQ(routes.size(), 1u);
  EXPECT_EQ(routes[0].handler(Request{"GET", "/any", {}, {}}).status, 200);
  snapshot->taken -= std::chrono::seconds(3);
  const Response stale = routes[0].handler(Request{"GET", "/any", {}, {}});
  EXPECT_EQ(stale.status, 503);
  EXPECT_NE(stale.body.find("stale"), std::string::npos);
}

TEST(AdminRoutes, TellTheOutcomeOfAReload) {
  std::string problems;
  const auto routes = AdminRoutes({"/metrics", [] { return true; }, [&] { return problems; }, {}});
  const auto reload =
      std::find_if(routes.begin(), routes.end(), [](const Route& r) { return r.path == "/-/reload"; });
  ASSERT_NE(reload, routes.end());
  EXPECT_EQ(reload->handler({}).body, "ok\n");
  problems = "warden.yml:3: no such key\n";
  const Response failed = reload->handler({});
  EXPECT_EQ(failed.status, 500);
  EXPECT_NE(failed.body.find("warden.yml:3"), std::string::npos);
}

TEST(AdminRoutes, HaveTheStartPageAtTheRoot) {
  const auto page = [](const Request&) { return Response{200, "text/html", "start", {}}; };
  const auto routes = AdminRoutes({"/metrics", [] { return true; }, [] { return ""; }, page});
  ASSERT_EQ(routes.front().path, "/");
  EXPECT_EQ(routes.front().methods, std::vector<std::string>{"GET"});
  EXPECT_EQ(routes.front().handler({}).body, "start");
}

TEST(AdminRoutes, LeaveTheRootToMetricsServedThere) {
  const auto page = [](const Request&) { return Response{}; };
  for (const Route& route : AdminRoutes({"/", [] { return true; }, [] { return ""; }, page}))
    EXPECT_NE(route.path, "/");
}

TEST(HttpCounts, BecomeOneFamily) {
  MetricBatch batch;
  AddHttpCounts(batch, {{"metrics", "/metrics", 200, 5}, {"metrics", "other", 404, 1}});
  AddHttpCounts(batch, {{"ready", "*", 503, 2}});
  const auto [families, dropped] = batch.TakeValid();
  ASSERT_EQ(families.size(), 1u);
  EXPECT_EQ(families[0].metric.size(), 3u);
  EXPECT_EQ(dropped, 0u);
}

}  // namespace
}  // namespace galera

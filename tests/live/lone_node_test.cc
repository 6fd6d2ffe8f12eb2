// One node: hung, full, without Galera, with a history that is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "cluster/sql.h"
#include "live_warden.h"

namespace galera {
namespace {

using std::chrono::steady_clock;
using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::LaunchMode;
using testing_cluster::Node;
using testing_cluster::SqlSession;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kSlowness = 5;
#else
constexpr int kSlowness = 1;
#endif

constexpr std::optional<double> kAbsent = std::nullopt;
constexpr Millis kSoon{3000};

std::unique_ptr<Cluster> StartCluster(int nodes, bool galera = true) {
  ClusterOptions options;
  options.nodes = nodes;
  options.galera = galera;
  auto cluster = Cluster::Start(options);
  EXPECT_TRUE(cluster.ok()) << cluster.error().message;
  return cluster ? std::move(*cluster) : nullptr;
}

std::unique_ptr<LiveWarden> StartWarden(const Node& node, std::vector<std::string> flags = {}) {
  auto warden = LiveWarden::Start(node, std::move(flags));
  EXPECT_TRUE(warden.ok()) << warden.error().message;
  return warden ? std::move(*warden) : nullptr;
}

// Asks both ports for a while: 503 from `due` after `start` on, and for ever after the first one. On a busy
// machine one of twenty answers may be late; one that waits for the server is late each time.
void ExpectUnhealthyFrom(const LiveWarden& warden, steady_clock::time_point start, Millis due) {
  bool unhealthy[2] = {false, false};
  int asked = 0;
  int late_answers = 0;
  while (steady_clock::now() < start + due + Millis(700)) {
    for (const int port : {0, 1}) {
      const bool late = steady_clock::now() >= start + due;
      const HealthAnswer answer = warden.Ask(port == 0 ? HealthQuestion::kReady : HealthQuestion::kSynced);
      ++asked;
      if (answer.took >= Millis(100) * kSlowness) ++late_answers;
      EXPECT_LT(answer.took, Millis(1000) * kSlowness);
      if (unhealthy[port] || late) {
        EXPECT_EQ(answer.status, 503) << answer.body;
      }
      unhealthy[port] = unhealthy[port] || answer.status == 503;
    }
    std::this_thread::sleep_for(Millis(5));
  }
  EXPECT_LE(late_answers * 20, asked);
}

// Freezes and thaws the node under a warden whose --scrape.timeout is 2s.
void ExpectBoundedAnswersWhileFrozen(Node& node, const LiveWarden& warden) {
  ASSERT_TRUE(node.Freeze().ok());
  const auto frozen = steady_clock::now();
  const auto scrape = [&](const std::string& header) {
    return std::async(std::launch::async, [&warden, header] {
      return warden.Scrape({"/metrics", header, Millis(20000)});
    });
  };
  auto without_header = scrape("");
  auto with_header = scrape("2");
  ExpectUnhealthyFrom(warden, frozen, kSoon);
  const Page pages[] = {without_header.get(), with_header.get()};
  EXPECT_LE(pages[0].reply.took, Millis(3000));
  EXPECT_LE(pages[1].reply.took, Millis(2000));
  for (const Page& page : pages) {
    EXPECT_EQ(page.Value("mysql_up"), 0);
    EXPECT_EQ(page.State(), "down");
  }
  ASSERT_TRUE(node.Thaw().ok());
  EXPECT_TRUE(warden.BecomesHealth(200, 200, kSoon));
  const auto back = [](const Page& page) { return page.Value("mysql_up") == 1 && page.State() == "synced"; };
  EXPECT_TRUE(warden.ShowsSoon(back, kSoon));
}

class LoneNode : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = StartCluster(1); }
  static void TearDownTestSuite() { cluster_.reset(); }
  void SetUp() override { ASSERT_NE(cluster_, nullptr); }
  static Node& node() { return cluster_->node(1); }

 private:
  static std::unique_ptr<Cluster> cluster_;
};

std::unique_ptr<Cluster> LoneNode::cluster_;

TEST_F(LoneNode, HasNoMemberToLose) {
  const auto warden = StartWarden(node());
  ASSERT_NE(warden, nullptr);
  EXPECT_TRUE(warden->BecomesHealth(200, 200, kSoon));
  const Page page = warden->Scrape();
  EXPECT_EQ(page.Value("galera_cluster_size"), 1);
  EXPECT_EQ(page.Value("galera_quorum_margin"), 0);
}

TEST_F(LoneNode, AFrozenServerStopsNoAnswer) {
  const auto warden = StartWarden(node(), {"--scrape.timeout=2s"});
  ASSERT_NE(warden, nullptr);
  EXPECT_TRUE(warden->BecomesHealth(200, 200, kSoon));
  EXPECT_EQ(warden->Scrape().State(), "synced");
  ExpectBoundedAnswersWhileFrozen(node(), *warden);
}

TEST_F(LoneNode, TablesThatGaleraDoesNotReplicateAreCounted) {
  for (const char* sql : {"CREATE DATABASE lint", "CREATE TABLE lint.no_key (a INT)",
                          "CREATE TABLE lint.myisam (a INT PRIMARY KEY) ENGINE=MyISAM"})
    ASSERT_TRUE(node().Query(sql).ok()) << sql;
  const auto warden = StartWarden(node(), {"--lint.interval=1s"});
  ASSERT_NE(warden, nullptr);
  const auto count = [](const Page& page, const char* finding, const char* severity) {
    return page.Value("galera_schema_findings", {{"finding", finding}, {"severity", severity}});
  };
  const auto found = [&](const Page& page) {
    return count(page, "no_primary_key", "warning") == 1 && count(page, "not_innodb", "error") == 1;
  };
  EXPECT_TRUE(warden->ShowsSoon(found, kSoon * kSlowness));
  const Page page = warden->Scrape();
  EXPECT_EQ(page.Value("galera_schema_lint_success"), 1);
  EXPECT_EQ(page.Value("galera_schema_lint_sees_all_tables"), 1);
  EXPECT_EQ(count(page, "binlog_format", "error"), 0);
  ASSERT_TRUE(node().Query("DROP DATABASE lint").ok());
  const auto mended = [&](const Page& after) { return count(after, "no_primary_key", "warning") == 0; };
  EXPECT_TRUE(warden->ShowsSoon(mended, kSoon * kSlowness));
}

// With looks that take so long that only their age can tell.
TEST_F(LoneNode, AStaleLookIsNeverHealthy) {
  const auto warden =
      StartWarden(node(), {"--health.interval=100ms", "--health.query-timeout=20s", "--health.max-age=1s"});
  ASSERT_NE(warden, nullptr);
  EXPECT_TRUE(warden->BecomesHealth(200, 200, kSoon));
  ASSERT_TRUE(node().Freeze().ok());
  const auto frozen = steady_clock::now();
  ExpectUnhealthyFrom(*warden, frozen, Millis(1100));
  EXPECT_NE(warden->Ask(HealthQuestion::kSynced).body.find("reason: stale: "), std::string::npos);
  ASSERT_TRUE(node().Thaw().ok());
  EXPECT_TRUE(warden->BecomesHealth(200, 200, kSoon));
}

TEST_F(LoneNode, AFullServerIsNotUpButStillRead) {
  const auto keeper = StartWarden(node(), {"--scrape.reconnect-interval=0s"});
  ASSERT_NE(keeper, nullptr);
  EXPECT_TRUE(keeper->BecomesHealth(200, 200, kSoon));
  EXPECT_EQ(keeper->Scrape().Value("mysql_up"), 1);
  std::vector<std::unique_ptr<SqlSession>> holders;
  const auto full = [&] {
    auto holder = SqlSession::Open(node().socket(), Millis(10000));
    if (holder) holders.push_back(std::move(*holder));
    return !holder;
  };
  ASSERT_TRUE(node().Query("SET GLOBAL max_connections=10").ok());  // the least there is
  ASSERT_TRUE(testing_cluster::WaitUntil(full, kSoon, Millis(0)));
  const auto newcomer = StartWarden(node());
  ASSERT_NE(newcomer, nullptr);

  const Page kept = keeper->Scrape();
  EXPECT_EQ(kept.Value("mysql_up"), 0);
  EXPECT_EQ(kept.State(), "synced");
  EXPECT_EQ(kept.Value("mysql_global_variables_max_connections"), 10);
  EXPECT_GE(kept.Value("mysql_global_status_threads_connected"), 10);
  EXPECT_TRUE(keeper->BecomesHealth(200, 200, Millis(0)));

  const Page nothing = newcomer->Scrape();
  EXPECT_LT(nothing.reply.took, Millis(1000));
  EXPECT_EQ(nothing.Value("mysql_up"), 0);
  EXPECT_EQ(nothing.State(), "unknown");  // it answers, but lets nobody in
  EXPECT_EQ(nothing.Value("mysql_global_variables_max_connections"), kAbsent);
  EXPECT_TRUE(newcomer->BecomesHealth(503, 503, Millis(0)));
  EXPECT_NE(newcomer->Ask(HealthQuestion::kReady).body.find("Too many connections"), std::string::npos);

  ASSERT_TRUE(holders.front()->Query("SET GLOBAL max_connections=151").ok());
  holders.clear();
  EXPECT_TRUE(keeper->ShowsSoon([](const Page& page) { return page.Value("mysql_up") == 1; }, kSoon));
  EXPECT_TRUE(newcomer->BecomesHealth(200, 200, kSoon));
}

TEST(LostHistory, AZeroStateUuidIsTold) {
  const auto cluster = StartCluster(2);
  ASSERT_NE(cluster, nullptr);
  const auto warden = StartWarden(cluster->node(1));
  ASSERT_NE(warden, nullptr);
  EXPECT_EQ(warden->Scrape().Value("galera_state_uuid_zero"), 0);
  EXPECT_EQ(warden->Scrape().Value("galera_state_uuid_diverged"), 0);
  for (const int number : {1, 2}) ASSERT_TRUE(cluster->node(number).Kill().ok());
  for (const int number : {1, 2}) ASSERT_TRUE(cluster->node(number).Launch(LaunchMode::kPlain).ok());
  for (const int number : {1, 2}) {
    const Status ready = cluster->node(number).AwaitReady(Millis(30000), 2);
    ASSERT_TRUE(ready.ok()) << ready.error().message;
  }
  const auto zero = [](const Page& page) { return page.Value("galera_state_uuid_zero") == 1; };
  EXPECT_TRUE(warden->ShowsSoon(zero, kSoon));
  const Page page = warden->Scrape();
  EXPECT_EQ(page.State(), "synced");  // all looks well but for this
  EXPECT_EQ(page.Value("galera_cluster_size"), 2);
  EXPECT_EQ(page.Value("galera_state_uuid_diverged"), 0);
  EXPECT_EQ(page.LabelValues("galera_cluster_info", "cluster_state_uuid"),
            std::vector<std::string>{"00000000-0000-0000-0000-000000000000"});
}

TEST(StandaloneServer, IsHealthyWhenItAnswers) {
  const auto cluster = StartCluster(1, /*galera=*/false);
  ASSERT_NE(cluster, nullptr);
  const auto warden = StartWarden(cluster->node(1));
  ASSERT_NE(warden, nullptr);
  EXPECT_TRUE(warden->BecomesHealth(200, 200, kSoon));
  const Page page = warden->Scrape();
  EXPECT_EQ(page.Value("mysql_up"), 1);
  EXPECT_EQ(page.State(), "standalone");
  EXPECT_EQ(page.metrics.Find("galera_cluster_size"), nullptr);
  ASSERT_TRUE(cluster->node(1).Kill().ok());
  EXPECT_TRUE(warden->BecomesHealth(503, 503, kSoon));
  EXPECT_EQ(warden->Scrape().State(), "down");
}

TEST(StandaloneServer, IsNotHeldToGaleraByMetrics) {
  const auto cluster = StartCluster(1, /*galera=*/false);
  ASSERT_NE(cluster, nullptr);
  const auto warden = StartWarden(cluster->node(1), {"--lint.interval=1s"});
  ASSERT_NE(warden, nullptr);
  const auto counted = [](const Page& page) {
    return page.metrics.Find("galera_schema_lint_success") != nullptr;
  };
  EXPECT_FALSE(warden->ShowsSoon(counted, Millis(2500) * kSlowness));
}

// The program's whole life in short, fit for sanitizers: what they find ends it with another code than 0.
TEST(SanitizedNode, LivesThroughAllAndEndsCleanly) {
  const auto cluster = StartCluster(1);
  ASSERT_NE(cluster, nullptr);
  Node& node = cluster->node(1);
  const auto warden = StartWarden(node, {"--scrape.timeout=2s", "--scrape.reconnect-interval=100ms",
                                         "--collect.binlog_size", "--collect.info_schema.processlist"});
  ASSERT_NE(warden, nullptr);
  EXPECT_TRUE(warden->BecomesHealth(200, 200, kSoon * kSlowness));
  EXPECT_EQ(warden->Ask(HealthQuestion::kReady, "GET", {{"Accept", "application/json"}}).status, 200);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(warden->Scrape().State(), "synced");
  std::vector<std::future<void>> askers;
  for (int i = 0; i < 4; ++i) {
    askers.push_back(std::async(std::launch::async, [&] {
      for (int j = 0; j < 20; ++j) {
        warden->Scrape();
        warden->Ask(HealthQuestion::kReady);
      }
    }));
  }
  for (auto& asker : askers) asker.get();
  ExpectBoundedAnswersWhileFrozen(node, *warden);
  ASSERT_TRUE(node.Kill().ok());
  EXPECT_TRUE(warden->BecomesHealth(503, 503, kSoon));
  EXPECT_EQ(warden->Scrape().State(), "down");
  const Status started = node.Start(LaunchMode::kBootstrap);
  ASSERT_TRUE(started.ok()) << started.error().message;
  EXPECT_TRUE(warden->BecomesHealth(200, 200, kSoon));
  EXPECT_EQ(warden->Scrape().Value("mysql_up"), 1);
  const auto end = warden->process().Stop();
  EXPECT_TRUE(end.Clean()) << end.Describe() << "\n" << warden->process().Log();
}

}  // namespace
}  // namespace galera

// Metrics and health of a node as the cluster around it changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "cluster/sql.h"
#include "three_nodes.h"

namespace galera {
namespace {

using testing_cluster::SqlSession;
using testing_cluster::WaitUntil;
using Names = std::vector<std::string>;

constexpr std::optional<double> kAbsent = std::nullopt;
constexpr Millis kSoon{3000};

TEST_F(ThreeNodes, ASyncedNodeKnowsItsCluster) {
  const auto complete = [](const Page& page) {
    return page.LabelValues("galera_member_info", "name") == Names{"node1", "node2", "node3"};
  };
  EXPECT_TRUE(subject().ShowsSoon(complete, kSoon));
  const Page page = subject().Scrape();
  EXPECT_EQ(page.Value("mysql_up"), 1);
  EXPECT_EQ(page.State(), "synced");
  EXPECT_EQ(page.Value("galera_primary_component"), 1);
  EXPECT_EQ(page.Value("galera_cluster_size"), 3);
  EXPECT_EQ(page.Value("galera_component_members"), 3);
  EXPECT_EQ(page.Value("galera_cluster_weight"), 3);
  EXPECT_EQ(page.Value("galera_quorum_margin"), 1);
  EXPECT_EQ(page.Value("galera_ready"), 1);
  EXPECT_EQ(page.Value("galera_connected"), 1);
  EXPECT_EQ(page.Value("galera_state_uuid_zero"), 0);
  EXPECT_EQ(page.Value("galera_state_uuid_diverged"), 0);
  EXPECT_EQ(page.Value("galera_flow_control_active"), 0);
  EXPECT_EQ(page.Value("galera_gcache_size_bytes"), 16 * 1024 * 1024);
  EXPECT_EQ(page.Value("galera_provider_option_seconds", {{"option", "evs.suspect_timeout"}}), 1);
  EXPECT_EQ(page.Value("galera_warden_collector_success", {{"collector", "galera"}}), 1);
  EXPECT_EQ(page.LabelValues("galera_node_info", "node_name"), Names{"node3"});
}

// It takes connections and answers SHOW: what says `SELECT 1` is fine must not be believed.
TEST_F(ThreeNodes, AnIsolatedNodeIs503UntilItIsBack) {
  auto session = SqlSession::Open(subject_node().socket(), Millis(20000));
  ASSERT_TRUE(session.ok()) << session.error().message;
  ASSERT_TRUE((*session)->Query("SET GLOBAL wsrep_sync_wait=15").ok());
  ASSERT_TRUE(subject_node().Isolate().ok());
  // Asked through the warden: under that wsrep_sync_wait a session of ours waits in SHOW.
  const auto lost = [](const Page& page) {
    return page.Value("mysql_global_status_wsrep_cluster_status") == 0;
  };
  ASSERT_TRUE(subject().ShowsSoon(lost, Millis(10000)));
  EXPECT_TRUE(subject().BecomesHealth(503, 503, kSoon));
  EXPECT_TRUE(lenient().BecomesHealth(503, 503, kSoon));
  EXPECT_NE(subject().Ask(HealthQuestion::kSynced).body.find("not in a primary component"),
            std::string::npos);
  for (const LiveWarden* warden : {&subject(), &lenient()}) {
    const Page page = warden->Scrape();
    EXPECT_LT(page.reply.took, Millis(1000));
    EXPECT_EQ(page.Value("mysql_up"), 1);
    EXPECT_EQ(page.State(), "non_primary");
    EXPECT_EQ(page.Value("galera_primary_component"), 0);
    EXPECT_EQ(page.Value("galera_component_members"), 1);
    EXPECT_EQ(page.Value("galera_cluster_size"), kAbsent);
    EXPECT_EQ(page.Value("galera_cluster_configuration_id"), kAbsent);
    EXPECT_EQ(page.Value("galera_quorum_margin"), kAbsent);
    EXPECT_EQ(page.Value("galera_ready"), 0);
    EXPECT_EQ(page.Value("galera_warden_collector_success", {{"collector", "galera"}}), 1);
    // mysqld_exporter's families pass on what the server says.
    EXPECT_EQ(page.Value("mysql_global_status_wsrep_cluster_status"), 0);
    EXPECT_EQ(page.Value("mysql_global_status_wsrep_cluster_size"), 1);
  }
  const auto two_left = [](const Page& page) {
    return page.Value("galera_cluster_size") == 2 && page.Value("galera_quorum_margin") == 0;
  };
  EXPECT_TRUE(peer().ShowsSoon(two_left, Millis(10000)));
  EXPECT_TRUE(peer().BecomesHealth(200, 200, Millis(0)));
  // What a session that waits gets.
  ASSERT_TRUE((*session)->Query("SET SESSION wsrep_sync_wait=15").ok());
  EXPECT_FALSE((*session)->Query("SHOW GLOBAL STATUS LIKE 'wsrep_ready'").ok());
  ASSERT_TRUE((*session)->Query("SET GLOBAL wsrep_sync_wait=0").ok());
  ASSERT_TRUE(subject_node().Heal().ok());
  EXPECT_TRUE(subject().BecomesHealth(200, 200, Millis(20000)));
  EXPECT_EQ(subject().Scrape().State(), "synced");
}

TEST_F(ThreeNodes, AKilledNodeIs503UntilItIsBack) {
  ASSERT_TRUE(subject_node().Kill().ok());
  EXPECT_TRUE(subject().BecomesHealth(503, 503, kSoon));
  EXPECT_TRUE(lenient().BecomesHealth(503, 503, kSoon));
  const Page page = subject().Scrape();
  EXPECT_LT(page.reply.took, Millis(1000));
  EXPECT_EQ(page.Value("mysql_up"), 0);
  EXPECT_EQ(page.State(), "down");  // whatever the status file still says
  EXPECT_EQ(page.Value("mysql_global_status_uptime"), kAbsent);
  EXPECT_TRUE(peer().ShowsSoon(
      [](const Page& p) {
        return p.Value("galera_cluster_size") == 2 && p.Value("galera_quorum_margin") == 0;
      },
      Millis(10000)));
  const Status started = subject_node().Start();
  ASSERT_TRUE(started.ok()) << started.error().message;
  EXPECT_TRUE(subject().BecomesHealth(200, 200, kSoon));
  const Page again = subject().Scrape();
  EXPECT_EQ(again.Value("mysql_up"), 1);
  EXPECT_EQ(again.State(), "synced");
}

// A lock on a table that is written elsewhere keeps the node from applying. (A read lock on all of them
// would desync it, and it would ask nobody to wait.)
TEST_F(ThreeNodes, ASlowNodeShowsAsFlowControl) {
  const Page before = peer().Scrape();
  Sql(subject_node(), "SET GLOBAL wsrep_provider_options='gcs.fc_limit=2'");
  Sql(subject_node(), "SET GLOBAL wsrep_sync_wait=15");
  auto holder = SqlSession::Open(subject_node().socket(), Millis(20000));
  ASSERT_TRUE(holder.ok()) << holder.error().message;
  ASSERT_TRUE((*holder)->Query("SET SESSION wsrep_sync_wait=0").ok());
  ASSERT_TRUE((*holder)->Query("LOCK TABLES test.written WRITE").ok());

  const auto pauses = [](const Page& page, double asks) {
    return page.Value("galera_flow_control_active") == 1 &&
           page.Value("galera_flow_control_requested") == asks;
  };
  EXPECT_TRUE(subject().ShowsSoon([&](const Page& page) { return pauses(page, 1); }, Millis(5000)));
  EXPECT_TRUE(peer().ShowsSoon([&](const Page& page) { return pauses(page, 0); }, Millis(5000)));
  const Page early = peer().Scrape();
  const auto grown = [&](const Page& page) {
    return page.Value("galera_flow_control_paused_seconds_total").value_or(0) >=
           early.Value("galera_flow_control_paused_seconds_total").value_or(0) + 1;
  };
  EXPECT_TRUE(peer().ShowsSoon(grown, Millis(5000)));
  // A new session under a global wsrep_sync_wait while the node is behind.
  const Page stuck = lenient().Scrape();
  EXPECT_LT(stuck.reply.took, Millis(1000));
  EXPECT_EQ(stuck.Value("mysql_up"), 1);
  EXPECT_EQ(stuck.State(), "synced");
  EXPECT_TRUE(subject().BecomesHealth(200, 200, Millis(0)));

  EXPECT_TRUE((*holder)->Query("UNLOCK TABLES").ok());
  EXPECT_TRUE((*holder)->Query("SET GLOBAL wsrep_sync_wait=0").ok());
  EXPECT_TRUE((*holder)->Query("SET GLOBAL wsrep_provider_options='gcs.fc_limit=16'").ok());
  const auto over = [](const Page& page) { return page.Value("galera_flow_control_active") == 0; };
  EXPECT_TRUE(peer().ShowsSoon(over, Millis(5000)));
  const Page after = peer().Scrape();
  EXPECT_GT(after.Value("galera_flow_control_received_total"),
            before.Value("galera_flow_control_received_total"));
  EXPECT_GE(subject().Scrape().Value("galera_flow_control_sent_total"), 1);
}

TEST_F(ThreeNodes, TheIstWindowFollowsTheRateOfWrites) {
  const auto known = [](const Page& page) { return page.Value("galera_ist_window_seconds").has_value(); };
  ASSERT_TRUE(peer().ShowsSoon(known, Millis(15000)));
  EXPECT_GT(rows_written(), 100U);
  const double window = *peer().Scrape().Value("galera_ist_window_seconds");
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - first_scrape();
  const double expected = 16.0 * 1024 * 1024 / ((BytesWritten() - first_bytes()) / elapsed.count());
  EXPECT_GT(window, expected / 2);
  EXPECT_LT(window, expected * 2);
  EXPECT_GT(peer().Scrape().Value("galera_gcache_cached_writesets"), 100);
}

}  // namespace
}  // namespace galera

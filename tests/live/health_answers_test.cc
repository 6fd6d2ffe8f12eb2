// What the health ports say of a node in each state of its own making.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cluster/sql.h"
#include "three_nodes.h"

namespace galera {
namespace {

using Json = nlohmann::json;
using testing_cluster::SqlSession;

constexpr HealthQuestion kReady = HealthQuestion::kReady;
constexpr HealthQuestion kSynced = HealthQuestion::kSynced;
// Two looks at the server and some.
constexpr Millis kSoon{3000};
constexpr char kNotSynced[] = "Galera Cluster Node status: not synced";

bool Has(const std::string& body, const std::string& line) { return body.find(line) != std::string::npos; }

TEST_F(ThreeNodes, ASyncedNodeIs200OnBothInEveryForm) {
  for (const HealthQuestion question : {kReady, kSynced}) {
    const HealthAnswer plain = subject().Ask(question);
    EXPECT_EQ(plain.status, 200);
    EXPECT_EQ(plain.first_line, "Galera Cluster Node status: synced");
    EXPECT_TRUE(Has(plain.body, "\nreason: synced\n")) << plain.body;
    EXPECT_TRUE(Has(plain.body, "\nage: ")) << plain.body;

    const HealthAnswer head = subject().Ask(question, "HEAD");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(subject().Ask(question, "OPTIONS").status, 200);  // HAProxy's httpchk before 2.2

    const Json json = Json::parse(subject().Ask(question, "GET", {{"Accept", "application/json"}}).body,
                                  nullptr, /*allow_exceptions=*/false);
    EXPECT_EQ(json.value("healthy", false), true) << json;
    EXPECT_EQ(json.value("status", ""), "synced") << json;
    EXPECT_EQ(json.value("node_state", ""), "synced") << json;
    EXPECT_EQ(json.value("cluster_size", 0), 3) << json;
    EXPECT_LT(json.value("age_ms", 1e9), 2500) << json;
  }
}

TEST_F(ThreeNodes, ADesyncedNodeIsForItsPeersOnly) {
  Sql(subject_node(), "SET GLOBAL wsrep_desync=ON");
  EXPECT_TRUE(subject().BecomesHealth(503, 200, kSoon));
  EXPECT_EQ(subject().Ask(kReady).first_line, kNotSynced);
  EXPECT_TRUE(Has(subject().Ask(kReady).body, "reason: donor/desynced\n"));
  EXPECT_EQ(subject().Ask(kReady, "HEAD").status, 503);
  EXPECT_EQ(subject().Ask(kReady, "OPTIONS").status, 503);
  EXPECT_EQ(subject().Scrape().State(), "donor");
  const HealthAnswer json = subject().Ask(kReady, "GET", {{"Accept", "application/json"}});
  EXPECT_EQ(json.status, 503);
  EXPECT_EQ(Json::parse(json.body, nullptr, false).value("reason", ""), "donor/desynced") << json.body;
  // Its snapshot may be the one before.
  EXPECT_TRUE(lenient().ShowsSoon([](const Page& page) { return page.State() == "donor"; }, kSoon));
  EXPECT_TRUE(lenient().BecomesHealth(200, 200, kSoon));
  EXPECT_TRUE(
      testing_cluster::WaitUntil([&] { return Has(lenient().Ask(kReady).body, "state: donor\n"); }, kSoon));
  EXPECT_EQ(lenient().Ask(kReady).status, 200);
  Sql(subject_node(), "SET GLOBAL wsrep_desync=OFF");
  EXPECT_TRUE(subject().BecomesHealth(200, 200, kSoon));
}

TEST_F(ThreeNodes, AReadOnlyNodeIsNotReady) {
  Sql(subject_node(), "SET GLOBAL read_only=ON");
  EXPECT_TRUE(subject().BecomesHealth(503, 200, kSoon));
  EXPECT_EQ(subject().Ask(kReady).first_line, "Galera Cluster Node status: read-only");
  const auto seen = [&] {
    const Json json = Json::parse(lenient().Ask(kReady, "GET", {{"Accept", "application/json"}}).body,
                                  nullptr, /*allow_exceptions=*/false);
    return json.value("read_only", false);
  };
  EXPECT_TRUE(testing_cluster::WaitUntil(seen, kSoon));
  EXPECT_TRUE(lenient().BecomesHealth(200, 200, Millis(0)));
  Sql(subject_node(), "SET GLOBAL read_only=OFF");
  EXPECT_TRUE(subject().BecomesHealth(200, 200, kSoon));
}

TEST_F(ThreeNodes, ADrainedNodeIsNotReadyAndComesBack) {
  std::ofstream(subject().drain_file()).close();
  EXPECT_TRUE(subject().BecomesHealth(503, 200, kSoon));
  EXPECT_EQ(subject().Ask(kReady).first_line, "Galera Cluster Node status: draining");
  EXPECT_EQ(subject().Ask(kSynced).first_line, "Galera Cluster Node status: synced");
  EXPECT_EQ(subject().Scrape().Value("galera_health_ready"), 0);
  EXPECT_EQ(subject().Scrape().Value("galera_health_synced"), 1);
  EXPECT_TRUE(std::filesystem::remove(subject().drain_file()));
  EXPECT_TRUE(subject().BecomesHealth(200, 200, kSoon));
}

// FLUSH TABLES WITH READ LOCK desyncs and pauses the node (seen with 10.11.19): it is a donor to the cluster.
TEST_F(ThreeNodes, AReadLockDesyncsAndStopsNoAnswer) {
  auto holder = SqlSession::Open(subject_node().socket(), Millis(20000));
  ASSERT_TRUE(holder.ok()) << holder.error().message;
  // A session that inherits this would wait for what the lock holds back.
  Sql(subject_node(), "SET GLOBAL wsrep_sync_wait=15");
  ASSERT_TRUE((*holder)->Query("SET SESSION wsrep_sync_wait=0").ok());
  ASSERT_TRUE((*holder)->Query("FLUSH TABLES WITH READ LOCK").ok());
  EXPECT_TRUE(subject().BecomesHealth(503, 200, kSoon));
  for (const LiveWarden* warden : {&subject(), &lenient()}) {
    const Page page = warden->Scrape();
    EXPECT_LT(page.reply.took, Millis(1000));
    EXPECT_EQ(page.Value("mysql_up"), 1);
    EXPECT_EQ(page.State(), "donor");
  }
  EXPECT_TRUE((*holder)->Query("UNLOCK TABLES").ok());
  EXPECT_TRUE((*holder)->Query("SET GLOBAL wsrep_sync_wait=0").ok());
  EXPECT_TRUE(subject().BecomesHealth(200, 200, kSoon));
}

}  // namespace
}  // namespace galera

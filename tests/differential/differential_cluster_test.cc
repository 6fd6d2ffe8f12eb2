// Both exporters on real servers: three nodes of a cluster, and two servers without Galera that replicate.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cluster/background_writer.h"
#include "cluster/cluster.h"
#include "cluster/ports.h"
#include "cluster/sql.h"
#include "differential/intended_differences.h"
#include "differential/side_by_side.h"

namespace galera {
namespace {

using testing_cluster::BackgroundWriter;
using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::Millis;
using testing_cluster::Node;
using testing_cluster::SqlSession;
using testing_cluster::WaitUntil;

// A server's numbers move by themselves.
constexpr int kAttempts = 6;
const std::vector<std::string> kAllCollectors = {"--collect.info_schema.processlist",
                                                 "--collect.binlog_size"};

std::unique_ptr<Cluster> StartCluster(const ClusterOptions& options) {
  auto cluster = Cluster::Start(options);
  EXPECT_TRUE(cluster.ok()) << cluster.error().message;
  return cluster ? std::move(*cluster) : nullptr;
}

ExporterSetup SetupFor(const Node& node, std::vector<std::string> flags = {}) {
  ExporterSetup setup;
  setup.host = node.address();
  setup.port = node.port();
  setup.user = "exporter";
  setup.password = "exporter";
  setup.flags = std::move(flags);
  return setup;
}

void Sql(const Node& node, const std::string& statement) {
  const auto done = node.Query(statement, Millis(20000));
  ASSERT_TRUE(done.ok()) << done.error().message;
}

void ExpectBoth(const SideBySide& pair, std::string_view series, const ExpositionLabels& labels,
                std::optional<double> value) {
  const Sandwich sandwich = pair.Scrape();
  EXPECT_EQ(ValueIn(sandwich.oracle_before, series, labels), value) << "oracle: " << series;
  EXPECT_EQ(ValueIn(sandwich.ours, series, labels), value) << "ours: " << series;
}

void ExpectBoth(const SideBySide& pair, std::string_view series, std::optional<double> value) {
  ExpectBoth(pair, series, {}, value);
}

// What all cases on nodes share. Node 3 is the one that is scraped, inside its network namespace.
class LiveCluster : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ClusterOptions options;
    options.namespaces = true;
    options.fast_failure_detection = true;
    options.server_options = {"--log-bin", "--log-slave-updates"};
    options.node_options[2] = {"--wsrep_sst_donor=node3"};
    cluster_ = StartCluster(options);
    ASSERT_NE(cluster_, nullptr);
    pair_ = MakePair(kAllCollectors);
    ASSERT_EQ(pair_->failure(), "");
  }
  static void TearDownTestSuite() {
    pair_.reset();
    cluster_.reset();
  }
  void SetUp() override {
    ASSERT_NE(pair_, nullptr);
    Node& node = subject();
    if (!node.Running()) {
      ASSERT_TRUE(node.Launch().ok());
    }
    ASSERT_TRUE(node.Heal().ok());
    const Status ready = node.AwaitReady(Millis(30000), 3);
    ASSERT_TRUE(ready.ok()) << ready.error().message;
  }

  static Cluster& cluster() { return *cluster_; }
  static Node& subject() { return cluster_->node(3); }
  static SideBySide& pair() { return *pair_; }

  static std::unique_ptr<SideBySide> MakePair(std::vector<std::string> flags,
                                              std::string password = "exporter",
                                              std::vector<std::string> warden_flags = {}) {
    ExporterSetup setup = SetupFor(subject(), std::move(flags));
    setup.warden_flags = std::move(warden_flags);
    setup.password = std::move(password);
    setup.place.network_namespace = cluster_->NamespacePath(subject().number());
    setup.place.inside = [](const std::function<void()>& work) {
      const Status done = cluster_->InNamespace(subject().number(), work);
      EXPECT_TRUE(done.ok()) << done.error().message;
    };
    return std::make_unique<SideBySide>(setup, Subject::kWarden);
  }

 private:
  static std::unique_ptr<Cluster> cluster_;
  static std::unique_ptr<SideBySide> pair_;
};

std::unique_ptr<Cluster> LiveCluster::cluster_;
std::unique_ptr<SideBySide> LiveCluster::pair_;

TEST_F(LiveCluster, AgreesOnASyncedNode) {
  EXPECT_EQ(pair().Compare("live synced", {}, kAttempts), "");
  ExpectBoth(pair(), "mysql_up", 1);
  ExpectBoth(pair(), "mysql_global_status_wsrep_cluster_size", 3);
  ExpectBoth(pair(), "mysql_galera_gcache_size_bytes", 16 * 1024 * 1024);
}

TEST_F(LiveCluster, AgreesWhileRowsAreWritten) {
  const BackgroundWriter here(subject().socket(), Millis(10));
  const BackgroundWriter elsewhere(cluster().node(1).socket(), Millis(10));
  ASSERT_TRUE(WaitUntil([&] { return here.rows() > 5 && elsewhere.rows() > 5; }, Millis(10000)));
  EXPECT_EQ(pair().Compare("live synced with writes", {}, kAttempts), "");
}

TEST_F(LiveCluster, AgreesOnADesyncedNode) {
  Sql(subject(), "SET GLOBAL wsrep_desync=ON");
  EXPECT_EQ(pair().Compare("live desynced", {}, kAttempts), "");
  ExpectBoth(pair(), "mysql_global_status_wsrep_local_state", 2);
  Sql(subject(), "SET GLOBAL wsrep_desync=OFF");
}

TEST_F(LiveCluster, AgreesOnANodeUnderAReadLock) {
  auto holder = SqlSession::Open(subject().socket(), Millis(20000));
  ASSERT_TRUE(holder.ok()) << holder.error().message;
  ASSERT_TRUE((*holder)->Query("FLUSH TABLES WITH READ LOCK").ok());
  EXPECT_EQ(pair().Compare("live read lock", {}, kAttempts), "");
  ExpectBoth(pair(), "mysql_up", 1);
  EXPECT_TRUE((*holder)->Query("UNLOCK TABLES").ok());
}

TEST_F(LiveCluster, AgreesOnAnIsolatedNode) {
  ASSERT_TRUE(subject().Isolate().ok());
  const Status lost = subject().WaitForStatus("wsrep_cluster_status", "non-Primary", Millis(15000));
  ASSERT_TRUE(lost.ok()) << lost.error().message;
  EXPECT_EQ(pair().Compare("live isolated", {}, kAttempts), "");
  ExpectBoth(pair(), "mysql_up", 1);
  ExpectBoth(pair(), "mysql_global_status_wsrep_cluster_status", 0);
  ExpectBoth(pair(), "mysql_global_status_wsrep_ready", 0);
  ExpectBoth(pair(), "mysql_global_status_wsrep_cluster_conf_id", 18446744073709551615.0);
}

TEST_F(LiveCluster, AgreesOnADonor) {
  Node& joiner = cluster().node(2);
  ASSERT_TRUE(joiner.Stop().ok());
  for (const auto& entry : std::filesystem::directory_iterator(joiner.data_directory())) {
    std::filesystem::remove_all(entry.path());
  }
  const Status launched = joiner.Launch();
  ASSERT_TRUE(launched.ok()) << launched.error().message;
  const Status donates = subject().WaitForStatus("wsrep_local_state", "2", Millis(20000));
  EXPECT_TRUE(donates.ok()) << donates.error().message;
  EXPECT_EQ(pair().Compare("live donor", {}, kAttempts), "");
  const Status ready = joiner.AwaitReady(Millis(30000), 3);
  EXPECT_TRUE(ready.ok()) << ready.error().message;
}

TEST_F(LiveCluster, AgreesOnAServerThatIsDown) {
  ASSERT_TRUE(subject().Kill().ok());
  EXPECT_EQ(pair().Compare("live down"), "");
  ExpectBoth(pair(), "mysql_up", 0);
  const auto fresh = MakePair({});
  ASSERT_EQ(fresh->failure(), "");
  EXPECT_EQ(fresh->Compare("live down from the start"), "");
  ASSERT_TRUE(subject().Start().ok());
  EXPECT_EQ(pair().Compare("live up again", {}, kAttempts), "");
  ExpectBoth(pair(), "mysql_up", 1);
}

TEST_F(LiveCluster, AgreesOnAWrongPassword) {
  const auto denied = MakePair({}, "wrong");
  ASSERT_EQ(denied->failure(), "");
  EXPECT_EQ(denied->Compare("live wrong password"), "");
  ExpectBoth(*denied, "mysql_up", 0);
}

TEST_F(LiveCluster, SaysSoWhenAllConnectionsAreTaken) {
  // Has a session, and tries for a new one at each scrape.
  const auto keeper = MakePair({}, "exporter", {"--scrape.reconnect-interval=0s"});
  ASSERT_EQ(keeper->failure(), "");
  keeper->Scrape();
  std::vector<std::unique_ptr<SqlSession>> holders;
  const auto full = [&] {
    auto holder = SqlSession::Open(subject().socket(), Millis(10000));
    if (holder) holders.push_back(std::move(*holder));
    return !holder;
  };
  Sql(subject(), "SET GLOBAL max_connections=10");  // the least there is
  ASSERT_TRUE(WaitUntil(full, Millis(5000), Millis(0)));
  EXPECT_EQ(keeper->Compare("live full", {}, kAttempts), "");
  const ScrapeReply kept = keeper->Scrape().ours;
  EXPECT_EQ(ValueIn(kept, "mysql_up"), 0);
  EXPECT_EQ(ValueIn(kept, "mysql_global_variables_max_connections"), 10);
  const auto newcomer = MakePair({});
  ASSERT_EQ(newcomer->failure(), "");
  EXPECT_EQ(newcomer->Compare("live full from the start"), "");
  ExpectBoth(*newcomer, "mysql_up", 0);
  ASSERT_TRUE(holders.front()->Query("SET GLOBAL max_connections=151").ok());
}

// Server 1 is the source, 2 its replica; both without Galera.
class LiveReplication : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ClusterOptions options;
    options.galera = false;
    options.nodes = 2;
    options.node_options[1] = {"--log-bin"};
    servers_ = StartCluster(options);
    ASSERT_NE(servers_, nullptr);
    Sql(source(), "CREATE USER replica@'%' IDENTIFIED BY 'replica'");
    Sql(source(), "GRANT REPLICATION SLAVE ON *.* TO replica@'%'");
    const std::string place = "MASTER_HOST='" + source().address() +
                              "', MASTER_PORT=" + std::to_string(source().port()) +
                              ", MASTER_USER='replica', MASTER_CONNECT_RETRY=600";
    Sql(replica(),
        "CHANGE MASTER 'east' TO " + place + ", MASTER_PASSWORD='replica', MASTER_USE_GTID=slave_pos");
    // Nobody listens there. (Two connections to one server are not allowed.)
    Sql(replica(), "CHANGE MASTER 'west' TO MASTER_HOST='" + source().address() +
                       "', MASTER_PORT=" + std::to_string(testing_cluster::FreePort(source().address())) +
                       ", MASTER_USER='replica', MASTER_PASSWORD='replica', MASTER_CONNECT_RETRY=600");
    Sql(replica(), "START ALL SLAVES");
    ASSERT_TRUE(WaitUntil([] { return Column("Slave_IO_Running", "east") == "Yes"; }, Millis(10000)));
    ASSERT_TRUE(WaitUntil([] { return Column("Last_IO_Errno", "west") == "2003"; }, Millis(10000)));
    pair_ = std::make_unique<SideBySide>(SetupFor(replica(), kAllCollectors), Subject::kWarden);
    ASSERT_EQ(pair_->failure(), "");
  }
  static void TearDownTestSuite() {
    pair_.reset();
    servers_.reset();
  }
  void SetUp() override { ASSERT_NE(pair_, nullptr); }

  static Node& source() { return servers_->node(1); }
  static Node& replica() { return servers_->node(2); }
  static SideBySide& pair() { return *pair_; }

  static ExpositionLabels Labels(const std::string& connection) {
    return {{"channel_name", ""},
            {"connection_name", connection},
            {"master_host", source().address()},
            {"master_uuid", ""}};
  }

 private:
  static std::string Column(const std::string& name, const std::string& connection) {
    const auto rows = replica().Query("SHOW SLAVE '" + connection + "' STATUS");
    if (!rows || rows->empty()) return "";
    // Places of the columns in SHOW SLAVE STATUS of 10.11.
    const std::size_t at = name == "Slave_IO_Running" ? 10 : 34;
    return at < (*rows)[0].size() ? (*rows)[0][at].value_or("") : "";
  }

  static std::unique_ptr<Cluster> servers_;
  static std::unique_ptr<SideBySide> pair_;
};

std::unique_ptr<Cluster> LiveReplication::servers_;
std::unique_ptr<SideBySide> LiveReplication::pair_;

TEST_F(LiveReplication, AgreesOnAReplicaOfTwoConnections) {
  const BackgroundWriter writer(source().socket(), Millis(20));
  const auto follows = [] { return replica().Query("SELECT 1 FROM test.written LIMIT 1").ok(); };
  ASSERT_TRUE(WaitUntil(follows, Millis(10000)));
  EXPECT_EQ(pair().Compare("live replica", {}, kAttempts), "");
  ExpectBoth(pair(), "mysql_slave_status_slave_io_running", Labels("east"), 1);
  ExpectBoth(pair(), "mysql_slave_status_slave_sql_running", Labels("east"), 1);
  ExpectBoth(pair(), "mysql_slave_status_slave_io_running", Labels("west"), 0);
  ExpectBoth(pair(), "mysql_slave_status_last_io_errno", Labels("west"), 2003);
}

TEST_F(LiveReplication, AgreesOnAStoppedReplica) {
  // A client besides the exporters, for processlist to show to both.
  const auto client = SqlSession::Open(replica().socket(), Millis(10000));
  ASSERT_TRUE(client.ok()) << client.error().message;
  Sql(replica(), "STOP ALL SLAVES");
  EXPECT_EQ(pair().Compare("live replica stopped", {}, kAttempts), "");
  ExpectBoth(pair(), "mysql_slave_status_slave_io_running", Labels("east"), 0);
  ExpectBoth(pair(), "mysql_slave_status_seconds_behind_master", Labels("east"), std::nullopt);
}

TEST_F(LiveReplication, AgreesOnASource) {
  const SideBySide pair(SetupFor(source(), kAllCollectors), Subject::kWarden);
  ASSERT_EQ(pair.failure(), "");
  EXPECT_EQ(pair.Compare("live source", {}, kAttempts), "");
  ExpectBoth(pair, "mysql_binlog_files", 1);
}

// After a whole run: every row of the table for real servers has been seen.
class TableIsHonest : public ::testing::Environment {
 public:
  void TearDown() override {
    if (GTEST_FLAG_GET(filter) != "*") return;
    EXPECT_EQ(UnusedRows(RowsUsed(), true), "") << "no case saw these intended differences";
  }
};

const ::testing::Environment* const kTableIsHonest = ::testing::AddGlobalTestEnvironment(new TableIsHonest);

}  // namespace
}  // namespace galera

#include "cluster/cluster.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace galera::testing_cluster {
namespace {

std::unique_ptr<Cluster> StartOrFail(const ClusterOptions& options) {
  Result<std::unique_ptr<Cluster>> cluster = Cluster::Start(options);
  if (cluster) return std::move(*cluster);
  ADD_FAILURE() << cluster.error().message;
  return nullptr;
}

#define EXPECT_OK(expression)                                                  \
  do {                                                                         \
    const auto result = (expression);                                          \
    EXPECT_TRUE(result.ok()) << #expression << ": " << result.error().message; \
  } while (false)

TEST(Cluster, ThreeNodesShareOneHistoryAndReplicate) {
  const std::unique_ptr<Cluster> cluster = StartOrFail({});
  ASSERT_NE(cluster, nullptr);
  std::set<std::string> histories;
  for (int number = 1; number <= 3; ++number) {
    EXPECT_EQ(*cluster->node(number).StatusVariable("wsrep_cluster_size"), "3");
    histories.insert(*cluster->node(number).StatusVariable("wsrep_cluster_state_uuid"));
    EXPECT_TRUE(std::filesystem::exists(cluster->node(number).status_file()));
  }
  EXPECT_EQ(histories.size(), 1U);
  EXPECT_EQ(histories.count(std::string(kZeroUuid)), 0U);
  EXPECT_OK(cluster->node(1).Query("CREATE TABLE test.t (i INT PRIMARY KEY, s TEXT)"));
  EXPECT_OK(cluster->node(1).Query("INSERT INTO test.t VALUES (1, NULL)"));
  const auto arrived = [&] {
    const Result<Rows> rows = cluster->node(3).Query("SELECT * FROM test.t");
    return rows && *rows == Rows{{"1", std::nullopt}};
  };
  EXPECT_TRUE(WaitUntil(arrived, Millis(5000)));
}

TEST(Cluster, TheExporterAccountHasItsRightsOverTcp) {
  ClusterOptions options;
  options.nodes = 1;
  const std::unique_ptr<Cluster> cluster = StartOrFail(options);
  ASSERT_NE(cluster, nullptr);
  ChildOptions client;
  client.argv = {"mariadb",    "--no-defaults",
                 "-h",         cluster->node(1).address(),
                 "-uexporter", "-pexporter",
                 "-N",         "-B",
                 "-P",         std::to_string(cluster->node(1).port()),
                 "-e",         "SHOW GRANTS"};
  const Result<CommandResult> grants = RunCommand(client, Millis(10000));
  ASSERT_TRUE(grants.ok()) << grants.error().message;
  EXPECT_NE(grants->out.find("GRANT SELECT, PROCESS, BINLOG MONITOR, SLAVE MONITOR ON *.*"),
            std::string::npos)
      << grants->out << grants->err;
}

TEST(Cluster, AKilledNodeComesBackWithItsPosition) {
  ClusterOptions options;
  options.fast_failure_detection = true;
  const std::unique_ptr<Cluster> cluster = StartOrFail(options);
  ASSERT_NE(cluster, nullptr);
  EXPECT_OK(cluster->node(2).Kill());
  EXPECT_FALSE(cluster->node(2).Running());
  EXPECT_OK(cluster->node(1).WaitForStatus("wsrep_cluster_size", "2"));
  EXPECT_OK(cluster->node(1).Query("CREATE TABLE test.t (i INT PRIMARY KEY)"));
  EXPECT_OK(cluster->node(2).Start());
  EXPECT_OK(cluster->node(2).Query("SELECT * FROM test.t"));
  EXPECT_EQ(*cluster->node(2).StatusVariable("wsrep_cluster_state_uuid"),
            *cluster->node(1).StatusVariable("wsrep_cluster_state_uuid"));
}

TEST(Cluster, AllKilledNodesReformWithTheirHistory) {
  const std::unique_ptr<Cluster> cluster = StartOrFail({});
  ASSERT_NE(cluster, nullptr);
  const std::string history = *cluster->node(1).StatusVariable("wsrep_cluster_state_uuid");
  for (int number = 1; number <= 3; ++number) EXPECT_OK(cluster->node(number).Kill());
  for (int number = 1; number <= 3; ++number) EXPECT_OK(cluster->node(number).Launch());
  for (int number = 1; number <= 3; ++number) EXPECT_OK(cluster->node(number).AwaitReady(Millis(60000), 3));
  EXPECT_EQ(*cluster->node(1).StatusVariable("wsrep_cluster_state_uuid"), history);
}

TEST(Cluster, AStoppedClusterIsBootstrappedByTheLastNode) {
  const std::unique_ptr<Cluster> cluster = StartOrFail({});
  ASSERT_NE(cluster, nullptr);
  EXPECT_OK(cluster->StopAll());
  EXPECT_OK(cluster->node(1).Start(LaunchMode::kBootstrap));
  EXPECT_OK(cluster->node(2).Start());
  EXPECT_EQ(*cluster->node(2).StatusVariable("wsrep_cluster_size"), "2");
}

TEST(Cluster, NodesCanJoinByFullStateTransfer) {
  ClusterOptions options;
  options.nodes = 2;
  options.formation = Formation::kStateTransfer;
  const std::unique_ptr<Cluster> cluster = StartOrFail(options);
  ASSERT_NE(cluster, nullptr);
  EXPECT_NE(ReadFile(cluster->node(2).error_log()).find("rsync SST completed on joiner"), std::string::npos);
  EXPECT_OK(cluster->node(2).Query("SELECT User FROM mysql.user WHERE User = 'exporter'"));
}

TEST(Cluster, AFrozenNodeDoesNotAnswerUntilThawed) {
  ClusterOptions options;
  options.nodes = 1;
  const std::unique_ptr<Cluster> cluster = StartOrFail(options);
  ASSERT_NE(cluster, nullptr);
  EXPECT_OK(cluster->node(1).Freeze());
  const Result<Rows> frozen = cluster->node(1).Query("SELECT 1", Millis(1000));
  ASSERT_FALSE(frozen.ok());
  EXPECT_EQ(frozen.error().code, ErrorCode::kTimeout) << frozen.error().message;
  EXPECT_OK(cluster->node(1).Thaw());
  EXPECT_OK(cluster->node(1).Query("SELECT 1"));
}

TEST(Cluster, ServersWithoutGaleraTakeOptionsOfAllAndOfOne) {
  ClusterOptions options;
  options.galera = false;
  options.nodes = 2;
  options.server_options = {"--max-connections=17"};
  options.node_options[2] = {"--log-bin"};
  const std::unique_ptr<Cluster> cluster = StartOrFail(options);
  ASSERT_NE(cluster, nullptr);
  const char* const kAsk = "SELECT @@max_connections, @@log_bin, @@wsrep_on";
  EXPECT_EQ(*cluster->node(1).Query(kAsk), (Rows{{"17", "0", "0"}}));
  EXPECT_EQ(*cluster->node(2).Query(kAsk), (Rows{{"17", "1", "0"}}));
}

TEST(Cluster, AFailedStartQuotesTheErrorLog) {
  ClusterOptions options;
  options.nodes = 1;
  options.server_options = {"--no-such-option"};
  const Result<std::unique_ptr<Cluster>> cluster = Cluster::Start(options);
  ASSERT_FALSE(cluster.ok());
  EXPECT_NE(cluster.error().message.find("unknown option '--no-such-option'"), std::string::npos)
      << cluster.error().message;
}

TEST(Cluster, ATakenPortIsNamed) {
  ClusterOptions options;
  options.nodes = 1;
  const std::unique_ptr<Cluster> first = StartOrFail(options);
  ASSERT_NE(first, nullptr);
  options.first_address = first->node(1).address();
  options.ports = first->node(1).place().ports;
  const Result<std::unique_ptr<Cluster>> second = Cluster::Start(options);
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().message.find(options.first_address + ":" + std::to_string(options.ports.sql)),
            std::string::npos)
      << second.error().message;
}

}  // namespace
}  // namespace galera::testing_cluster

#include "settings/environment.h"

#include "settings_world.h"

namespace watchdog {
namespace {

using Peers = std::vector<std::string>;

World Bare(std::map<std::string, std::string> environment, std::vector<std::string> arguments = {"node"}) {
  World world;
  world.arguments = std::move(arguments);
  world.environment = std::move(environment);
  return world;
}

TEST(LoadNodeSettings, WarnsOfCommitsThatNoProofKnowsOf) {
  const auto warns = [](const std::string& flush) {
    const LoadedSettings loaded =
        Load(Bare({{"GALERA_WARDEN_NODE_RECOVERY", "proven"}, {"my_innodb_flush_log_at_trx_commit", flush}},
                  {"node", "a"}));
    for (const SettingProblem& problem : loaded.problems) {
      if (problem.message.find("no proof knows of them") != std::string::npos) return !problem.fatal;
    }
    return false;
  };
  EXPECT_TRUE(warns("2"));
  EXPECT_TRUE(warns("0"));
  EXPECT_FALSE(warns("1"));
}

TEST(LoadNodeSettings, TellsAllProblemsAtOnce) {
  const LoadedSettings loaded = Load(Bare(
      {{"my_port", "0"}, {"GCOMM_MINIMUM", "none"}, {"SST_METHOD", "dump"}, {"CLUSTERNAME", "x"}}, {"nod"}));
  EXPECT_FATAL(loaded, "arguments", "is not a mode");
  EXPECT_FATAL(loaded, "my_port", "is not a port");
  EXPECT_FATAL(loaded, "GCOMM_MINIMUM", "is not a whole number");
  EXPECT_FATAL(loaded, "SST_METHOD", "is not supported");
  EXPECT_FATAL(loaded, "CLUSTERNAME", "did you mean CLUSTER_NAME?");
}

TEST(LoadNodeSettings, PeersOfTheHostNetworkImage) {
  const LoadedSettings loaded = Load(Bare({{"my_port", "3310"},
                                           {"node1", "192.168.1.100"},
                                           {"node10", "192.168.1.110"},
                                           {"node2", "192.168.1.101"},
                                           {"join_address", "192.168.1.102:13311,192.168.1.101"},
                                           {"cluster_name", "demo"}}));
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.settings->peers, (Peers{"192.168.1.102:13311", "192.168.1.101:13310",
                                           "192.168.1.100:13310", "192.168.1.110:13310"}));
}

TEST(LoadNodeSettings, PeersOfAPod) {
  const LoadedSettings loaded =
      Load(Bare({{"WSREP_CLUSTER_ADDRESS", "gcomm://db-0.db,db-1.db?pc.wait_prim=no"},
                 {"DATADIR", "/data/db"},
                 {"POD_NAME", "db-3"},
                 {"POD_NAMESPACE", "shop"},
                 {"AUTO_NEW_CLUSTER", "true"}}));
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.settings->peers, (Peers{"db-0.db", "db-1.db"}));
  EXPECT_EQ(loaded.settings->provider_options, "pc.wait_prim=no");
  EXPECT_EQ(loaded.settings->ordinal, 3);
  EXPECT_EQ(loaded.settings->pod_namespace, "shop");
  EXPECT_EQ(loaded.settings->auto_recovery_mode, "confirm-new-cluster");
}

TEST(LoadNodeSettings, OrdinalOnlyInKubernetes) {
  EXPECT_FALSE(LoadEnvironment({{"HOSTNAME", "galera-2"}}).settings->ordinal);
  const auto ordinal = [](const std::string& host) {
    return LoadEnvironment({{"HOSTNAME", host}, {"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}).settings->ordinal;
  };
  EXPECT_EQ(ordinal("db-0"), 0);
  EXPECT_EQ(ordinal("my-db-12"), 12);
  for (const char* host : {"db", "db-", "-1", "db-x", "db-1x", "db-6d4f5b6c7-24875"})
    EXPECT_FALSE(ordinal(host)) << host;
  // The host's own name, where there is no variable.
  EXPECT_EQ(LoadEnvironment({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}).settings->ordinal, 1);
}

TEST(LoadNodeSettings, NodeNeedsPeersAndSeedDoesNot) {
  EXPECT_FATAL(Load(Bare({})), "node", "knows no peers");
  EXPECT_FATAL(Load(Bare({{"WSREP_CLUSTER_ADDRESS", "gcomm://"}})), "node", "knows no peers");
  ASSERT_LOADS(Load(Bare({}, {"seed"})));
  ASSERT_LOADS(Load(Bare({}, {"sleep"})));
  EXPECT_FATAL(Load(Bare({}, {"node", "a b"})), "node", "is no peer");
  EXPECT_FATAL(Load(Bare({{"node1", "a/b"}})), "node1", "is no peer");
}

TEST(LoadNodeSettings, GaleraIsOffWhereItIsToldSo) {
  const LoadedSettings plain = Load(Bare({{"node1", "a"}, {"cluster_mode", "0"}}));
  ASSERT_LOADS(plain);
  EXPECT_EQ(plain.settings->mode, Mode::kNoGalera);
  EXPECT_FALSE(plain.settings->wsrep_on);
  EXPECT_FALSE(Load(Bare({}, {"no-galera"})).settings->wsrep_on);
  EXPECT_FALSE(Load(Bare({}, {"mariadbd"})).settings->wsrep_on);
  EXPECT_TRUE(Load(Bare({{"node1", "a"}}, {"mariadbd"})).settings->wsrep_on);
  EXPECT_FATAL(Load(Bare({{"cluster_mode", "0"}}, {"seed"})), "cluster_mode", "leave out one");
}

TEST(LoadNodeSettings, MethodOfTransferWhereNothingIsSaid) {
  World world;
  EXPECT_EQ(Load(world).settings->sst_method, SstMethod::kRsync);
  world.environment = {{"XTRABACKUP_PASSWORD", "x"}};
  EXPECT_EQ(Load(world).settings->sst_method, SstMethod::kMariabackup);
  EXPECT_FALSE(Load(world).settings->sst_method_given);
  world.mariabackup_installed = false;
  const LoadedSettings loaded = Load(world);
  EXPECT_EQ(loaded.settings->sst_method, SstMethod::kRsync);
  EXPECT_FALSE(loaded.settings->sst_account);
  EXPECT_WARNING(loaded, "SST_METHOD", "mariabackup not installed");
}

TEST(LoadNodeSettings, MariabackupMustBePossibleWhereItIsAskedFor) {
  World world;
  world.environment = {{"SST_METHOD", "mariabackup"}};
  EXPECT_FATAL(Load(world), "SST_METHOD", "set XTRABACKUP_PASSWORD");
  world.environment["XTRABACKUP_PASSWORD"] = "x";
  ASSERT_LOADS(Load(world));
  world.mariabackup_installed = false;
  EXPECT_FATAL(Load(world), "SST_METHOD", "not installed");
  world.arguments = {"no-galera"};
  ASSERT_LOADS(Load(world));
  EXPECT_WARNING(LoadEnvironment({{"SST_METHOD", "xtrabackup-v2"}, {"XTRABACKUP_PASSWORD", "x"}}),
                 "SST_METHOD", "calls mariabackup");
}

TEST(LoadNodeSettings, TimeZones) {
  const auto zone = [](std::map<std::string, std::string> environment, std::vector<std::string> arguments) {
    return Load(Bare(std::move(environment), std::move(arguments))).settings->time_zone;
  };
  EXPECT_EQ(zone({}, {"seed"}), "+00:00");
  EXPECT_EQ(zone({}, {"mariadbd"}), "");
  EXPECT_EQ(zone({{"TZ", "Europe/Berlin"}}, {"seed"}), "Europe/Berlin");
  EXPECT_EQ(zone({{"TZ", "Europe/Berlin"}}, {"mariadbd"}), "");
  EXPECT_EQ(zone({{"TZ", ":/etc/localtime"}}, {"seed"}), "+00:00");
  EXPECT_EQ(zone({{"TZ", "UTC"}}, {"seed"}), "+00:00");
  EXPECT_EQ(zone({{"TZ", "CET"}, {"DEFAULT_TIME_ZONE", "+02:00"}}, {"seed"}), "+02:00");
  EXPECT_EQ(zone({{"DEFAULT_TIME_ZONE", "CET"}, {"SKIP_TZINFO", "1"}}, {"seed"}), "+00:00");
  EXPECT_EQ(zone({{"DEFAULT_TIME_ZONE", "+02:00"}, {"SKIP_TZINFO", "1"}}, {"seed"}), "+02:00");
  EXPECT_EQ(zone({{"DEFAULT_TIME_ZONE", "SYSTEM"}, {"SKIP_TZINFO", "1"}}, {"seed"}), "SYSTEM");
}

TEST(LoadNodeSettings, UpgradesAndRecoveryContradict) {
  EXPECT_TRUE(LoadEnvironment({{"MARIADB_AUTO_UPGRADE", "0"}}).settings->skip_upgrades);
  EXPECT_FATAL(LoadEnvironment({{"SKIP_UPGRADES", "1"}, {"MARIADB_AUTO_UPGRADE", "1"}}),
               "MARIADB_AUTO_UPGRADE", "contradicts SKIP_UPGRADES");
  EXPECT_FATAL(LoadEnvironment({{"AUTO_NEW_CLUSTER", "1"}, {"AUTO_RECOVERY_MODE", "confirm-recover"}}),
               "AUTO_NEW_CLUSTER", "contradicts AUTO_RECOVERY_MODE");
  EXPECT_FATAL(LoadEnvironment({{"AUTO_RECOVERY_MODE", "yes"}}), "AUTO_RECOVERY_MODE", "is no answer");
}

TEST(LoadNodeSettings, CacheSizeGoesToTheProvider) {
  const LoadedSettings loaded =
      LoadEnvironment({{"gcache_size", "5G"}, {"wsrep_provider_options", "evs.version=1"}});
  EXPECT_EQ(loaded.settings->provider_options, "evs.version=1;gcache.size=5G");
  EXPECT_FATAL(LoadEnvironment({{"gcache_size", "5G"}, {"wsrep_provider_options", "gcache.size=1G"}}),
               "gcache_size", "differs");
  EXPECT_FATAL(LoadEnvironment({{"gcache_size", "much"}}), "gcache_size", "is not a size");
}

TEST(LoadNodeSettings, TlsFilesGoTogether) {
  const std::string name = "GALERA_WARDEN_NODE_TLS_";
  EXPECT_FATAL(LoadEnvironment({{name + "CA_FILE", "/ca"}, {name + "KEY_FILE", "/key"}}), name + "CA_FILE",
               "all three");
  ASSERT_LOADS(
      LoadEnvironment({{name + "CA_FILE", "/ca"}, {name + "KEY_FILE", "/key"}, {name + "CERT_FILE", "/c"}}));
}

TEST(LoadNodeSettings, RefusesValuesThatMakeNoSense) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"CLUSTER_NAME", std::string(33, 'a')},
      {"CLUSTER_NAME", "a\nb"},
      {"GCOMM_MINIMUM", "0"},
      {"GCOMM_MINIMUM", "-1"},
      {"transfer_limit", "6M"},
      {"transfer_limit", "-1"},
      {"my_server_id", "0"},
      {"my_server_id", "4294967296"},
      {"DATADIR", "data"},
      {"GALERA_WARDEN_NODE_SQL_SOCKET", "/" + std::string(107, 's')},
      {"GALERA_WARDEN_NODE_DRAIN", "5"},
      {"GALERA_WARDEN_NODE_FIRST_START_TIMEOUT", "0s"},
      {"interface", "br0 eth1"},
      {"cluster_mode", "maybe"},
      {"HEALTHY_WHILE_BOOTING", "maybe"},
      {"AUTO_NEW_CLUSTER", "maybe"},
      {"MYSQL_ROOT_SOCKET_AUTH", "maybe"},
      {"wsrep_start_position", "x:1"},
      {"wsrep_recover", "1"},
      {"wsrep_new_cluster", "1"},
      {"wsrep_sst_method", "mysqldump"},
      {"MYSQL_DATABASE", "a "}};
  for (const auto& [name, value] : wrong) EXPECT_FATAL(LoadEnvironment({{name, value}}), name, "");
}

TEST(LoadNodeSettings, ASecretOfTheClusterThatIsNoneIsRefusedUnseen) {
  constexpr char kName[] = "GALERA_WARDEN_NODE_CLUSTER_SECRET";
  EXPECT_FATAL(LoadEnvironment({{kName, "hush hush hush."}}), kName, "is shorter than 16 bytes");
  EXPECT_FATAL(LoadEnvironment({{kName, "hush hush hush hush\r"}}), kName, "holds a line break");
  EXPECT_EQ(AllProblems(LoadEnvironment({{kName, "hush hush hush."}})).find("hush"), std::string::npos);
}

}  // namespace
}  // namespace watchdog

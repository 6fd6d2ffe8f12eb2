#include "settings/command_words.h"

#include "settings_world.h"

namespace watchdog {
namespace {

using Words = std::vector<std::string>;

TEST(CommandWords, KnowTheModes) {
  EXPECT_EQ(LoadArguments({"seed"}).settings->mode, Mode::kSeed);
  EXPECT_EQ(LoadArguments({"node", "db1"}).settings->mode, Mode::kNode);
  EXPECT_EQ(LoadArguments({"no-galera"}).settings->mode, Mode::kNoGalera);
  EXPECT_EQ(LoadArguments({"sleep"}).settings->mode, Mode::kSleep);
  EXPECT_EQ(LoadArguments({"mariadbd"}).settings->mode, Mode::kPlain);
  EXPECT_EQ(LoadArguments({"mysqld"}).settings->mode, Mode::kPlain);
  EXPECT_EQ(LoadArguments({"--max-connections=5"}).settings->mode, Mode::kPlain);
}

TEST(CommandWords, KeepThePathToTheServer) {
  EXPECT_EQ(LoadArguments({"/opt/mariadb/bin/mariadbd"}).settings->mariadbd_program,
            "/opt/mariadb/bin/mariadbd");
  EXPECT_EQ(LoadArguments({"mariadbd"}).settings->mariadbd_program, "");
}

TEST(CommandWords, MisspeltModeIsAnErrorThatListsTheModes) {
  EXPECT_FATAL(LoadArguments({"nodes", "db1"}), "arguments", "did you mean node?");
  EXPECT_FATAL(LoadArguments({"bash"}), "arguments", "seed, node [PEERS], no-galera, sleep");
  EXPECT_FATAL(LoadArguments({}), "arguments", "no mode is given");
  EXPECT_FATAL(LoadArguments({""}), "arguments", "is not a mode");
  EXPECT_FATAL(LoadArguments({"mysqld_safe"}), "arguments", "is not a mode");
}

TEST(CommandWords, PrintConfigStandsDirectlyBehindTheMode) {
  const LoadedSettings loaded = LoadArguments({"node", "--print-config", "db1,db2", "--console"});
  ASSERT_LOADS(loaded);
  EXPECT_TRUE(loaded.settings->print_config);
  EXPECT_EQ(loaded.settings->peers, (Words{"db1", "db2"}));
  EXPECT_EQ(loaded.settings->mariadbd_arguments, Words{"--console"});
  EXPECT_FATAL(LoadArguments({"node", "db1", "--print-config"}), "--print-config", "directly after the mode");
  EXPECT_FATAL(LoadArguments({"--print-config"}), "arguments", "is not a mode");
  EXPECT_FATAL(LoadArguments({"node", "--print-confg", "db1"}), "arguments", "did you mean --print-config?");
}

TEST(CommandWords, HandTheRestOnUnchanged) {
  const Words rest = {"--init-connect=SET NAMES 'x'; \"$#%\\", "--port", "3310", "-vv", "--ümlaut=ß\n"};
  Words words = {"node", "db1"};
  words.insert(words.end(), rest.begin(), rest.end());
  const LoadedSettings loaded = LoadArguments(words);
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.settings->mariadbd_arguments, rest);
}

TEST(CommandWords, OnlyNodeTakesAList) {
  EXPECT_FATAL(LoadArguments({"seed", "db1"}), "arguments", "a list of peers belongs to node");
  EXPECT_FATAL(LoadArguments({"no-galera", "db1"}), "arguments", "is unknown");
}

TEST(CommandWords, WhatMariadbdWasToldIsKnownToUsToo) {
  const LoadedSettings loaded =
      LoadArguments({"mariadbd", "--datadir=/d/", "--socket", "/s.sock", "--user=db", "--Port=4306",
                     "--wsrep-cluster-name=local-test", "--wsrep-cluster-address=gcomm://10.10.10.11:5567",
                     "--wsrep-node-address=10.10.10.10:5567", "--wsrep-sst-receive-address=10.10.10.10:5444",
                     "--wsrep-provider-options=ist.recv_addr=10.10.10.10:5568"});
  ASSERT_LOADS(loaded);
  const NodeSettings& settings = *loaded.settings;
  EXPECT_EQ(settings.mode, Mode::kPlain);
  EXPECT_TRUE(settings.wsrep_on);
  EXPECT_EQ(settings.data_directory, "/d");
  EXPECT_EQ(settings.sql_socket, "/s.sock");
  EXPECT_EQ(settings.system_user, "db");
  EXPECT_EQ(settings.cluster_name, "local-test");
  EXPECT_EQ(settings.peers, Words{"10.10.10.11:5567"});
  EXPECT_EQ(settings.node_address, "10.10.10.10");
  EXPECT_EQ(settings.ports.sql, 4306);
  EXPECT_EQ(settings.ports.group, 5567);
  EXPECT_EQ(settings.ports.ist, 5568);
  EXPECT_EQ(settings.ports.sst, 5444);
  EXPECT_EQ(settings.provider_options, "ist.recv_addr=10.10.10.10:5568");
  EXPECT_EQ(settings.mariadbd_arguments,
            (Words{"--datadir=/d/", "--socket", "/s.sock", "--user=db", "--Port=4306",
                   "--wsrep-cluster-name=local-test", "--wsrep-node-address=10.10.10.10:5567",
                   "--wsrep-sst-receive-address=10.10.10.10:5444"}));
}

TEST(CommandWords, WinOverTheEnvironment) {
  World world;
  world.arguments = {"node", "db1", "--datadir=/told"};
  world.environment = {{"DATADIR", "/environment"}, {"node1", "db7"}};
  const LoadedSettings loaded = Load(world);
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.settings->data_directory, "/told");
  EXPECT_EQ(loaded.settings->peers, Words{"db1"});
}

// A gcomm:// in the container's command founded a cluster at every restart.
TEST(CommandWords, EmptyClusterAddressOfABareServerIsSeed) {
  for (const char* argument : {"--wsrep-cluster-address=gcomm://", "--wsrep_new_cluster"}) {
    const LoadedSettings loaded = LoadArguments({"mariadbd", argument});
    ASSERT_LOADS(loaded);
    EXPECT_EQ(loaded.settings->mode, Mode::kSeed);
    EXPECT_TRUE(loaded.settings->wsrep_on);
    EXPECT_EQ(loaded.settings->mariadbd_arguments, Words{});
  }
  EXPECT_FATAL(LoadArguments({"node", "db1", "--wsrep-new-cluster"}), "--wsrep_new_cluster", "use seed");
}

TEST(CommandWords, PositionsAreNotForThem) {
  EXPECT_FATAL(LoadArguments({"node", "db1", "--wsrep-recover"}), "--wsrep_recover", "leave it out");
  EXPECT_FATAL(LoadArguments({"seed", "--wsrep_start_position=x:1"}), "--wsrep_start_position",
               "leave it out");
}

}  // namespace
}  // namespace watchdog

#include "settings/readings.h"

#include "settings_world.h"

namespace watchdog {
namespace {

std::string RootPassword(const LoadedSettings& loaded) {
  return loaded.settings ? loaded.settings->accounts.front().password.Reveal()
                         : "none:\n" + AllProblems(loaded);
}

World WithFile(const std::string& text) {
  World world;
  world.environment = {{"MYSQL_ROOT_PASSWORD_FILE", "/s"}};
  world.files = {{"/s", text}};
  return world;
}

TEST(Readings, TakeExactlyOneNewlineOffAFile) {
  EXPECT_EQ(RootPassword(Load(WithFile("secret\n"))), "secret");
  EXPECT_EQ(RootPassword(Load(WithFile("secret"))), "secret");
  EXPECT_EQ(RootPassword(Load(WithFile("secret\n\n"))), "secret\n");
  EXPECT_EQ(RootPassword(Load(WithFile(" a b \t\n"))), " a b \t");
}

TEST(Readings, MissingUnreadableAndEmptyFilesAreFatal) {
  World missing = WithFile("x");
  missing.files.clear();
  EXPECT_FATAL(Load(missing), "MYSQL_ROOT_PASSWORD_FILE", "no such file");
  World denied = WithFile("x");
  denied.denied = "/s";
  EXPECT_FATAL(Load(denied), "MYSQL_ROOT_PASSWORD_FILE", "permission denied");
  EXPECT_FATAL(Load(WithFile("")), "MYSQL_ROOT_PASSWORD_FILE", "is empty");
  EXPECT_FATAL(Load(WithFile("\n")), "MYSQL_ROOT_PASSWORD_FILE", "is empty");
  EXPECT_FATAL(Load(WithFile(std::string("a\0b", 3))), "MYSQL_ROOT_PASSWORD_FILE", "zero byte");
}

TEST(Readings, DefaultFileIsReadWhereNothingElseIsSet) {
  World world;
  world.files = {{"/run/secrets/mysql_root_password", "swarm\n"}};
  EXPECT_EQ(RootPassword(Load(world)), "swarm");
  world.environment = {{"MARIADB_ROOT_PASSWORD", "official"}};
  EXPECT_EQ(RootPassword(Load(world)), "official");
}

TEST(Readings, UnreadableDefaultFileIsFatal) {
  World world;
  world.denied = "/run/secrets/xtrabackup_password";
  EXPECT_FATAL(Load(world), "/run/secrets/xtrabackup_password", "permission denied");
}

TEST(Readings, EmptyVariablesAreUnset) {
  World world = WithFile("file\n");
  world.environment["MYSQL_ROOT_PASSWORD"] = "";
  world.environment["MARIADB_ROOT_PASSWORD"] = "";
  world.environment["CLUSTER_NAME"] = "";
  world.environment["my_max_connections"] = "";
  const LoadedSettings loaded = Load(world);
  EXPECT_EQ(RootPassword(loaded), "file");
  EXPECT_EQ(loaded.settings->cluster_name, "cluster");
  EXPECT_TRUE(loaded.settings->variables.empty());
}

TEST(Readings, VariableBesideItsFileIsFatal) {
  World world = WithFile("file");
  world.environment["MYSQL_ROOT_PASSWORD"] = "here";
  EXPECT_FATAL(Load(world), "MYSQL_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD_FILE");
  EXPECT_FATAL(LoadEnvironment({{"CLUSTER_NAME", "a"}, {"CLUSTER_NAME_FILE", "/none"}}), "CLUSTER_NAME",
               "CLUSTER_NAME_FILE");
}

TEST(Readings, NamesOfOneThingMustAgree) {
  EXPECT_FATAL(LoadEnvironment({{"MYSQL_ROOT_PASSWORD", "a"}, {"MARIADB_ROOT_PASSWORD", "b"}}),
               "MARIADB_ROOT_PASSWORD", "differs from MYSQL_ROOT_PASSWORD");
  EXPECT_FATAL(LoadEnvironment({{"CLUSTER_NAME", "a"}, {"cluster_name", "b"}}), "cluster_name",
               "differs from CLUSTER_NAME");
  EXPECT_FATAL(LoadEnvironment({{"MYSQL_ROOT_PASSWORD", "1"}, {"MARIADB_ROOT_PASSWORD", "true"}}),
               "MARIADB_ROOT_PASSWORD", "differs");
  EXPECT_EQ(RootPassword(LoadEnvironment({{"MYSQL_ROOT_PASSWORD", "a"}, {"MARIADB_ROOT_PASSWORD", "a"}})),
            "a");
  ASSERT_LOADS(LoadEnvironment({{"cluster_mode", "1"}, {"wsrep_on", "ON"}}));
  EXPECT_FATAL(LoadEnvironment({{"cluster_mode", "1"}, {"wsrep_on", "OFF"}}), "wsrep_on", "cluster_mode");
}

TEST(Readings, MessagesNeverHoldTheSecret) {
  const LoadedSettings loaded = LoadEnvironment({{"MYSQL_ROOT_PASSWORD", "hush1"},
                                                 {"MARIADB_ROOT_PASSWORD", "hush2"},
                                                 {"MARIADB_ROOT_PASSWORD_HASH", "hush3"},
                                                 {"MARIADB_PASSWORD_HASH", "hush4"},
                                                 {"XTRABACKUP_PASSWORD", "hush5"},
                                                 {"wsrep_sst_auth", "hush6"},
                                                 {"XTRABACKUP_PASWORD", "hush7"},
                                                 {"MYSQL_EXPORTER_PASSWORD", "hush8"},
                                                 {"MYSQL_EXPORTER_USER", "root"}});
  EXPECT_FALSE(loaded.settings);
  EXPECT_GE(loaded.problems.size(), 5U);
  EXPECT_EQ(AllProblems(loaded).find("hush"), std::string::npos) << AllProblems(loaded);
}

TEST(Readings, AnyServerVariableWithAnyValue) {
  const std::string hostile = "'\"\\$#@%; = a\nb \xc3\xbc";
  const LoadedSettings loaded = LoadEnvironment({{"my_init_connect", hostile},
                                                 {"wsrep_slave_threads", "4"},
                                                 {"my_key-buffer-size", "1M"},
                                                 {"my_wsrep_retry_autocommit", "3"}});
  ASSERT_LOADS(loaded);
  EXPECT_EQ(loaded.settings->variables,
            (std::map<std::string, std::string>{{"init_connect", hostile},
                                                {"wsrep_slave_threads", "4"},
                                                {"key_buffer_size", "1M"},
                                                {"wsrep_retry_autocommit", "3"}}));
}

TEST(Readings, ServerVariablesAreLowerCase) {
  const LoadedSettings loaded = LoadEnvironment({{"MY_APP", "1"}, {"my_App", "1"}, {"WSREP_DEBUG", "1"}});
  ASSERT_LOADS(loaded);
  EXPECT_TRUE(loaded.settings->variables.empty());
  EXPECT_WARNING(loaded, "my_App", "lower case");
}

TEST(Readings, SpellingsOfOneServerVariableMustAgree) {
  EXPECT_FATAL(LoadEnvironment({{"my_wsrep_slave_threads", "4"}, {"wsrep_slave_threads", "5"}}),
               "my_wsrep_slave_threads", "wsrep_slave_threads");
}

}  // namespace
}  // namespace watchdog

#include "settings/look_alikes.h"

#include "settings_world.h"

namespace watchdog {
namespace {

TEST(LookAlikes, SlipsAreFatalAndNameWhatWasMeant) {
  const std::map<std::string, std::string> slips = {{"GCOMM_MINIMUN", "GCOMM_MINIMUM"},
                                                    {"CLUSTERNAME", "CLUSTER_NAME"},
                                                    {"XTRABACKUP_PASWORD", "XTRABACKUP_PASSWORD"},
                                                    {"MYSQL_ROOT_PASSWORD_FLE", "MYSQL_ROOT_PASSWORD_FILE"},
                                                    {"MARIADB_PASSWD", "MARIADB_PASSWORD"},
                                                    {"NODE_ADRESS", "NODE_ADDRESS"},
                                                    {"join_adress", "join_address"},
                                                    {"DATA_DIR", "DATADIR"},
                                                    {"GALERA_WARDEN_NODE_DRAN", "GALERA_WARDEN_NODE_DRAIN"}};
  for (const auto& [slip, meant] : slips) {
    EXPECT_FATAL(LoadEnvironment({{slip, "x"}}), slip, "did you mean " + meant + "?");
  }
}

TEST(LookAlikes, UnknownOwnVariableIsFatal) {
  EXPECT_FATAL(LoadEnvironment({{"GALERA_WARDEN_NODE_COLOUR_SCHEME_OF_LOGS", "x"}}),
               "GALERA_WARDEN_NODE_COLOUR_SCHEME_OF_LOGS", "is unknown");
}

TEST(LookAlikes, OrdinaryEnvironmentsPass) {
  std::map<std::string, std::string> environment;
  for (const char* name : {"PATH",
                           "HOME",
                           "HOSTNAME",
                           "LANG",
                           "LC_ALL",
                           "TERM",
                           "PWD",
                           "OLDPWD",
                           "SHLVL",
                           "USER",
                           "SHELL",
                           "_",
                           "TZDIR",
                           "MYSQL_VERSION",
                           "MYSQL_MAJOR",
                           "MARIADB_VERSION",
                           "MARIADB_MAJOR",
                           "GOSU_VERSION",
                           "GPG_KEYS",
                           "NODE_NAME",
                           "NODE_VERSION",
                           "NODE_ENV",
                           "NODE_IP",
                           "POD_IP",
                           "HOST_IP",
                           "POD_UID",
                           "NAMESPACE",
                           "MYSQL_HOST",
                           "MYSQL_PORT",
                           "MYSQL_PWD",
                           "MYSQL_HOME",
                           "MYSQL_TCP_PORT",
                           "MYSQL_UNIX_PORT",
                           "KUBERNETES_PORT",
                           "KUBERNETES_SERVICE_HOST",
                           "KUBERNETES_SERVICE_PORT_HTTPS",
                           "KUBERNETES_PORT_443_TCP_ADDR",
                           "MARIADB_SERVICE_HOST",
                           "MARIADB_SERVICE_PORT_MYSQL",
                           "MARIADB_PORT_3306_TCP_PROTO",
                           "GALERA_WARDEN_NODE_SERVICE_HOST",
                           "GALERA_WARDEN_NODE_PORT_9104_TCP",
                           "GALERA_WARDEN_HEALTH_MAX_AGE",
                           "MYSQLD_EXPORTER_PASSWORD",
                           "DATA_SOURCE_NAME",
                           "MYSQL_USER2",
                           "MYSQL_PASSWORD_2",
                           "INVOCATION_ID",
                           "JOURNAL_STREAM",
                           "LD_PRELOAD",
                           "MALLOC_ARENA_MAX",
                           "container",
                           "DEBIAN_FRONTEND",
                           "LOGNAME",
                           "MAIL",
                           "HOSTTYPE",
                           "node",
                           "nodes_file",
                           "http_proxy",
                           "NO_PROXY",
                           "my",
                           "MY_POD_NAME",
                           "EDITOR"}) {
    environment[name] = "tcp://x";
  }
  const LoadedSettings loaded = LoadEnvironment(environment);
  ASSERT_LOADS(loaded);
  for (const SettingProblem& problem : loaded.problems) EXPECT_EQ(problem.variable, "SYSTEM_PASSWORD");
}

TEST(LookAlikes, KnownVariablesWithoutEffectAreWarned) {
  const LoadedSettings loaded =
      LoadEnvironment({{"MARIADB_MASTER_HOST", "x"}, {"MARIADB_REPLICATION_PASSWORD_FILE", "/x"}});
  ASSERT_LOADS(loaded);
  EXPECT_WARNING(loaded, "MARIADB_MASTER_HOST", "has no effect");
  EXPECT_WARNING(loaded, "MARIADB_REPLICATION_PASSWORD_FILE", "has no effect");
}

}  // namespace
}  // namespace watchdog

#include "settings/accounts.h"

#include "settings_world.h"

namespace watchdog {
namespace {

using Environment = std::map<std::string, std::string>;
using Texts = std::vector<std::string>;

const std::string kHash = "*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29";

std::vector<std::string> Names(const LoadedSettings& loaded) {
  std::vector<std::string> names;
  if (!loaded.settings) return {AllProblems(loaded)};
  for (const Account& account : loaded.settings->accounts) names.push_back(account.user + "@" + account.host);
  return names;
}

Account Get(const LoadedSettings& loaded, const std::string& user) {
  const Account* account = loaded.settings ? FindAccount(loaded.settings->accounts, user) : nullptr;
  EXPECT_NE(account, nullptr) << user << "\n" << AllProblems(loaded);
  return account == nullptr ? Account{} : *account;
}

TEST(Accounts, OfASwarm) {
  const LoadedSettings loaded = LoadEnvironment({{"XTRABACKUP_PASSWORD", "x"},
                                                 {"MYSQL_ROOT_PASSWORD", "r"},
                                                 {"MYSQL_USER", "app"},
                                                 {"MYSQL_PASSWORD", "p"},
                                                 {"MYSQL_DATABASE", "my_app"}});
  EXPECT_EQ(Names(loaded),
            (Texts{"root@127.0.0.1", "root@localhost", "system@localhost", "system@127.0.0.1", "app@%"}));
  EXPECT_EQ(loaded.settings->databases, Texts{"my_app"});
  EXPECT_EQ(Get(loaded, "app").grants, Texts{"ALL PRIVILEGES ON `my\\_app`.*"});
  const Account sst = loaded.settings->sst_account.value_or(Account{});
  EXPECT_EQ(sst.user + "@" + sst.host, "xtrabackup@localhost");
  EXPECT_EQ(sst.password.Reveal(), "x");
  EXPECT_EQ(sst.grants, Texts{"RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR ON *.*"});
  EXPECT_EQ(loaded.settings->sst_method, SstMethod::kMariabackup);
  EXPECT_TRUE(loaded.problems.empty()) << AllProblems(loaded);
}

// $ echo hunter2 | sha256sum
TEST(Accounts, PasswordOfSystemIsDerivedAsTheSwarmImageDid) {
  const Account system = Get(LoadEnvironment({{"XTRABACKUP_PASSWORD", "hunter2"}}), "system");
  EXPECT_EQ(system.password.Reveal(), "46a9d5bde718bf366178313019f04a753bad00685d38e3ec81c8628f35dfcb1b");
  EXPECT_EQ(system.grants,
            (Texts{"PROCESS, SHUTDOWN, BINLOG MONITOR, SLAVE MONITOR ON *.*", "SELECT ON `mysql`.*"}));
  EXPECT_EQ(Get(LoadEnvironment({{"XTRABACKUP_PASSWORD", "x"}, {"SYSTEM_PASSWORD", "own"}}), "system")
                .password.Reveal(),
            "own");
}

TEST(Accounts, WithoutAnyOfItsPasswordsSystemIsMariadbdsUserByTheSocket) {
  const LoadedSettings loaded = LoadEnvironment({});
  EXPECT_EQ(Names(loaded), (Texts{"root@127.0.0.1", "root@localhost", "mysql@localhost"}));
  const Account mysql = Get(loaded, "mysql");
  EXPECT_TRUE(mysql.unix_socket);
  EXPECT_TRUE(mysql.password.empty());
  EXPECT_FALSE(mysql.random_password);
  EXPECT_EQ(mysql.grants,
            (Texts{"PROCESS, SHUTDOWN, BINLOG MONITOR, SLAVE MONITOR ON *.*", "SELECT ON `mysql`.*"}));
  EXPECT_WARNING(loaded, "SYSTEM_PASSWORD", "by the Unix socket, as root@localhost or mysql@localhost");
  EXPECT_EQ(loaded.settings->sst_method, SstMethod::kRsync);
  EXPECT_FALSE(loaded.settings->sst_account);
}

TEST(Accounts, TheSocketIsForNobodyWhoHasAnAccountAlready) {
  EXPECT_EQ(Names(LoadEnvironment({{"my_user", "root"}})), (Texts{"root@127.0.0.1", "root@localhost"}));
  EXPECT_EQ(Names(LoadEnvironment({{"my_user", "app"}, {"MYSQL_USER", "app"}, {"MYSQL_PASSWORD", "x"}})),
            (Texts{"root@127.0.0.1", "root@localhost", "app@%"}));
  EXPECT_EQ(Names(LoadEnvironment({{"SYSTEM_PASSWORD", "s"}})).size(), 4U);
}

TEST(Accounts, RootWithoutAnyChoiceGetsARandomPassword) {
  for (const Texts& arguments :
       {Texts{"node", "db1"}, Texts{"seed"}, Texts{"no-galera"}, Texts{"mariadbd"}}) {
    const Account root = Get(LoadArguments(arguments), "root");
    EXPECT_TRUE(root.random_password);
    EXPECT_TRUE(root.password.empty());
    EXPECT_EQ(root.host, arguments[0] == "mariadbd" ? "%" : "127.0.0.1");
  }
}

TEST(Accounts, RootsRightsAreComplete) {
  EXPECT_EQ(Get(LoadEnvironment({}), "root").grants, (Texts{"ALL PRIVILEGES ON *.*", "GRANT OPTION ON *.*"}));
}

TEST(Accounts, OfficialNamesDemandAChoiceForRoot) {
  for (const char* name : {"MARIADB_DATABASE", "MARIADB_ROOT_HOST"}) {
    EXPECT_FATAL(LoadEnvironment({{name, "shop"}}), name, "MARIADB_RANDOM_ROOT_PASSWORD");
    for (const auto& [choice, value] : Environment{{"MARIADB_ROOT_PASSWORD", "r"},
                                                   {"MARIADB_ROOT_PASSWORD_HASH", kHash},
                                                   {"MARIADB_RANDOM_ROOT_PASSWORD", "yes"},
                                                   {"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1"},
                                                   {"MYSQL_ROOT_PASSWORD", "r"}}) {
      ASSERT_LOADS(LoadEnvironment({{name, "shop"}, {choice, value}}));
    }
  }
  EXPECT_FATAL(LoadEnvironment({{"MARIADB_DATABASE", "shop"}, {"MARIADB_RANDOM_ROOT_PASSWORD", "no"}}),
               "MARIADB_DATABASE", "nothing about root's password");
  EXPECT_EQ(Get(LoadEnvironment({{"MARIADB_DATABASE", "shop"}, {"MARIADB_ROOT_PASSWORD", "r"}}), "root").host,
            "%");
  ASSERT_LOADS(LoadEnvironment({{"MARIADB_AUTO_UPGRADE", "1"}}));
}

TEST(Accounts, ContradictingChoicesForRootAreFatal) {
  EXPECT_FATAL(LoadEnvironment({{"MYSQL_ROOT_PASSWORD", "r"}, {"MARIADB_RANDOM_ROOT_PASSWORD", "1"}}),
               "MARIADB_RANDOM_ROOT_PASSWORD", "contradicts MYSQL_ROOT_PASSWORD");
  EXPECT_FATAL(LoadEnvironment({{"MYSQL_ROOT_PASSWORD", "r"}, {"MARIADB_ROOT_PASSWORD_HASH", kHash}}),
               "MARIADB_ROOT_PASSWORD_HASH", "contradicts MYSQL_ROOT_PASSWORD");
  EXPECT_FATAL(LoadEnvironment({{"MYSQL_ALLOW_EMPTY_PASSWORD", "1"}, {"MARIADB_RANDOM_ROOT_PASSWORD", "1"}}),
               "MYSQL_ALLOW_EMPTY_PASSWORD", "contradicts MARIADB_RANDOM_ROOT_PASSWORD");
  const LoadedSettings allowed =
      LoadEnvironment({{"MYSQL_ROOT_PASSWORD", "r"}, {"MYSQL_ALLOW_EMPTY_PASSWORD", "1"}});
  EXPECT_EQ(Get(allowed, "root").password.Reveal(), "r");
}

TEST(Accounts, EmptyPasswordMustBeAllowed) {
  const Account root = Get(LoadEnvironment({{"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1"}}), "root");
  EXPECT_FALSE(root.random_password);
  EXPECT_TRUE(root.password.empty());
  EXPECT_TRUE(Get(LoadEnvironment({{"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "0"}}), "root").random_password);
}

TEST(Accounts, RootOfLocalhostHasTheSocketUnlessTold) {
  const auto local = [](const LoadedSettings& loaded) { return loaded.settings->accounts.at(1); };
  EXPECT_TRUE(local(LoadEnvironment({})).unix_socket);
  EXPECT_EQ(local(LoadEnvironment({})).host, "localhost");
  EXPECT_FALSE(local(LoadEnvironment({{"MYSQL_ROOT_SOCKET_AUTH", "0"}})).unix_socket);
  EXPECT_FALSE(LoadEnvironment({}).settings->accounts.at(0).unix_socket);
  const LoadedSettings same = LoadEnvironment({{"MYSQL_ROOT_HOST", "localhost"}});
  EXPECT_EQ(Names(same), (Texts{"root@localhost", "mysql@localhost"}));
}

TEST(Accounts, HashesMustBeHashes) {
  EXPECT_EQ(Get(LoadEnvironment({{"MARIADB_ROOT_PASSWORD_HASH", kHash}}), "root").password_hash.Reveal(),
            kHash);
  EXPECT_FATAL(LoadEnvironment({{"MARIADB_ROOT_PASSWORD_HASH", "plain"}}), "MARIADB_ROOT_PASSWORD_HASH",
               "no password hash");
  EXPECT_FATAL(
      LoadEnvironment({{"MYSQL_USER", "a"}, {"MYSQL_PASSWORD", "b"}, {"MARIADB_PASSWORD_HASH", kHash}}),
      "MARIADB_PASSWORD_HASH", "contradicts MYSQL_PASSWORD");
}

TEST(Accounts, NamesOfOursAreTaken) {
  for (const char* name : {"root", "system", "xtrabackup", "mariadb.sys", "mysql", "Root"}) {
    EXPECT_FATAL(LoadEnvironment({{"MYSQL_USER", name}, {"MYSQL_PASSWORD", "p"}}), "MYSQL_USER",
                 "another name");
    EXPECT_FATAL(LoadEnvironment({{"MYSQL_EXPORTER_USER", name}, {"MYSQL_EXPORTER_PASSWORD", "p"}}),
                 "MYSQL_EXPORTER_USER", "another name");
  }
  EXPECT_FATAL(LoadEnvironment({{"MYSQL_USER", "sst"}, {"MYSQL_PASSWORD", "p"}, {"wsrep_sst_auth", "sst:x"}}),
               "MYSQL_USER", "another name");
  EXPECT_FATAL(LoadEnvironment(
                   {{"MYSQL_USER", "exporter"}, {"MYSQL_PASSWORD", "p"}, {"MYSQL_EXPORTER_PASSWORD", "p"}}),
               "MYSQL_EXPORTER_PASSWORD", "same account as MYSQL_USER");
}

TEST(Accounts, UserAndPasswordGoTogether) {
  EXPECT_FATAL(LoadEnvironment({{"MYSQL_USER", "app"}}), "MYSQL_USER", "has no password");
  EXPECT_FATAL(LoadEnvironment({{"MYSQL_EXPORTER_USER", "exp"}}), "MYSQL_EXPORTER_USER", "has no password");
  EXPECT_WARNING(LoadEnvironment({{"MYSQL_PASSWORD", "p"}}), "MYSQL_PASSWORD", "no effect");
}

TEST(Accounts, OfTheHostNetworkImage) {
  const Environment demo = {{"mysql_user", "demo"}, {"mysql_user_password", "123456"}};
  EXPECT_EQ(Get(LoadEnvironment(demo), "demo").grants, Texts{"ALL PRIVILEGES ON *.*"});
  Environment more = demo;
  more.insert({{"mysql_database", "shop"}, {"mysql_user_host", "10.%"}, {"mysql_user_grand", "1"}});
  const Account account = Get(LoadEnvironment(more), "demo");
  EXPECT_EQ(account.host, "10.%");
  EXPECT_EQ(account.grants, (Texts{"ALL PRIVILEGES ON `shop`.*", "GRANT OPTION ON `shop`.*"}));
  more["mysql_user_database"] = "*";
  EXPECT_EQ(Get(LoadEnvironment(more), "demo").grants,
            (Texts{"ALL PRIVILEGES ON *.*", "GRANT OPTION ON *.*"}));
  EXPECT_EQ(Get(LoadEnvironment({{"MYSQL_USER", "app"}, {"MYSQL_PASSWORD", "p"}}), "app").grants, Texts{});
}

TEST(Accounts, ExporterHasLeastRights) {
  const LoadedSettings loaded = LoadEnvironment({{"MYSQL_EXPORTER_PASSWORD", "e"}, {"SYSTEM_PASSWORD", "s"}});
  EXPECT_EQ(Names(loaded), (Texts{"root@127.0.0.1", "root@localhost", "system@localhost", "system@127.0.0.1",
                                  "exporter@localhost", "exporter@127.0.0.1"}));
  EXPECT_EQ(Get(loaded, "exporter").grants, Texts{"PROCESS, BINLOG MONITOR, SLAVE MONITOR, SELECT ON *.*"});
}

TEST(Accounts, DatabasesOfTheServerAreRefused) {
  for (const char* name : {"mysql", "sys", "INFORMATION_SCHEMA", "performance_schema"}) {
    EXPECT_FATAL(LoadEnvironment({{"MYSQL_DATABASE", name}}), "MYSQL_DATABASE", "mariadbd's own");
    EXPECT_FATAL(LoadEnvironment({{"mysql_user_database", name}}), "mysql_user_database", "mariadbd's own");
  }
}

TEST(Accounts, HostileTextSurvives) {
  const std::string hostile = "'\"\\$#@%; a\nb\xc3\xbc`";
  for (const char* name : {"MYSQL_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD", "mysql_root_password"}) {
    EXPECT_EQ(Get(LoadEnvironment({{name, hostile}}), "root").password.Reveal(), hostile);
  }
  const LoadedSettings loaded =
      LoadEnvironment({{"MYSQL_USER", hostile}, {"MYSQL_PASSWORD", hostile}, {"MYSQL_DATABASE", "a`b_%\\"}});
  EXPECT_EQ(Get(loaded, hostile).password.Reveal(), hostile);
  EXPECT_EQ(Get(loaded, hostile).grants, Texts{"ALL PRIVILEGES ON `a``b\\_\\%\\\\`.*"});
  const LoadedSettings sst = LoadEnvironment({{"wsrep_sst_auth", "sst:" + hostile + ":"}});
  EXPECT_EQ(sst.settings->sst_account->password.Reveal(), hostile + ":");
}

TEST(Accounts, SstAccountNeedsAgreement) {
  EXPECT_FATAL(LoadEnvironment({{"XTRABACKUP_PASSWORD", "a"}, {"wsrep_sst_auth", "sst:b"}}), "wsrep_sst_auth",
               "than XTRABACKUP_PASSWORD");
  EXPECT_FATAL(LoadEnvironment({{"wsrep_sst_auth", "sst"}}), "wsrep_sst_auth", "user:password");
}

}  // namespace
}  // namespace watchdog

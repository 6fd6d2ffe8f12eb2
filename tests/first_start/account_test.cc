#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "first_start/lone_server.h"
#include "first_start/scene.h"

namespace watchdog {
namespace {

Account MakeAccount(const std::string& user, const std::string& host, const std::string& password,
                    std::vector<std::string> grants) {
  Account account;
  account.user = user;
  account.host = host;
  account.password = galera::Secret(password);
  account.grants = std::move(grants);
  return account;
}

TEST(FirstStart, MakesAccountsDatabasesAndNothingElse) {
  Scene scene;
  scene.settings.databases = {"shop", "we`ird \"name\""};
  Account root = MakeAccount("root", "localhost", "", {});
  root.random_password = true;
  Account monitor = MakeAccount("mysql", "localhost", "", {"PROCESS ON *.*"});
  monitor.unix_socket = true;
  Account hashed = MakeAccount("hashed", "%", "", {});
  hashed.password_hash = galera::Secret("*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19");  // "password"
  scene.settings.accounts = {root, MakeAccount("app", "%", "it's \\ a \"secret\"", {"ALL ON `shop`.*"}),
                             MakeAccount("boss", "localhost", "b", {"SELECT ON *.* WITH GRANT OPTION"}),
                             monitor, hashed};
  const galera::Status done = scene.Run();
  ASSERT_TRUE(done) << done.error().message << "\n" << scene.AllText();

  ASSERT_EQ(scene.Passwords().size(), 1u);
  const Progress password = scene.Passwords()[0];
  EXPECT_EQ(password.text, "root@localhost");
  EXPECT_EQ(password.password.Reveal().size(), 32u);
  for (const std::string& secret : {password.password.Reveal(), std::string("it's \\ a")}) {
    EXPECT_EQ(scene.AllText().find(secret), std::string::npos);
  }
  // The marker, the workshop and the files for the temporary server are gone;
  // no binary log and nothing of Galera's came to be.
  for (const char* name : {".galera-warden-first-start", ".galera-warden-install", "grastate.dat",
                           "galera.cache", "binlog.000001", "binlog.index", "test"}) {
    EXPECT_FALSE(std::filesystem::exists(scene.At("data/") + name)) << name;
  }
  EXPECT_FALSE(std::filesystem::exists(scene.At("run/first-start")));

  LoneServer server(scene.root());
  ASSERT_TRUE(server.LogIn("root", password.password.Reveal()));
  EXPECT_EQ(server.Ask("SELECT user, host FROM mysql.user ORDER BY user, host"),
            "app, %; boss, localhost; hashed, %; mariadb.sys, localhost; mysql, localhost; root, localhost");
  EXPECT_EQ(server.Ask("SHOW DATABASES"),
            "information_schema; mysql; performance_schema; shop; sys; we`ird \"name\"");
  EXPECT_NE(server.Ask("SHOW GRANTS").find("ALL PRIVILEGES ON *.*"), std::string::npos);
  EXPECT_EQ(server.Ask("SELECT @@gtid_binlog_pos, @@gtid_current_pos"), ", ");
  EXPECT_NE(server.Ask("SHOW GRANTS FOR mysql@localhost").find("IDENTIFIED VIA unix_socket"),
            std::string::npos);
  EXPECT_FALSE(server.LogIn("root", ""));
  EXPECT_FALSE(server.LogIn("app", ""));
  ASSERT_TRUE(server.LogIn("app", "it's \\ a \"secret\""));
  const std::string grants = server.Ask("SHOW GRANTS");
  EXPECT_NE(grants.find("GRANT USAGE ON *.* TO"), std::string::npos) << grants;
  EXPECT_NE(grants.find("GRANT ALL PRIVILEGES ON \"shop\".* TO"), std::string::npos) << grants;
  EXPECT_EQ(std::count(grants.begin(), grants.end(), ';'), 1) << grants;
  ASSERT_TRUE(server.LogIn("hashed", "password"));
  ASSERT_TRUE(server.LogIn("boss", "b"));
  EXPECT_NE(server.Ask("SHOW GRANTS").find("WITH GRANT OPTION"), std::string::npos);
}

TEST(FirstStart, LeavesRootToItsSocketWhenNobodySaysOtherwise) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  Scene scene;
  const galera::Status done = scene.Run();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(scene.Passwords().empty());
  LoneServer server(scene.root());
  ASSERT_TRUE(server.LogIn("root", ""));  // we are the system's root
  EXPECT_NE(server.Ask("SHOW CREATE USER").find("IDENTIFIED VIA unix_socket"), std::string::npos);
}

}  // namespace
}  // namespace watchdog

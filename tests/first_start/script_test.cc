#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "first_start/lone_server.h"
#include "first_start/scene.h"

namespace watchdog {
namespace {

void Compress(const Scene& scene, const std::string& program, const std::string& name,
              const std::string& text) {
  galera::ProgramSpec spec;
  scene.Write("plain", text);
  spec.argv = {"sh", "-c", program + " -c < " + scene.At("plain") + " > " + scene.At(name)};
  ASSERT_TRUE(galera::RunToSuccess(spec, {}, scene.options.deadline));
}

std::string Insert(int number) { return "INSERT INTO t VALUES (" + std::to_string(number) + ");\n"; }

TEST(InitScripts, RunInOrderEachInItsWay) {
  Scene scene;
  scene.settings.databases = {"shop"};
  Account root;
  root.user = "root";
  root.host = "localhost";
  root.password = galera::Secret("p'w#\"\\x");
  scene.settings.accounts = {root};
  scene.Write("init/10-table.sql",
              "CREATE TABLE t (n INT);\nDELIMITER //\nCREATE PROCEDURE p() SELECT 1//\n");
  Compress(scene, "gzip", "init/20.sql.gz", Insert(20));
  Compress(scene, "xz", "init/30.sql.xz", Insert(30));
  Compress(scene, "zstd -q", "init/40.sql.zst", Insert(40));
  scene.Write("init/50.env", "NUMBER=50\nexport WORD='two words'\nROOT_PASSWORD=hush-hush\n");
  scene.Write("init/60-run.sh",
              "#!/bin/sh\necho \"user $(id -un) word $WORD $ROOT_PASSWORD\"\n"
              "mariadb shop -e \"INSERT INTO t VALUES ($NUMBER)\"\n",
              true);
  scene.Write("init/70-source.sh",
              "echo 'INSERT INTO t VALUES (70);' | docker_process_sql\necho \"0 is $0\"\n");
  scene.Write("init/80-bare.sh", "echo bare\n", true);
  scene.Write("init/90-event.sql", "CREATE EVENT e ON SCHEDULE EVERY 1 SECOND DO INSERT INTO t VALUES (-1);");
  scene.Write("init/README", "not a script");
  const galera::Status done = scene.Run();
  ASSERT_TRUE(done) << done.error().message << "\n" << scene.AllText();
  const std::string text = scene.AllText();
  EXPECT_NE(text.find(std::string("script: user ") + (geteuid() == 0 ? "mysql" : "")), std::string::npos)
      << text;
  EXPECT_NE(text.find("word two words ***\n"), std::string::npos) << text;
  EXPECT_EQ(scene.Told(Progress::Kind::kWarning).size(), 1u);
  EXPECT_EQ(text.find("hush"), std::string::npos);

  LoneServer server(scene.root());
  ASSERT_TRUE(server.LogIn("root", "p'w#\"\\x"));
  EXPECT_EQ(server.Ask("SELECT n FROM shop.t WHERE n > 0"), "20; 30; 40; 50; 70");
  EXPECT_EQ(server.Ask("SELECT definer FROM information_schema.routines WHERE routine_name = 'p'"),
            "root@localhost");
}

TEST(InitScripts, StopAtAFailureAndGoOnThereTheNextTime) {
  Scene scene;
  scene.settings.databases = {"shop"};
  scene.Write("init/1.sql", "CREATE TABLE t (n INT); INSERT INTO t VALUES (1);");
  scene.Write("init/2.sh", "for i in $(seq 30); do echo line$i; done\nfalse\necho not reached\n");
  scene.Write("init/3.sql", "INSERT INTO t VALUES (3);");
  const galera::Status failed = scene.Run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, galera::ErrorCode::kRefused);
  for (const char* part : {"init script 2.sh", "exit code 1", "line30"}) {
    EXPECT_NE(failed.error().message.find(part), std::string::npos) << failed.error().message;
  }
  EXPECT_EQ(failed.error().message.find("not reached"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(scene.At("run/first-start/my.cnf")));

  scene.Write("init/2.sh", "true\n");
  const galera::Status done = scene.Run();
  ASSERT_TRUE(done) << done.error().message;
  if (geteuid() != 0) return;
  LoneServer server(scene.root());
  ASSERT_TRUE(server.LogIn("root", ""));
  EXPECT_EQ(server.Ask("SELECT n FROM shop.t"), "1; 3") << "1.sql ran twice, or 3.sql not once";
}

TEST(InitScripts, FailWithTheServersWordsWhenTheirSqlIsWrong) {
  Scene scene;
  scene.Write("init/a.sql", "SELECT 1;\nCREATE NONSENSE;\n");
  const galera::Status failed = scene.Run();
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("init script a.sql"), std::string::npos);
  EXPECT_NE(failed.error().message.find("ERROR 1064"), std::string::npos) << failed.error().message;
}

TEST(TimeZones, AreLoadedFromTheDirectoryGiven) {
  if (geteuid() != 0) GTEST_SKIP() << "logs in as root by the socket";
  if (!std::filesystem::exists("/usr/share/zoneinfo/Europe/Berlin")) GTEST_SKIP() << "no zoneinfo here";
  Scene scene;
  std::filesystem::create_directories(scene.At("zones/Europe"));
  std::filesystem::copy("/usr/share/zoneinfo/Europe/Berlin", scene.At("zones/Europe/Berlin"));
  scene.settings.load_time_zones = true;
  const galera::Status done = scene.Run();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(scene.Told(Progress::Kind::kWarning).empty());
  LoneServer server(scene.root());
  ASSERT_TRUE(server.LogIn("root", ""));
  EXPECT_EQ(
      server.Ask("SELECT CONVERT_TZ('2024-01-01 12:00:00', 'UTC', 'Europe/Berlin') IS NULL, COUNT(*) FROM "
                 "mysql.time_zone_name"),
      "1, 1");
}

TEST(TimeZones, AreNotMissedWhereThereAreNone) {
  Scene scene;
  scene.settings.load_time_zones = true;
  ASSERT_TRUE(scene.Run());
  ASSERT_EQ(scene.Told(Progress::Kind::kWarning).size(), 1u);
  EXPECT_NE(scene.Told(Progress::Kind::kWarning)[0].find(scene.At("zones")), std::string::npos);
}

}  // namespace
}  // namespace watchdog

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "cluster/child_process.h"
#include "first_start/lone_server.h"
#include "first_start/scene.h"

namespace watchdog {
namespace {

using galera::testing_cluster::ChildOptions;
using galera::testing_cluster::CommandResult;
using galera::testing_cluster::RunCommand;

galera::Result<CommandResult> Drive(const Scene& scene, const std::string& kill_at) {
  ChildOptions options;
  options.argv = {FIRST_START_DRIVER, scene.root(), kill_at};
  return RunCommand(options, std::chrono::milliseconds(60000));
}

void FillScene(const Scene& scene) {
  scene.Write("init/1.sql",
              "CREATE TABLE IF NOT EXISTS t (n INT); INSERT INTO t VALUES (1);"
              "CREATE OR REPLACE TABLE m (n INT) ENGINE=MyISAM; INSERT INTO m VALUES (1), (2), (3);");
  scene.Write("init/2.sh", "docker_process_sql -e 'INSERT INTO t VALUES (2)'\n");
  scene.Write("init/3.sql", "INSERT INTO t VALUES (3);");
  if (std::filesystem::exists("/usr/share/zoneinfo/UTC")) {
    std::filesystem::create_directories(scene.At("zones"));
    std::filesystem::copy("/usr/share/zoneinfo/UTC", scene.At("zones/UTC"));
  }
}

std::string FinalState(const Scene& scene) {
  LoneServer server(scene.root());
  if (const galera::Status in = server.LogIn("app", "app password"); !in) return in.error().message;
  std::string state = server.Ask("SHOW GRANTS");
  if (const galera::Status in = server.LogIn("root", "root's"); !in) return in.error().message;
  for (const char* question : {"SELECT n FROM shop.t", "SELECT COUNT(*) FROM shop.m",
                               "SELECT user, host, plugin FROM mysql.user ORDER BY user", "SHOW DATABASES",
                               "SELECT COUNT(*) FROM mysql.time_zone_name", "SHOW GRANTS"}) {
    state += "\n" + server.Ask(question);
  }
  // Hashes differ in nothing: mysql_native_password has no salt.
  return state;
}

TEST(FirstStart, EndsTheSameWhereverItWasKilled) {
  Scene whole;
  FillScene(whole);
  const auto undisturbed = Drive(whole, "none");
  ASSERT_TRUE(undisturbed && undisturbed->exit.Clean())
      << (undisturbed ? undisturbed->err : undisturbed.error().message);
  const std::string wanted = FinalState(whole);
  ASSERT_NE(wanted.find("\n1; 2; 3\n"), std::string::npos) << wanted;

  int steps = 0;
  for (;; ++steps) {
    Scene scene;
    FillScene(scene);
    const auto killed = Drive(scene, std::to_string(steps));
    ASSERT_TRUE(killed);
    if (killed->exit.Clean()) break;  // there is no such step
    ASSERT_EQ(killed->exit.signal, SIGKILL) << killed->err;
    const auto again = Drive(scene, "none");
    ASSERT_TRUE(again);
    ASSERT_TRUE(again->exit.Clean()) << "after step " << steps << ": " << again->err << again->out;
    EXPECT_EQ(FinalState(scene), wanted) << "after step " << steps << ":\n" << killed->out;
    EXPECT_FALSE(std::filesystem::exists(scene.At("data/.galera-warden-first-start")));
    EXPECT_FALSE(std::filesystem::exists(scene.At("data/.galera-warden-install")));
  }
  EXPECT_GE(steps, 10);
}

// Not at a step but amid the work of one, again and again: by the clock.
TEST(FirstStart, SurvivesKillsAmidItsWork) {
  Scene scene;
  FillScene(scene);
  int kills = 0;
  bool done = false;
  for (int millis = 60; !done && kills < 40; millis += 90) {
    ChildOptions options;
    options.argv = {FIRST_START_DRIVER, scene.root(), "none"};
    auto child = galera::testing_cluster::ChildProcess::Start(options);
    ASSERT_TRUE(child);
    const auto exit = child->Wait(std::chrono::milliseconds(millis));
    if (exit) {
      ASSERT_TRUE(exit->Clean()) << child->Stderr() << child->Stdout();
      done = true;
      continue;
    }
    ASSERT_TRUE(child->Signal(SIGKILL));
    ASSERT_TRUE(child->Wait(std::chrono::milliseconds(10000)));
    ++kills;
  }
  ASSERT_TRUE(done) << kills;
  EXPECT_GE(kills, 3);
  // A script that was killed amid its work runs again, so rows may be there twice.
  LoneServer server(scene.root());
  ASSERT_TRUE(server.LogIn("root", "root's"));
  EXPECT_EQ(server.Ask("SELECT DISTINCT n FROM shop.t"), "1; 2; 3");
}

}  // namespace
}  // namespace watchdog

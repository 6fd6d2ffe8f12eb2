// A change of MariaDB's series, the startup hook, and mariadbd's notify command, on
// one real node.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "lone_node.h"

namespace galera {
namespace {

constexpr char kOldVersion[] = "10.6.12-MariaDB";

std::string ReadFileOf(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

class UpgradeTest : public testing::Test {
 protected:
  // Founds at the first call, goes on from the node's data at the next ones.
  void Run(const std::vector<std::string>& environment = {}) {
    node_.Write("data/new-cluster", "");
    LoneNode::Options options;
    options.environment = {"MYSQL_ROOT_PASSWORD=x"};
    options.environment.insert(options.environment.end(), environment.begin(), environment.end());
    node_.Start(options);
    ASSERT_TRUE(node_.Says("mariadbd serves")) << node_.Log();
  }
  void StopCleanly() {
    kill(*node_.Supervisor(), SIGTERM);
    ASSERT_EQ(node_.Ends(), 0) << node_.Log();
  }
  std::string Uuid() const {
    std::smatch match;
    const std::string text = ReadFileOf(node_.At("data/grastate.dat"));
    return std::regex_search(text, match, std::regex("uuid: +([-0-9a-f]+)")) ? match[1].str() : "";
  }
  std::string DataVersion() const { return ReadFileOf(node_.At("data/mysql_upgrade_info")); }

  LoneNode node_;
};

TEST_F(UpgradeTest, IsMadeOnceAfterACleanStopAndKeepsTheHistory) {
  Run();
  StopCleanly();
  const std::string made_by = DataVersion();
  const std::string uuid = Uuid();
  ASSERT_NE(made_by, "");
  ASSERT_NE(uuid, "");

  node_.Write("data/mysql_upgrade_info", kOldVersion);
  std::filesystem::permissions(node_.At("data/mysql_upgrade_info"), std::filesystem::perms(0666));
  Run();
  EXPECT_NE(node_.Log().find("Phase 8/8"), std::string::npos) << node_.Log();
  EXPECT_NE(node_.Log().find("upgrade of system tables done"), std::string::npos) << node_.Log();
  EXPECT_EQ(DataVersion().substr(0, 5), made_by.substr(0, 5));
  StopCleanly();
  EXPECT_EQ(Uuid(), uuid);

  Run();
  EXPECT_EQ(node_.Log().find("upgrade of system tables"), std::string::npos) << node_.Log();
}

TEST_F(UpgradeTest, IsNotMadeAfterAnUncleanStopOrAgainstTheOperator) {
  Run();
  kill(*node_.Server(), SIGKILL);
  ASSERT_EQ(node_.Ends(), 128 + SIGKILL);
  node_.Write("data/mysql_upgrade_info", kOldVersion);
  Run();
  EXPECT_NE(node_.Log().find("no upgrade after an unclean stop"), std::string::npos) << node_.Log();
  StopCleanly();
  EXPECT_EQ(DataVersion(), kOldVersion);

  Run({"SKIP_UPGRADES=1"});
  EXPECT_NE(node_.Log().find("no upgrade, SKIP_UPGRADES says so"), std::string::npos) << node_.Log();
  StopCleanly();
  node_.Write("data/skip-upgrades", "");
  Run();
  EXPECT_NE(node_.Log().find("no upgrade, SKIP_UPGRADES says so"), std::string::npos) << node_.Log();
  EXPECT_EQ(DataVersion(), kOldVersion);
}

// A transfer by mariabackup brings no file of mariadb-upgrade's.
TEST_F(UpgradeTest, KnowsTheVersionByItsOwnRecordToo) {
  Run();
  StopCleanly();
  std::filesystem::remove(node_.At("data/mysql_upgrade_info"));
  Run();
  ASSERT_TRUE(std::filesystem::exists(node_.At("data/galera-warden-version")));
  StopCleanly();
  node_.Write("data/galera-warden-version", kOldVersion);
  Run();
  EXPECT_NE(node_.Log().find("upgrade of system tables done"), std::string::npos) << node_.Log();
}

TEST_F(UpgradeTest, TheHookRunsBeforeAndOneThatFailsEndsTheStart) {
  const std::string hook = node_.Write("startup.sh", "echo hook at $NODE_ADDRESS with \"$1\"\n");
  LoneNode::Options options;
  options.arguments = {"seed", "--max-connections=77"};
  options.environment = {"MYSQL_ROOT_PASSWORD=x", "GALERA_WARDEN_NODE_STARTUP_HOOK=" + hook};
  node_.Start(options);
  ASSERT_TRUE(node_.Says("mariadbd serves")) << node_.Log();
  const std::size_t said = node_.Log().find("hook at 127.0.0.1 with --max-connections=77");
  EXPECT_LT(said, node_.Log().find("first start")) << node_.Log();
  StopCleanly();

  node_.Write("startup.sh", "echo no good; exit 3\n");
  node_.Start(options);
  EXPECT_EQ(node_.Ends(), 1);
  EXPECT_NE(node_.Log().find("startup hook " + hook), std::string::npos) << node_.Log();
  EXPECT_NE(node_.Log().find("no good"), std::string::npos) << node_.Log();
}

TEST_F(UpgradeTest, MariadbdTellsItsViewsThroughTheNotifyCommand) {
  Run();
  EXPECT_TRUE(node_.Says("view of the cluster\" change=\"members: ")) << node_.Log();
  EXPECT_EQ(node_.Log().find("Notification command failed"), std::string::npos) << node_.Log();
}

}  // namespace
}  // namespace galera

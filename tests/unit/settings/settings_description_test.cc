#include "settings/settings_description.h"

#include "settings_world.h"

namespace watchdog {
namespace {

std::string Describe(const LoadedSettings& loaded) {
  if (!loaded.settings) return AllProblems(loaded);
  std::string text;
  for (const std::string& line : DescribeSettings(*loaded.settings)) text += line + "\n";
  return text;
}

TEST(DescribeSettings, ShowsNoSecret) {
  World world;
  world.arguments = {"node", "db1", "--wsrep-sst-auth=sst:hush1", "--ssl-passphrase", "hush2", "--console"};
  world.environment = {{"SYSTEM_PASSWORD", "hush3"},
                       {"MYSQL_ROOT_PASSWORD", "hush4"},
                       {"MYSQL_USER", "app"},
                       {"MYSQL_PASSWORD", "hush5"},
                       {"MYSQL_EXPORTER_PASSWORD", "hush6"},
                       {"my_report_password", "hush7"},
                       {"wsrep_provider_options", "socket.ssl_password=hush8;gcache.size=1G"},
                       {"GALERA_WARDEN_NODE_CONSUL_SERVICE", "galera"},
                       {"CONSUL_HTTP_TOKEN", "hush9"},
                       {"CONSUL_HTTP_AUTH", "user:hush10"},
                       {"GALERA_WARDEN_NODE_CLUSTER_SECRET", "hush11hush11hush11"},
                       {"TRACE", "y"}};
  const LoadedSettings loaded = Load(world);
  ASSERT_LOADS(loaded);
  const std::string text = Describe(loaded);
  EXPECT_NE(text.find("cluster_secret = (set)"), std::string::npos) << text;
  EXPECT_EQ(text.find("hush"), std::string::npos) << text;
  EXPECT_NE(text.find("account = \"root\" at \"127.0.0.1\", password set"), std::string::npos) << text;
  EXPECT_NE(text.find("mariadbd argument = \"--console\""), std::string::npos) << text;
  EXPECT_NE(text.find("provider option \"gcache.size\" = \"1G\""), std::string::npos) << text;
  EXPECT_NE(text.find("variable report_password = (set)"), std::string::npos) << text;
  EXPECT_NE(text.find("consul_token = (set)"), std::string::npos) << text;
}

TEST(DescribeSettings, ShowsNoHash) {
  const std::string text = Describe(
      LoadEnvironment({{"MARIADB_ROOT_PASSWORD_HASH", "*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29"}}));
  EXPECT_EQ(text.find("94BDC"), std::string::npos);
  EXPECT_NE(text.find("password hash set"), std::string::npos) << text;
}

TEST(DescribeSettings, IsOneLineEach) {
  for (const std::string& line :
       DescribeSettings(*LoadEnvironment({{"my_init_connect", "a\nb\x1b[31m"}}).settings)) {
    EXPECT_EQ(line.find_first_of("\n\x1b"), std::string::npos) << line;
  }
}

TEST(DescribeSettings, ShowsWhereTheNodeIs) {
  const std::string text = Describe(LoadEnvironment({{"my_port", "3310"}, {"cluster_name", "demo"}}));
  EXPECT_NE(text.find("mode = node\n"), std::string::npos) << text;
  EXPECT_NE(text.find("cluster_name = \"demo\"\n"), std::string::npos) << text;
  EXPECT_NE(text.find("ports = sql 3310, group 13310, ist 23310, sst 33310, peers' health 8081\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("peer = \"db1:13310\"\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace watchdog

#include "mariadbd_config/server_config.h"

#include <gtest/gtest.h>

#include <set>

#include "node_fixture.h"

namespace watchdog {
namespace {

TEST(ServerConfig, JoinsThePeers) {
  const OptionFile file = Built(Settings(), Facts());
  const std::pair<const char*, const char*> lines[] = {
      {"wsrep_on", "ON"},
      {"wsrep_provider", "/usr/lib/galera/libgalera_smm.so"},
      {"wsrep_cluster_name", "orders"},
      {"wsrep_cluster_address", "gcomm://10.0.0.2:4567,10.0.0.3:4567"},
      {"wsrep_node_address", "10.0.0.1"},
      {"wsrep_node_name", "db1"},
      {"wsrep_notify_cmd", "/run/gw/notify 9105"},
      {"loose_wsrep_status_file", "/run/gw/wsrep-status.json"},
      {"binlog_format", "ROW"},
      {"default_storage_engine", "InnoDB"},
      {"innodb_autoinc_lock_mode", "2"},
      {"datadir", "/var/lib/mysql"},
      {"socket", "/run/mysqld/mysqld.sock"},
      {"port", "3306"},
      {"pid_file", "/run/gw/mariadbd.pid"},
      {"bind_address", "*"},
      {"log_error", "<none>"},
      {"innodb_buffer_pool_size", "<none>"},
      {"server_id", "<none>"}};
  for (const auto& [name, value] : lines) EXPECT_EQ(Value(file, "mysqld", name), value) << name;
  EXPECT_EQ(Value(file, "client", "socket"), "/run/mysqld/mysqld.sock");
}

TEST(ServerConfig, NeverHasAnEmptyListOfPeers) {
  ServerFacts facts = Facts();
  facts.group_addresses.clear();
  EXPECT_EQ(Value(Built(Settings(), facts), "mysqld", "wsrep_cluster_address"), "gcomm://10.0.0.1:4567");
  facts.node_address = "fd00::1";
  EXPECT_EQ(Value(Built(Settings(), facts), "mysqld", "wsrep_cluster_address"), "gcomm://[fd00::1]:4567");
  facts.node_address.clear();
  EXPECT_NE(Refusal(Settings(), facts).find("address"), std::string::npos);
}

TEST(ServerConfig, RefusesPeersThatWouldChangeTheList) {
  for (const char* bad : {"", "a,b", "a?pc.bootstrap=1", "a b", "gcomm://a"}) {
    ServerFacts facts = Facts();
    facts.group_addresses = {bad};
    EXPECT_NE(Refusal(Settings(), facts).find("peer"), std::string::npos) << bad;
  }
}

TEST(ServerConfig, LeavesEverythingOfGaleraOutWithoutIt) {
  NodeSettings settings = Settings();
  settings.mode = Mode::kNoGalera;
  settings.wsrep_on = false;
  settings.variables = {{"wsrep_slave_threads", "4"}, {"wsrep_on", "OFF"}, {"max_connections", "9"}};
  settings.transfer_limit_bytes_per_second = 1000;
  const OptionFile file = Built(settings, ServerFacts{});
  EXPECT_EQ(Value(file, "mysqld", "wsrep_on"), "OFF");
  EXPECT_EQ(Value(file, "mysqld", "max_connections"), "9");
  for (const OptionSection& section : file.sections) {
    EXPECT_NE(section.name, "sst");
    for (const OptionLine& line : section.lines) {
      EXPECT_TRUE(line.name == "wsrep_on" || line.name.find("wsrep") == std::string::npos) << line.name;
    }
  }
}

TEST(ServerConfig, LetsTheOperatorsVariablesReplaceOurs) {
  NodeSettings settings = Settings();
  settings.variables = {{"Bind-Address", "127.0.0.11"},
                        {"innodb_autoinc_lock_mode", "1"},
                        {"innodb-buffer-pool-size", "3G"},
                        {"wsrep_provider_options", "gcache.size=1G"},
                        {"wsrep_sst_auth", "me:mine"},
                        {"loose_new_thing", "a # b"},
                        {"skip_name_resolve", ""},
                        {"sql_mode", ""},
                        {"port", "3306"}};
  ServerFacts facts = Facts();
  facts.memory_limit_bytes = std::uint64_t{4} << 30;
  const OptionFile file = Built(settings, facts);
  EXPECT_EQ(Value(file, "mysqld", "bind_address"), "127.0.0.11");
  EXPECT_EQ(Value(file, "mysqld", "innodb_autoinc_lock_mode"), "1");
  EXPECT_EQ(Value(file, "mysqld", "innodb_buffer_pool_size"), "3G");
  EXPECT_EQ(Value(file, "mysqld", "loose_new_thing"), "a # b");
  EXPECT_EQ(Value(file, "mysqld", "skip_name_resolve"), "<bare>");
  EXPECT_EQ(Value(file, "mysqld", "sql_mode"), "");
  EXPECT_EQ(Value(file, "mysqld", "wsrep_sst_auth"), "me:mine");
  EXPECT_EQ(RenderMasked(file)->find("mine"), std::string::npos);
  EXPECT_NE(Value(file, "mysqld", "wsrep_provider_options").find("gcache.size=1G;"), std::string::npos);
}

TEST(ServerConfig, HasEachNameOnce) {
  NodeSettings settings = Settings();
  const OptionFile ours = Built(Settings(), Facts());
  for (const OptionLine& line : ours.sections.at(0).lines) {
    if (line.name != "wsrep_cluster_address" && line.name != "wsrep_notify_cmd") {
      std::string upper = line.name;
      for (char& c : upper) c = c == '_' ? '-' : static_cast<char>(std::toupper(c));
      settings.variables[upper] = *line.value;
    }
  }
  std::set<std::string> names;
  const OptionFile file = Built(settings, Facts());
  for (const OptionLine& line : file.sections.at(0).lines) {
    EXPECT_TRUE(names.insert(line.name).second) << line.name;
  }
  EXPECT_GT(names.size(), 15u);
}

TEST(ServerConfig, RefusesVariablesThatBreakIt) {
  NodeSettings settings = Settings();
  settings.variables["datadir"] = "/elsewhere";
  EXPECT_NE(Refusal(settings, Facts()).find("datadir"), std::string::npos);
  settings = Settings();
  settings.variables["max connections"] = "5";
  EXPECT_NE(Refusal(settings, Facts()).find("max connections"), std::string::npos);
  settings = Settings();
  settings.variables["init_connect"] = std::string(5000, 'x');
  EXPECT_NE(Refusal(settings, Facts()).find("init_connect"), std::string::npos);
}

TEST(ServerConfig, IsEqualForEqualInputAndSaysWhoWroteIt) {
  const std::string text = *Render(Built(Settings(), Facts()));
  EXPECT_EQ(text, *Render(Built(Settings(), Facts())));
  EXPECT_TRUE(text.starts_with("# Written by galera-warden")) << text;
  EXPECT_NE(text.find("Do not edit"), std::string::npos);
}

TEST(ServerConfig, SizesTheBufferPoolByTheContainer) {
  ServerFacts facts = Facts();
  facts.memory_limit_bytes = std::uint64_t{3} << 30;
  EXPECT_EQ(Value(Built(Settings(), facts), "mysqld", "innodb_buffer_pool_size"), "1536M");
  constexpr std::uint64_t kMiB = 1 << 20;
  EXPECT_EQ(BufferPoolBytes(33 * kMiB + 7), 16 * kMiB);
  EXPECT_EQ(BufferPoolBytes(31 * kMiB), std::nullopt);
  EXPECT_EQ(BufferPoolBytes(0), std::nullopt);
  EXPECT_EQ(BufferPoolBytes(std::uint64_t{1} << 50), std::uint64_t{512} << 30);
}

TEST(ServerConfig, TakesTimeZoneAndServerId) {
  NodeSettings settings = Settings();
  settings.server_id = 7;
  settings.time_zone = "+01:00";
  const OptionFile file = Built(settings, Facts());
  EXPECT_EQ(Value(file, "mysqld", "server_id"), "7");
  EXPECT_EQ(Value(file, "mysqld", "default_time_zone"), "+01:00");
}

}  // namespace
}  // namespace watchdog

#include "settings/variable_table.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "settings/accounts.h"
#include "settings_world.h"

namespace watchdog {
namespace {

std::string Text(bool yes) { return yes ? "yes" : "no"; }

template <typename Number>
std::string Text(const std::optional<Number>& number) {
  return number ? std::to_string(*number) : "unset";
}

std::string PasswordOf(const NodeSettings& settings, const std::string& user) {
  const Account* account = FindAccount(settings.accounts, user);
  return account == nullptr ? "no " + user : account->password.Reveal();
}

std::string HashOf(const NodeSettings& settings, const std::string& user) {
  const Account* account = FindAccount(settings.accounts, user);
  return account == nullptr ? "no " + user : account->password_hash.Reveal();
}

std::string HostOf(const NodeSettings& settings, const std::string& user) {
  const Account* account = FindAccount(settings.accounts, user);
  return account == nullptr ? "no " + user : account->host;
}

std::string GrantsOf(const NodeSettings& settings, const std::string& user) {
  const Account* account = FindAccount(settings.accounts, user);
  std::string text;
  for (const std::string& grant : account == nullptr ? std::vector<std::string>{} : account->grants)
    text += grant + ";";
  return text;
}

// What one variable does: each of its names, given `value`, makes `read` say `expected`.
struct Row {
  std::string id;
  std::string value;
  std::string expected;
  std::function<std::string(const NodeSettings&)> read;
  std::map<std::string, std::string> beside = {};
};

const std::string kHash = "*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29";
const std::map<std::string, std::string> kTls = {{"GALERA_WARDEN_NODE_TLS_CA_FILE", "/ca"},
                                                 {"GALERA_WARDEN_NODE_TLS_CERT_FILE", "/cert"},
                                                 {"GALERA_WARDEN_NODE_TLS_KEY_FILE", "/key"}};
const std::map<std::string, std::string> kConsulPair = {{"CONSUL_CLIENT_CERT", "/cert"},
                                                        {"CONSUL_CLIENT_KEY", "/key"}};
const std::map<std::string, std::string> kRoot = {{"MYSQL_ROOT_PASSWORD", "r"}};
const std::map<std::string, std::string> kUser = {{"MYSQL_USER", "app"}, {"MYSQL_ROOT_PASSWORD", "r"}};
const std::map<std::string, std::string> kAccount = {
    {"MYSQL_USER", "app"}, {"MYSQL_PASSWORD", "p"}, {"MYSQL_ROOT_PASSWORD", "r"}};

#define READ(expression) [](const NodeSettings& s) -> std::string { return expression; }

std::vector<Row> Rows() {
  return {
      {"cluster_name", "demo", "demo", READ(s.cluster_name)},
      {"node_name", "db1", "db1", READ(s.node_name)},
      {"node_address", "^10.0.1.*", "^10.0.1.*", READ(s.node_address)},
      {"interface", "br0", "br0", READ(s.node_address)},
      {"server_id", "4294967295", "4294967295", READ(Text(s.server_id))},
      {"pod_name", "db-7", "7 db-7", READ(Text(s.ordinal) + " " + s.pod_name)},
      {"hostname", "db-8", "8", READ(Text(s.ordinal)), {{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}},
      {"pod_namespace", "shop", "shop", READ(s.pod_namespace)},
      {"cluster_address", "gcomm://a?x=1", "a x=1", READ(s.peers.at(0) + " " + s.provider_options)},
      {"join_address", "a:13310", "a:13310", READ(s.peers.at(0))},
      {"gcomm_minimum", "3", "3", READ(std::to_string(s.gcomm_minimum)), {{"node1", "a"}}},
      {"wsrep_on", "0", "no", READ(Text(s.wsrep_on))},
      {"cluster_secret", "sixteen bytes...", "sixteen bytes...", READ(s.cluster_secret.Reveal())},
      {"auto_recovery_mode", "confirm-recover", "confirm-recover", READ(s.auto_recovery_mode)},
      {"auto_new_cluster", "true", "confirm-new-cluster", READ(s.auto_recovery_mode)},
      {"port", "3310", "3310 13310", READ(std::to_string(s.ports.sql) + " " + std::to_string(s.ports.group))},
      {"group_port", "5567", "5567", READ(std::to_string(s.ports.group))},
      {"ist_port", "5568", "5568", READ(std::to_string(s.ports.ist))},
      {"sst_port", "5444", "5444", READ(std::to_string(s.ports.sst))},
      {"peer_health_port", "9081", "9081", READ(std::to_string(s.ports.synced_health))},
      {"listen_when_healthy", "3307", "3307", READ(Text(s.listen_when_healthy))},
      {"fake_healthcheck", "8080", "8080", READ(Text(s.fake_health_port))},
      {"data_directory", "/data/db/", "/data/db", READ(s.data_directory)},
      {"sql_socket", "/s.sock", "/s.sock", READ(s.sql_socket)},
      {"system_user", "maria", "maria", READ(s.system_user)},
      {"provider_options", "a=1;b=2", "a=1;b=2", READ(s.provider_options)},
      {"gcache_size", "5G", "gcache.size=5G", READ(s.provider_options)},
      {"time_zone", "+02:00", "+02:00", READ(s.time_zone)},
      {"tz", "CET", "CET", READ(s.time_zone)},
      {"sst_method", "rsync", "yes", READ(Text(s.sst_method == SstMethod::kRsync && s.sst_method_given))},
      {"sst_password", "a:'b", "a:'b", READ(s.sst_account->password.Reveal())},
      {"sst_auth", "sst:a:'b", "sst a:'b",
       READ(s.sst_account->user + " " + s.sst_account->password.Reveal())},
      {"transfer_limit", "6000", "6144000", READ(Text(s.transfer_limit_bytes_per_second))},
      {"sst_receive_address", "10.0.0.1:5444", "5444", READ(std::to_string(s.ports.sst))},
      {"tls_ca", "/ca", "/ca", READ(s.tls_ca_file), kTls},
      {"tls_cert", "/cert", "/cert", READ(s.tls_cert_file), kTls},
      {"tls_key", "/key", "/key", READ(s.tls_key_file), kTls},
      {"root_password", "a'b", "a'b", READ(PasswordOf(s, "root"))},
      {"root_password_hash", kHash, kHash, READ(HashOf(s, "root"))},
      {"root_random", "yes", "yes", READ(Text(s.accounts.at(0).random_password))},
      {"root_empty", "1", "no", READ(Text(s.accounts.at(0).random_password))},
      {"root_host", "10.%", "10.%", READ(HostOf(s, "root")), kRoot},
      {"root_socket", "0", "no", READ(Text(s.accounts.at(1).unix_socket))},
      {"user",
       "shop",
       "p",
       READ(PasswordOf(s, "shop")),
       {{"MYSQL_PASSWORD", "p"}, {"MYSQL_ROOT_PASSWORD", "r"}}},
      {"user_password", "p'", "p'", READ(PasswordOf(s, "app")), kUser},
      {"user_password_hash", kHash, kHash, READ(HashOf(s, "app")), kUser},
      {"user_host", "10.%", "10.%", READ(HostOf(s, "app")), kAccount},
      {"database", "shop", "shop", READ(s.databases.at(0)), kRoot},
      {"user_database", "shop", "ALL PRIVILEGES ON `shop`.*;", READ(GrantsOf(s, "app")), kAccount},
      {"user_grant",
       "1",
       "ALL PRIVILEGES ON `shop`.*;GRANT OPTION ON `shop`.*;",
       READ(GrantsOf(s, "app")),
       {{"MYSQL_USER", "app"}, {"MYSQL_PASSWORD", "p"}, {"MYSQL_DATABASE", "shop"}}},
      {"system_password", "s", "s", READ(PasswordOf(s, "system"))},
      {"exporter_user", "prom", "e", READ(PasswordOf(s, "prom")), {{"MYSQL_EXPORTER_PASSWORD", "e"}}},
      {"exporter_password", "e", "e", READ(PasswordOf(s, "exporter"))},
      {"skip_tzinfo", "1", "no", READ(Text(s.load_time_zones))},
      {"skip_upgrades", "y", "yes", READ(Text(s.skip_upgrades))},
      {"auto_upgrade", "0", "yes", READ(Text(s.skip_upgrades))},
      {"healthy_while_booting", "1", "yes", READ(Text(s.healthy_while_booting))},
      {"recovery", "proven", "proven",
       READ(s.recovery == RecoveryPolicy::kProven ? std::string("proven") : "")},
      {"recovery_patience", "90s", "90", READ(std::to_string(s.recovery_patience.count()))},
      {"restarts", "5", "5", READ(std::to_string(s.restarts))},
      {"gcomm_minimum_step", "90s", "90", READ(std::to_string(s.gcomm_minimum_step.count()))},
      {"skip_transfer_checks", "1", "yes", READ(Text(s.skip_transfer_checks))},
      {"trace", "y", "yes", READ(Text(s.trace))},
      {"run_directory", "/r", "/r", READ(s.run_directory)},
      {"confirm_directory", "/c", "/c", READ(s.confirm_directory)},
      {"init_directory", "/i", "/i", READ(s.init_directory)},
      {"startup_hook", "/h", "/h", READ(s.startup_hook)},
      {"drain", "1500ms", "1500", READ(std::to_string(s.drain.count()))},
      {"stop_grace", "500ms", "1", READ(std::to_string(s.stop_grace.count()))},
      {"transfer_grace", "1m", "60", READ(std::to_string(s.transfer_grace.count()))},
      {"waiting_grace", "5s", "5", READ(std::to_string(s.waiting_grace.count()))},
      {"consul_address", "https://c:85/p", "https://c:85/p", READ(s.consul.address.Text())},
      {"consul_host", "c", "http://c:8500", READ(s.consul.address.Text())},
      {"consul_token", "t'", "t'", READ(s.consul.token.Reveal())},
      {"consul_login", "u:p", "u:p", READ(s.consul.login.Reveal())},
      {"consul_tls", "1", "https://127.0.0.1:8500", READ(s.consul.address.Text())},
      {"consul_verify", "0", "no", READ(Text(s.consul.verify))},
      {"consul_ca", "/ca", "/ca", READ(s.consul.ca_file)},
      {"consul_ca_path", "/cas", "/cas", READ(s.consul.ca_path)},
      {"consul_cert", "/cert", "/cert", READ(s.consul.cert_file), kConsulPair},
      {"consul_key", "/key", "/key", READ(s.consul.key_file), kConsulPair},
      {"consul_server_name", "server.dc1.consul", "server.dc1.consul", READ(s.consul.server_name)},
      {"consul_service", "galera", "galera", READ(s.consul.service)},
      {"consul_tags", "a, b,,c", "abc",
       READ(s.consul.tags.at(0) + s.consul.tags.at(1) + s.consul.tags.at(2))},
      {"consul_ttl", "4500ms", "5", READ(std::to_string(s.consul.ttl.count()))},
      {"consul_deregister_after", "2m", "120", READ(std::to_string(s.consul.deregister_after.count()))},
      {"first_start_timeout", "1h", "3600", READ(std::to_string(s.first_start_timeout.count()))},
  };
}

const Variable& Find(const std::string& id) {
  for (const Variable& variable : VariableTable()) {
    if (variable.id == id) return variable;
  }
  ADD_FAILURE() << "no variable " << id;
  return VariableTable().front();
}

class EveryVariable : public testing::TestWithParam<Row> {
 protected:
  static void Expect(const std::map<std::string, std::string>& given,
                     const std::map<std::string, std::string>& files, const std::string& how) {
    const Row& row = GetParam();
    World world;
    world.environment = row.beside;
    for (const auto& [name, value] : given) world.environment[name] = value;
    world.files = files;
    const bool names_peers = row.id == "cluster_address" || row.id == "join_address";
    world.arguments =
        names_peers ? std::vector<std::string>{"node"} : std::vector<std::string>{"node", "db1"};
    const LoadedSettings loaded = Load(world);
    ASSERT_TRUE(loaded.settings) << how << "\n" << AllProblems(loaded);
    EXPECT_EQ(row.read(*loaded.settings), row.expected) << how;
  }
};

TEST_P(EveryVariable, WorksUnderAllItsNames) {
  const Row& row = GetParam();
  const Variable& variable = Find(row.id);
  for (const Spelling& spelling : variable.spellings) {
    std::map<std::string, std::string> given = {{spelling.name, row.value}};
    // The official names want root's password settled.
    if (spelling.source == Source::kOfficial && !row.id.starts_with("root_"))
      given["MYSQL_ROOT_PASSWORD"] = "r";
    Expect(given, {}, spelling.name);
    if (!TakesFile(variable, spelling)) continue;
    given.erase(spelling.name);
    given[spelling.name + "_FILE"] = "/secret";
    Expect(given, {{"/secret", row.value + "\n"}}, spelling.name + "_FILE");
    given.erase(spelling.name + "_FILE");
    if (!DefaultFile(spelling).empty())
      Expect(given, {{DefaultFile(spelling), row.value + "\n"}}, DefaultFile(spelling));
  }
}

INSTANTIATE_TEST_SUITE_P(VariableTable, EveryVariable, testing::ValuesIn(Rows()),
                         [](const testing::TestParamInfo<Row>& row) { return row.param.id; });

TEST(VariableTable, EveryRowIsExercised) {
  std::set<std::string> tested = {"my_", "wsrep_", "node",
                                  "refused"};  // in readings_test.cc, environment_test.cc
  for (const Row& row : Rows()) tested.insert(row.id);
  for (const Variable& variable : VariableTable()) EXPECT_EQ(tested.count(variable.id), 1U) << variable.id;
  EXPECT_EQ(tested.size(), VariableTable().size());
}

TEST(VariableTable, NoNameStandsTwice) {
  std::set<std::string> names;
  for (const Variable& variable : VariableTable()) {
    EXPECT_FALSE(variable.meaning.empty()) << variable.id;
    for (const Spelling& spelling : variable.spellings) {
      EXPECT_TRUE(names.insert(spelling.name).second) << spelling.name;
      if (!TakesFile(variable, spelling)) continue;
      EXPECT_TRUE(names.insert(spelling.name + "_FILE").second) << spelling.name;
    }
  }
}

// Written anew with REWRITE=1.
TEST(VariableTable, IsTheReadmes) {
  const std::string begin = "<!-- variables: begin -->\n";
  const std::string end = "<!-- variables: end -->\n";
  std::ifstream in(SETTINGS_README);
  std::stringstream readme;
  readme << in.rdbuf();
  std::string text = readme.str();
  const std::size_t from = text.find(begin);
  const std::size_t to = text.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  const std::size_t first = from + begin.size();
  if (std::getenv("REWRITE") != nullptr) {
    text.replace(first, to - first, DescribeVariables());
    std::ofstream(SETTINGS_README) << text;
    return;
  }
  EXPECT_EQ(text.substr(first, to - first), DescribeVariables())
      << "run it with REWRITE=1, and read the difference";
}

}  // namespace
}  // namespace watchdog

#include "settings/variable_table.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <type_traits>

#include "config/option_value.h"
#include "config/quotation.h"
#include "galera/text.h"
#include "galera/utf8.h"
#include "settings/setting_value.h"

namespace watchdog {
namespace {

using enum Source;
using Kind = Variable::Kind;
using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::size_t kClusterNameMax = 32;  // of wsrep_cluster_name
constexpr std::size_t kSocketPathMax = 107;  // of sockaddr_un
constexpr std::size_t kServiceNameMax = 63;  // of a DNS label: Consul answers for it
constexpr std::string_view kServiceLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
constexpr std::size_t kClusterSecretMin = 16;  // as evidence/signature.h wants it
constexpr std::chrono::seconds kTtlMin{3};     // three reports in it
constexpr std::chrono::seconds kTtlMax{3600};
constexpr std::chrono::seconds kDeregisterAfterMin{60};  // of Consul: it would round up

Error Invalid(std::string message) { return Error{ErrorCode::kInvalid, std::move(message), 0}; }

template <auto kMember>
Status StoreText(const std::string& value, NodeSettings& settings) {
  settings.*kMember = value;
  return {};
}

template <auto kMember, bool kTurned = false>
Status StorePresence(const std::string& value, NodeSettings& settings) {
  settings.*kMember = MeansYes(value) != kTurned;
  return {};
}

template <auto kMember>
Status StoreYesNo(const std::string& value, NodeSettings& settings) {
  const Result<bool> parsed = ParseYesNo(value);
  if (!parsed) return parsed.error();
  settings.*kMember = *parsed;
  return {};
}

template <auto kMember>
Status StorePort(const std::string& value, NodeSettings& settings) {
  const Result<std::uint16_t> port = ParseServicePort(value);
  if (!port) return port.error();
  settings.*kMember = *port;
  return {};
}

Status StoreHealthPort(const std::string& value, NodeSettings& settings) {
  const Result<std::uint16_t> port = ParseServicePort(value);
  if (!port) return port.error();
  settings.ports.synced_health = *port;
  return {};
}

template <auto kMember>
Status StorePath(const std::string& value, NodeSettings& settings) {
  const Result<std::string> path = ParseAbsolutePath(value);
  if (!path) return path.error();
  settings.*kMember = *path;
  return {};
}

Status StoreSocket(const std::string& value, NodeSettings& settings) {
  if (value.size() > kSocketPathMax) return Invalid("is longer than 107 bytes; use a shorter path");
  return StorePath<&NodeSettings::sql_socket>(value, settings);
}

// Seconds are rounded up: a grace of 500ms must not become one without end.
template <auto kMember>
Status StoreDuration(const std::string& value, NodeSettings& settings) {
  const Result<std::chrono::milliseconds> parsed = galera::ParseDuration(value);
  if (!parsed) return Invalid(parsed.error().message + "; use a number with a unit, like 30s");
  using Unit = std::remove_reference_t<decltype(settings.*kMember)>;
  settings.*kMember = std::chrono::ceil<Unit>(*parsed);
  return {};
}

Status StoreFirstStartTimeout(const std::string& value, NodeSettings& settings) {
  Status stored = StoreDuration<&NodeSettings::first_start_timeout>(value, settings);
  if (stored.ok() && settings.first_start_timeout.count() == 0) return Invalid("is 0; use at least 1s");
  return stored;
}

Status StoreClusterName(const std::string& value, NodeSettings& settings) {
  if (value.size() > kClusterNameMax) return Invalid("is longer than 32 bytes; mariadbd takes no more");
  if (value.find_first_of("\r\n") != std::string::npos) return Invalid("holds a line break; leave it out");
  // Peers compare it as they read it in JSON.
  if (!galera::IsUtf8(value)) return Invalid("is not UTF-8; write it so, or in plain letters");
  settings.cluster_name = value;
  return {};
}

// A line break would be one node's slip with an editor, and its peers would not know it.
Status StoreClusterSecret(const std::string& value, NodeSettings& settings) {
  if (value.find_first_of("\r\n") != std::string::npos) return Invalid("holds a line break; leave it out");
  if (value.size() < kClusterSecretMin) {
    return Invalid("is shorter than 16 bytes; make one with `openssl rand -hex 32`, the same for all nodes");
  }
  settings.cluster_secret = galera::Secret(value);
  return {};
}

Status StoreGcommMinimum(const std::string& value, NodeSettings& settings) {
  const Result<int> number = galera::ParseWhole(value, 1, 1000);
  if (!number)
    return Invalid(number.error().message + "; use how many addresses must be seen, ours included");
  settings.gcomm_minimum = *number;
  return {};
}

Status StoreRecovery(const std::string& value, NodeSettings& settings) {
  if (value != "confirm" && value != "proven")
    return Invalid(galera::Quote(value) + " is neither confirm nor proven");
  settings.recovery = value == "proven" ? RecoveryPolicy::kProven : RecoveryPolicy::kConfirm;
  return {};
}

Status StoreRestarts(const std::string& value, NodeSettings& settings) {
  const Result<int> number = galera::ParseWhole(value, 0, 100);
  if (!number) return Invalid(number.error().message + "; use how often in an hour, 0 for never");
  settings.restarts = *number;
  return {};
}

Status StoreServerId(const std::string& value, NodeSettings& settings) {
  unsigned number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || stop != end || number == 0) {
    return Invalid(galera::Quote(value) + " is not between 1 and 4294967295; every node needs its own");
  }
  settings.server_id = number;
  return {};
}

Status StoreTransferLimit(const std::string& value, NodeSettings& settings) {
  const Result<int> number = galera::ParseWhole(value, 0, std::numeric_limits<int>::max());
  if (!number) return Invalid(number.error().message + "; use KB/s without a unit");
  settings.transfer_limit_bytes_per_second.reset();
  if (*number > 0) settings.transfer_limit_bytes_per_second = std::int64_t{*number} * 1024;
  return {};
}

template <auto kMember>
Status StoreConsulText(const std::string& value, NodeSettings& settings) {
  settings.consul.*kMember = value;
  return {};
}

// Goes into a header of HTTP.
template <auto kMember>
Status StoreConsulSecret(const std::string& value, NodeSettings& settings) {
  if (value.find_first_of("\r\n") != std::string::npos) return Invalid("holds a line break; leave it out");
  settings.consul.*kMember = galera::Secret(value);
  return {};
}

Status StoreConsulVerify(const std::string& value, NodeSettings& settings) {
  const Result<bool> parsed = ParseYesNo(value);
  if (!parsed) return parsed.error();
  settings.consul.verify = *parsed;
  return {};
}

Status StoreConsulService(const std::string& value, NodeSettings& settings) {
  if (value.size() > kServiceNameMax || value.find_first_not_of(kServiceLetters) != std::string::npos) {
    return Invalid(galera::Quote(value) +
                   " is no name of a service; use at most 63 letters, digits, - and _");
  }
  settings.consul.service = value;
  return {};
}

Status StoreConsulTags(const std::string& value, NodeSettings& settings) {
  settings.consul.tags.clear();
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::string_view tag = galera::NextPart(&rest, ',');
    if (!tag.empty()) settings.consul.tags.emplace_back(tag);
  }
  return {};
}

Status StoreConsulTtl(const std::string& value, NodeSettings& settings) {
  const Result<std::chrono::milliseconds> parsed = galera::ParseDuration(value);
  if (!parsed) return Invalid(parsed.error().message + "; use a number with a unit, like 10s");
  if (*parsed < kTtlMin || *parsed > kTtlMax) {
    return Invalid(galera::Quote(value) + " is not between 3s and 1h");
  }
  settings.consul.ttl = std::chrono::ceil<std::chrono::seconds>(*parsed);
  return {};
}

Status StoreConsulDeregisterAfter(const std::string& value, NodeSettings& settings) {
  const Result<std::chrono::milliseconds> parsed = galera::ParseDuration(value);
  if (!parsed) return Invalid(parsed.error().message + "; use a number with a unit, like 1h");
  if (parsed->count() != 0 && *parsed < kDeregisterAfterMin) {
    return Invalid(galera::Quote(value) + " is less than Consul takes; use at least 1m, or 0s for never");
  }
  settings.consul.deregister_after = std::chrono::ceil<std::chrono::seconds>(*parsed);
  return {};
}

Status Refuse(const std::string&, NodeSettings&) {
  return Invalid("is ours to decide, after a look at the data; leave it out (to found a cluster: mode seed)");
}

using Rows = std::vector<Variable>;

void AddIdentity(Rows& rows) {
  rows.push_back({.id = "cluster_name",
                  .spellings = {{"CLUSTER_NAME", kSwarm},
                                {"cluster_name", kHostNetwork},
                                {"wsrep_cluster_name", kHostNetwork}},
                  .option = "wsrep_cluster_name",
                  .default_text = "cluster",
                  .meaning = "Name of the cluster; nodes of another name are refused. At most 32 bytes.",
                  .difference = "The host-network image said `cluster_name` by default.",
                  .store = StoreClusterName});
  rows.push_back({.id = "node_name",
                  .spellings = {{"wsrep_node_name", kHostNetwork}},
                  .option = "wsrep_node_name",
                  .default_text = "the host's name",
                  .meaning = "Name of this node.",
                  .difference = "The host-network image took the address.",
                  .store = StoreText<&NodeSettings::node_name>});
  rows.push_back({.id = "node_address",
                  .spellings = {{"NODE_ADDRESS", kSwarm},
                                {"local_addr", kHostNetwork},
                                {"wsrep_node_address", kHostNetwork}},
                  .option = "wsrep_node_address",
                  .default_text = "found",
                  .meaning = "Address of this node, an interface's name, or a pattern that one of its "
                             "addresses matches. A port behind an address is that of `gmcast_list_port`.",
                  .difference = "IPv6 works."});
  rows.push_back({.id = "interface",
                  .spellings = {{"interface", kHostNetwork}},
                  .default_text = "found",
                  .meaning = "The interface whose address is ours; `NODE_ADDRESS` wins.",
                  .difference = "One name only; br0 and eth1 are not tried first."});
  rows.push_back({.id = "server_id",
                  .spellings = {{"my_server_id", kHostNetwork}},
                  .option = "server_id",
                  .default_text = "derived",
                  .meaning = "server_id of mariadbd.",
                  .store = StoreServerId});
  rows.push_back({.id = "pod_name",
                  .spellings = {{"POD_NAME", kKubernetes}},
                  .default_text = "",
                  .meaning = "Name of the pod; the number behind its last dash is its ordinal.",
                  .store = StoreText<&NodeSettings::pod_name>});
  rows.push_back({.id = "hostname",
                  .spellings = {{"HOSTNAME", kKubernetes}},
                  .default_text = "the host's name",
                  .meaning = "Gives the ordinal where `POD_NAME` does not.",
                  .difference = "Only in Kubernetes (`KUBERNETES_SERVICE_HOST` or `POD_NAME` is there): a "
                                "host called galera-1 elsewhere is no pod."});
  rows.push_back({.id = "pod_namespace",
                  .spellings = {{"POD_NAMESPACE", kKubernetes}},
                  .default_text = "",
                  .meaning = "Shown in the commands that ask for a confirmation.",
                  .store = StoreText<&NodeSettings::pod_namespace>});
}

void AddPeers(Rows& rows) {
  rows.push_back(
      {.id = "cluster_address",
       .spellings = {{"WSREP_CLUSTER_ADDRESS", kKubernetes}, {"wsrep_cluster_address", kHostNetwork}},
       .option = "wsrep_cluster_address",
       .default_text = "",
       .meaning = "Peers, as a list or a gcomm:// URL; what stands behind its `?` goes to the provider "
                  "options. Added to `nodeN` and `join_address`; a list behind the mode `node` "
                  "replaces all of them.",
       .difference = "Not handed on: mariadbd gets addresses that were seen. An empty `gcomm://` with a "
                     "bare `mariadbd` is mode seed: it founds a cluster once, not at every start."});
  rows.push_back({.id = "join_address",
                  .spellings = {{"join_address", kHostNetwork}},
                  .default_text = "",
                  .meaning = "Peers, each with the port of its group or without (then it is ours)."});
  rows.push_back({.id = "node",
                  .spellings = {{"node", kHostNetwork}},
                  .kind = Kind::kFamily,
                  .default_text = "",
                  .meaning = "`node1`, `node2`, ... any number: the peers, this node included.",
                  .difference = "node1 does not found a cluster because others are slow."});
  rows.push_back(
      {.id = "gcomm_minimum",
       .spellings = {{"GCOMM_MINIMUM", kSwarm}},
       .default_text = "2",
       .meaning = "Addresses, ours included, that must be seen before a cluster is founded or joined.",
       .difference = "Not lowered while waiting, unless `GALERA_WARDEN_NODE_GCOMM_MINIMUM_STEP` says so.",
       .store = StoreGcommMinimum});
  rows.push_back(
      {.id = "gcomm_minimum_step",
       .spellings = {{"GALERA_WARDEN_NODE_GCOMM_MINIMUM_STEP", kOwn}},
       .default_text = "0s",
       .meaning =
           "Unsafe. After each such time of waiting `GCOMM_MINIMUM` counts for one less, down to 1, as "
           "the swarm image does with 90s: nodes that don't see each other may found two clusters. "
           "0s: never.",
       .store = StoreDuration<&NodeSettings::gcomm_minimum_step>});
  rows.push_back({.id = "wsrep_on",
                  .spellings = {{"cluster_mode", kHostNetwork}, {"wsrep_on", kHostNetwork}},
                  .kind = Kind::kYesNo,
                  .option = "wsrep_on",
                  .default_text = "1",
                  .meaning = "0: `node` and bare `mariadbd` run without Galera; an error with `seed`.",
                  .store = StoreYesNo<&NodeSettings::wsrep_on>});
  rows.push_back({.id = "cluster_secret",
                  .spellings = {{"GALERA_WARDEN_NODE_CLUSTER_SECRET", kOwn}},
                  .secret = true,
                  .default_text = "",
                  .meaning = "What wardens sign their words to each other with; the same for all nodes, at "
                             "least 16 bytes. With it, a peer that does not sign counts for nothing.",
                  .store = StoreClusterSecret});
  rows.push_back(
      {.id = "auto_recovery_mode",
       .spellings = {{"AUTO_RECOVERY_MODE", kKubernetes}},
       .default_text = "",
       .meaning = "The answer that counts as given when a person is asked: confirm-new-cluster, "
                  "confirm-recover, confirm-force-bootstrap or confirm-resume.",
       .difference = "No default: the manifests that set confirm-force-bootstrap could lose writes."});
  rows.push_back({.id = "auto_new_cluster",
                  .spellings = {{"AUTO_NEW_CLUSTER", kKubernetes}},
                  .kind = Kind::kYesNo,
                  .default_text = "0",
                  .meaning = "1 is AUTO_RECOVERY_MODE=confirm-new-cluster."});
  rows.push_back({.id = "recovery",
                  .spellings = {{"GALERA_WARDEN_NODE_RECOVERY", kOwn}},
                  .default_text = "confirm",
                  .meaning =
                      "With data and no primary component anywhere: confirm asks a person; proven starts "
                      "the cluster where that is proven to lose nothing, and else asks.",
                  .store = StoreRecovery});
  rows.push_back({.id = "recovery_patience",
                  .spellings = {{"GALERA_WARDEN_NODE_RECOVERY_PATIENCE", kOwn}},
                  .default_text = "60s",
                  .meaning = "With proven: how long to wait for nodes that are missing in the proof before a "
                             "person is asked. It looks on after that.",
                  .store = StoreDuration<&NodeSettings::recovery_patience>});
  rows.push_back({.id = "restarts",
                  .spellings = {{"GALERA_WARDEN_NODE_RESTARTS", kOwn}},
                  .default_text = "0",
                  .meaning = "How often in an hour a mariadbd that died is started again, each time after a "
                             "longer rest. Beyond that the program ends with its exit code.",
                  .store = StoreRestarts});
}

void AddPorts(Rows& rows) {
  rows.push_back(
      {.id = "port",
       .spellings = {{"my_port", kHostNetwork}},
       .option = "port",
       .default_text = "3306",
       .meaning = "Port of SQL. If it is set here, the ports below have its digits behind a 1, 2 and 3.",
       .difference = "Not 3307 by default. A derived port above 65535 is an error."});
  rows.push_back({.id = "group_port",
                  .spellings = {{"gmcast_list_port", kHostNetwork}},
                  .default_text = "4567",
                  .meaning = "Port of the group, and of peers that are named without one."});
  rows.push_back({.id = "ist_port",
                  .spellings = {{"ist_recv_port", kHostNetwork}},
                  .default_text = "4568",
                  .meaning = "Port of incremental state transfers."});
  rows.push_back({.id = "sst_port",
                  .spellings = {{"sst_receive_port", kHostNetwork}},
                  .default_text = "4444",
                  .meaning = "Port of full state transfers."});
  rows.push_back({.id = "peer_health_port",
                  .spellings = {{"GALERA_WARDEN_NODE_PEER_HEALTH_PORT", kOwn}},
                  .default_text = "8081",
                  .meaning = "Where the wardens of peers answer.",
                  .store = StoreHealthPort});
  rows.push_back({.id = "listen_when_healthy",
                  .spellings = {{"LISTEN_WHEN_HEALTHY", kSwarm}},
                  .default_text = "",
                  .meaning = "A port that accepts connections while the node is healthy.",
                  .store = StorePort<&NodeSettings::listen_when_healthy>});
  rows.push_back({.id = "fake_healthcheck",
                  .spellings = {{"FAKE_HEALTHCHECK", kSwarm}},
                  .default_text = "",
                  .meaning = "A port that answers 200 in mode no-galera.",
                  .store = StorePort<&NodeSettings::fake_health_port>});
}

void AddServer(Rows& rows) {
  rows.push_back({.id = "data_directory",
                  .spellings = {{"DATADIR", kKubernetes}, {"my_datadir", kHostNetwork}},
                  .option = "datadir",
                  .default_text = "/var/lib/mysql",
                  .meaning = "The data directory.",
                  .store = StorePath<&NodeSettings::data_directory>});
  rows.push_back({.id = "sql_socket",
                  .spellings = {{"GALERA_WARDEN_NODE_SQL_SOCKET", kOwn}, {"my_socket", kHostNetwork}},
                  .option = "socket",
                  .default_text = "/run/mysqld/mysqld.sock",
                  .meaning = "mariadbd's socket.",
                  .store = StoreSocket});
  rows.push_back({.id = "system_user",
                  .spellings = {{"GALERA_WARDEN_NODE_SYSTEM_USER", kOwn}, {"my_user", kHostNetwork}},
                  .option = "user",
                  .default_text = "mysql",
                  .meaning = "Whom mariadbd runs as when we are root.",
                  .store = StoreText<&NodeSettings::system_user>});
  rows.push_back({.id = "provider_options",
                  .spellings = {{"wsrep_provider_options", kHostNetwork}},
                  .option = "wsrep_provider_options",
                  .default_text = "",
                  .meaning = "Options of Galera, `a=1;b=2`, merged over ours. Ports in them count.",
                  .difference = "Merged, where mariadbd's own option replaces all."});
  rows.push_back({.id = "gcache_size",
                  .spellings = {{"gcache_size", kHostNetwork}},
                  .default_text = "ours",
                  .meaning = "gcache.size of the provider options, like 5G.",
                  .difference = "Not 5G by default."});
  rows.push_back({.id = "my_",
                  .spellings = {{"my_", kHostNetwork}},
                  .kind = Kind::kFamily,
                  .default_text = "",
                  .meaning =
                      "`my_NAME` in lower case: any variable of mariadbd; every character of the value "
                      "counts. Empty ones are as unset.",
                  .difference = "Wins over memory sizes of ours. Spaces, quotes, @ and = survive."});
  rows.push_back({.id = "wsrep_",
                  .spellings = {{"wsrep_", kHostNetwork}},
                  .kind = Kind::kFamily,
                  .default_text = "",
                  .meaning = "`wsrep_NAME` in lower case: any variable of Galera in mariadbd."});
  rows.push_back({.id = "refused",
                  .spellings = {{"wsrep_start_position", kHostNetwork},
                                {"wsrep_recover", kHostNetwork},
                                {"wsrep_new_cluster", kHostNetwork}},
                  .default_text = "",
                  .meaning =
                      "Errors: which position a node starts from, and whether it founds a cluster, is ours "
                      "to decide after a look at the data. `mariadbd --wsrep-new-cluster` is mode seed.",
                  .store = Refuse});
  rows.push_back({.id = "time_zone",
                  .spellings = {{"DEFAULT_TIME_ZONE", kSwarm}, {"my_default_time_zone", kHostNetwork}},
                  .option = "default_time_zone",
                  .default_text = "`TZ`, else +00:00",
                  .meaning =
                      "mariadbd's time zone. With SKIP_TZINFO only a numeric one counts. A bare `mariadbd` "
                      "keeps the host's where nothing is set.",
                  .difference = "UTC and GMT are +00:00, which needs no tables."});
  rows.push_back({.id = "tz",
                  .spellings = {{"TZ", kSwarm}},
                  .default_text = "",
                  .meaning = "The same, weaker.",
                  .difference = "Left to the C library if it is a path, and with a bare `mariadbd`."});
}

void AddTransfers(Rows& rows) {
  rows.push_back(
      {.id = "sst_method",
       .spellings = {{"SST_METHOD", kSwarm}, {"wsrep_sst_method", kHostNetwork}},
       .option = "wsrep_sst_method",
       .default_text = "mariabackup, else rsync",
       .meaning = "How a full copy travels: mariabackup (or an old name of it, xtrabackup-v2) or rsync.",
       .difference = "Where nothing is set: mariabackup if it is installed and its password known."});
  rows.push_back(
      {.id = "sst_password",
       .spellings = {{"XTRABACKUP_PASSWORD", kSwarm}},
       .secret = true,
       .default_text = "",
       .meaning = "Password of xtrabackup@localhost, who copies. Needed with mariabackup only.",
       .difference = "Without it mariabackup is an error, not a warning; nor is it the cluster's name."});
  rows.push_back({.id = "sst_auth",
                  .spellings = {{"wsrep_sst_auth", kHostNetwork}},
                  .secret = true,
                  .option = "wsrep_sst_auth",
                  .default_text = "",
                  .meaning = "`user:password`, the same with another user.",
                  .difference = "The account gets what mariabackup needs, not everything."});
  rows.push_back({.id = "transfer_limit",
                  .spellings = {{"transfer_limit", kHostNetwork}},
                  .default_text = "none",
                  .meaning = "KB/s that a donor sends, 0 for no limit.",
                  .store = StoreTransferLimit});
  rows.push_back({.id = "sst_receive_address",
                  .spellings = {{"wsrep_sst_receive_address", kHostNetwork}},
                  .option = "wsrep_sst_receive_address",
                  .default_text = "ours",
                  .meaning = "Where full copies arrive; its port is that of `sst_receive_port`."});
  rows.push_back({.id = "tls_ca",
                  .spellings = {{"GALERA_WARDEN_NODE_TLS_CA_FILE", kOwn}},
                  .default_text = "",
                  .meaning = "TLS of group and state transfers: who is trusted. All three files or none.",
                  .store = StorePath<&NodeSettings::tls_ca_file>});
  rows.push_back({.id = "tls_cert",
                  .spellings = {{"GALERA_WARDEN_NODE_TLS_CERT_FILE", kOwn}},
                  .default_text = "",
                  .meaning = "... this node's certificate.",
                  .store = StorePath<&NodeSettings::tls_cert_file>});
  rows.push_back({.id = "tls_key",
                  .spellings = {{"GALERA_WARDEN_NODE_TLS_KEY_FILE", kOwn}},
                  .default_text = "",
                  .meaning = "... its key.",
                  .store = StorePath<&NodeSettings::tls_key_file>});
}

void AddRoot(Rows& rows) {
  rows.push_back({.id = "root_password",
                  .spellings = {{"MYSQL_ROOT_PASSWORD", kSwarm},
                                {"MARIADB_ROOT_PASSWORD", kOfficial},
                                {"mysql_root_password", kHostNetwork}},
                  .secret = true,
                  .default_text = "random",
                  .meaning = "root's password. Without it or another choice below, a random one is made and "
                             "logged once; with a `MARIADB_` variable for accounts a choice must be made.",
                  .difference = "Two choices at once are an error."});
  rows.push_back(
      {.id = "root_password_hash",
       .spellings = {{"MARIADB_ROOT_PASSWORD_HASH", kOfficial}, {"MYSQL_ROOT_PASSWORD_HASH", kOfficial}},
       .secret = true,
       .default_text = "",
       .meaning = "The same as PASSWORD() gives it: * and 40 hexadecimal digits."});
  rows.push_back(
      {.id = "root_random",
       .spellings = {{"MARIADB_RANDOM_ROOT_PASSWORD", kOfficial},
                     {"MYSQL_RANDOM_ROOT_PASSWORD", kOfficial},
                     {"mysql_random_root_password", kHostNetwork}},
       .kind = Kind::kPresence,
       .default_text = "",
       .meaning = "Make one and log it once.",
       .difference = "0, no, false and off mean no, here and wherever images just look for a value."});
  rows.push_back({.id = "root_empty",
                  .spellings = {{"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", kOfficial},
                                {"MYSQL_ALLOW_EMPTY_ROOT_PASSWORD", kOfficial},
                                {"MYSQL_ALLOW_EMPTY_PASSWORD", kOfficial}},
                  .kind = Kind::kPresence,
                  .default_text = "",
                  .meaning = "root has no password, unless one is given."});
  rows.push_back({.id = "root_host",
                  .spellings = {{"MYSQL_ROOT_HOST", kSwarm},
                                {"MARIADB_ROOT_HOST", kOfficial},
                                {"mysql_root_host", kHostNetwork}},
                  .default_text = "127.0.0.1 or %",
                  .meaning =
                      "Where root comes from, beside localhost. % with a bare `mariadbd` or a `MARIADB_` "
                      "variable for accounts, 127.0.0.1 otherwise.",
                  .difference = "The official image had % whatever the names."});
  rows.push_back(
      {.id = "root_socket",
       .spellings = {{"MYSQL_ROOT_SOCKET_AUTH", kSwarm}},
       .kind = Kind::kYesNo,
       .default_text = "1",
       .meaning = "root@localhost is let in by the socket (unix_socket), too; 0: by password only.",
       .difference = "The password works there as well."});
}

void AddAccounts(Rows& rows) {
  rows.push_back(
      {.id = "user",
       .spellings = {{"MYSQL_USER", kSwarm}, {"MARIADB_USER", kOfficial}, {"mysql_user", kHostNetwork}},
       .default_text = "",
       .meaning = "An account for the application. Not root, system, xtrabackup or the exporter's.",
       .difference = "Without a password it is an error, not silence."});
  rows.push_back({.id = "user_password",
                  .spellings = {{"MYSQL_PASSWORD", kSwarm},
                                {"MARIADB_PASSWORD", kOfficial},
                                {"mysql_user_password", kHostNetwork}},
                  .secret = true,
                  .default_text = "",
                  .meaning = "Its password."});
  rows.push_back({.id = "user_password_hash",
                  .spellings = {{"MARIADB_PASSWORD_HASH", kOfficial}, {"MYSQL_PASSWORD_HASH", kOfficial}},
                  .secret = true,
                  .default_text = "",
                  .meaning = "... as PASSWORD() gives it."});
  rows.push_back({.id = "user_host",
                  .spellings = {{"mysql_user_host", kHostNetwork}},
                  .default_text = "%",
                  .meaning = "Where the application comes from."});
  rows.push_back({.id = "database",
                  .spellings = {{"MYSQL_DATABASE", kSwarm},
                                {"MARIADB_DATABASE", kOfficial},
                                {"mysql_database", kHostNetwork}},
                  .default_text = "",
                  .meaning = "A database to create; the application's account may do everything in it.",
                  .difference = "mariadbd's own ones are refused."});
  rows.push_back({.id = "user_database",
                  .spellings = {{"mysql_user_database", kHostNetwork}},
                  .default_text = "the database above",
                  .meaning = "Where the application's account may do everything; * is everywhere, and what "
                             "`mysql_user` without any database gets."});
  rows.push_back({.id = "user_grant",
                  .spellings = {{"mysql_user_grant", kHostNetwork}, {"mysql_user_grand", kHostNetwork}},
                  .kind = Kind::kYesNo,
                  .default_text = "0",
                  .meaning = "1: it may hand its rights on."});
  rows.push_back(
      {.id = "system_password",
       .spellings = {{"SYSTEM_PASSWORD", kSwarm}},
       .secret = true,
       .default_text = "derived",
       .meaning = "Password of system@localhost and system@127.0.0.1, the warden's own account. By "
                  "default the SHA-256 of XTRABACKUP_PASSWORD and a newline.",
       .difference =
           "Without either it is mysql@localhost by the Unix socket, for a warden that is not root; and a "
           "warning."});
  rows.push_back(
      {.id = "exporter_user",
       .spellings = {{"MYSQL_EXPORTER_USER", kOwn}},
       .default_text = "exporter",
       .meaning = "An account for an exporter elsewhere, at localhost and 127.0.0.1, with least rights."});
  rows.push_back({.id = "exporter_password",
                  .spellings = {{"MYSQL_EXPORTER_PASSWORD", kOwn}},
                  .secret = true,
                  .default_text = "",
                  .meaning = "Its password; without it there is no such account."});
}

void AddConduct(Rows& rows) {
  rows.push_back({.id = "skip_tzinfo",
                  .spellings = {{"SKIP_TZINFO", kSwarm},
                                {"MARIADB_INITDB_SKIP_TZINFO", kOfficial},
                                {"MYSQL_INITDB_SKIP_TZINFO", kOfficial}},
                  .kind = Kind::kPresence,
                  .default_text = "0",
                  .meaning = "1: no time zone tables.",
                  .store = StorePresence<&NodeSettings::load_time_zones, true>});
  rows.push_back({.id = "skip_upgrades",
                  .spellings = {{"SKIP_UPGRADES", kSwarm}},
                  .kind = Kind::kPresence,
                  .default_text = "0",
                  .meaning = "1: no mariadb-upgrade after a change of version; so says a file "
                             "skip-upgrades in the data directory."});
  rows.push_back({.id = "auto_upgrade",
                  .spellings = {{"MARIADB_AUTO_UPGRADE", kOfficial}, {"MYSQL_AUTO_UPGRADE", kOfficial}},
                  .kind = Kind::kPresence,
                  .default_text = "1",
                  .meaning = "0 is SKIP_UPGRADES=1.",
                  .difference = "Upgrades need no asking; the official image wants 1."});
  rows.push_back({.id = "healthy_while_booting",
                  .spellings = {{"HEALTHY_WHILE_BOOTING", kSwarm}},
                  .kind = Kind::kYesNo,
                  .default_text = "0",
                  .meaning = "1: the container counts as healthy while it waits for peers.",
                  .store = StoreYesNo<&NodeSettings::healthy_while_booting>});
  rows.push_back({.id = "skip_transfer_checks",
                  .spellings = {{"GALERA_WARDEN_NODE_SKIP_TRANSFER_CHECKS", kOwn}},
                  .kind = Kind::kYesNo,
                  .default_text = "0",
                  .meaning =
                      "1: join also where a full state transfer is sure to fail: from a newer series of "
                      "MariaDB, or onto a disk that is too small. Otherwise the node waits.",
                  .store = StoreYesNo<&NodeSettings::skip_transfer_checks>});
  rows.push_back({.id = "trace",
                  .spellings = {{"TRACE", kSwarm}},
                  .kind = Kind::kPresence,
                  .default_text = "0",
                  .meaning = "1: log at level debug.",
                  .difference = "Secrets are not shown.",
                  .store = StorePresence<&NodeSettings::trace>});
  rows.push_back({.id = "run_directory",
                  .spellings = {{"GALERA_WARDEN_NODE_RUN_DIRECTORY", kOwn}},
                  .default_text = "/run/galera-warden",
                  .meaning = "Where configuration, status file and sockets of ours are.",
                  .store = StorePath<&NodeSettings::run_directory>});
  rows.push_back({.id = "confirm_directory",
                  .spellings = {{"GALERA_WARDEN_NODE_CONFIRM_DIRECTORY", kOwn}},
                  .default_text = "/tmp",
                  .meaning = "Where confirm-new-cluster and its kin are touched.",
                  .store = StorePath<&NodeSettings::confirm_directory>});
  rows.push_back({.id = "init_directory",
                  .spellings = {{"GALERA_WARDEN_NODE_INIT_DIRECTORY", kOwn}},
                  .default_text = "/docker-entrypoint-initdb.d",
                  .meaning = "Scripts for the first start.",
                  .store = StorePath<&NodeSettings::init_directory>});
  rows.push_back({.id = "startup_hook",
                  .spellings = {{"GALERA_WARDEN_NODE_STARTUP_HOOK", kOwn}},
                  .default_text = "/usr/local/lib/startup.sh",
                  .meaning = "Run before mariadbd, if it is there; its arguments are mariadbd's.",
                  .difference = "A program of its own, not sourced: what it exports stays its own.",
                  .store = StorePath<&NodeSettings::startup_hook>});
}

void AddTimes(Rows& rows) {
  rows.push_back({.id = "drain",
                  .spellings = {{"GALERA_WARDEN_NODE_DRAIN", kOwn}},
                  .default_text = "0s",
                  .meaning = "How long the health checks say 503 before a stop.",
                  .store = StoreDuration<&NodeSettings::drain>});
  rows.push_back({.id = "stop_grace",
                  .spellings = {{"GALERA_WARDEN_NODE_STOP_GRACE", kOwn}},
                  .default_text = "0s",
                  .meaning = "How long a serving mariadbd may take to stop; 0s: as long as it takes.",
                  .store = StoreDuration<&NodeSettings::stop_grace>});
  rows.push_back({.id = "transfer_grace",
                  .spellings = {{"GALERA_WARDEN_NODE_TRANSFER_GRACE", kOwn}},
                  .default_text = "0s",
                  .meaning = "... one in a state transfer; 0s: as long as it takes.",
                  .store = StoreDuration<&NodeSettings::transfer_grace>});
  rows.push_back({.id = "waiting_grace",
                  .spellings = {{"GALERA_WARDEN_NODE_WAITING_GRACE", kOwn}},
                  .default_text = "3s",
                  .meaning = "... one that waits for a primary component.",
                  .store = StoreDuration<&NodeSettings::waiting_grace>});
  rows.push_back({.id = "first_start_timeout",
                  .spellings = {{"GALERA_WARDEN_NODE_FIRST_START_TIMEOUT", kOwn}},
                  .default_text = "5m",
                  .meaning = "How long the first start with its scripts may take.",
                  .store = StoreFirstStartTimeout});
}

void AddConsul(Rows& rows) {
  rows.push_back(
      {.id = "consul_address",
       .spellings = {{"CONSUL_HTTP_ADDR", kConsul}},
       .default_text = "127.0.0.1:8500",
       .meaning = "The Consul agent: HOST:PORT, http://HOST:PORT/PREFIX, https://..., unix:///PATH.",
       .difference = "A user and password in it are refused."});
  rows.push_back({.id = "consul_host",
                  .spellings = {{"CONSUL", kAutopilot}},
                  .default_text = "",
                  .meaning = "The same, weaker; its port is 8500 where none is given.",
                  .difference = "Does not turn anything on: see `GALERA_WARDEN_NODE_CONSUL_SERVICE`."});
  rows.push_back({.id = "consul_token",
                  .spellings = {{"CONSUL_HTTP_TOKEN", kConsul}},
                  .secret = true,
                  .default_text = "",
                  .meaning = "Token for the agent: service:write to register, service:read and node:read for "
                             "peers.",
                  .difference = "Beside its file an error; in Consul the file wins.",
                  .store = StoreConsulSecret<&ConsulSettings::token>});
  rows.push_back({.id = "consul_login",
                  .spellings = {{"CONSUL_HTTP_AUTH", kConsul}},
                  .secret = true,
                  .default_text = "",
                  .meaning = "`user:password` for a proxy before the agent.",
                  .store = StoreConsulSecret<&ConsulSettings::login>});
  rows.push_back({.id = "consul_tls",
                  .spellings = {{"CONSUL_HTTP_SSL", kConsul}},
                  .kind = Kind::kYesNo,
                  .default_text = "0",
                  .meaning = "1: HTTPS, whatever the address says."});
  rows.push_back({.id = "consul_verify",
                  .spellings = {{"CONSUL_HTTP_SSL_VERIFY", kConsul}},
                  .kind = Kind::kYesNo,
                  .default_text = "1",
                  .meaning = "0: do not check the agent's certificate.",
                  .store = StoreConsulVerify});
  rows.push_back({.id = "consul_ca",
                  .spellings = {{"CONSUL_CACERT", kConsul}},
                  .default_text = "the system's",
                  .meaning = "File with the certificates that are trusted.",
                  .store = StoreConsulText<&ConsulSettings::ca_file>});
  rows.push_back({.id = "consul_ca_path",
                  .spellings = {{"CONSUL_CAPATH", kConsul}},
                  .default_text = "the system's",
                  .meaning = "Directory with them.",
                  .difference = "With names as c_rehash makes them.",
                  .store = StoreConsulText<&ConsulSettings::ca_path>});
  rows.push_back({.id = "consul_cert",
                  .spellings = {{"CONSUL_CLIENT_CERT", kConsul}},
                  .default_text = "",
                  .meaning = "File with our certificate.",
                  .store = StoreConsulText<&ConsulSettings::cert_file>});
  rows.push_back({.id = "consul_key",
                  .spellings = {{"CONSUL_CLIENT_KEY", kConsul}},
                  .default_text = "",
                  .meaning = "... and its key.",
                  .store = StoreConsulText<&ConsulSettings::key_file>});
  rows.push_back({.id = "consul_server_name",
                  .spellings = {{"CONSUL_TLS_SERVER_NAME", kConsul}},
                  .default_text = "the address's",
                  .meaning = "Name that the agent's certificate must have.",
                  .store = StoreConsulText<&ConsulSettings::server_name>});
  rows.push_back({.id = "consul_service",
                  .spellings = {{"GALERA_WARDEN_NODE_CONSUL_SERVICE", kOwn}},
                  .default_text = "",
                  .meaning = "Register this node with the agent, as an instance of this service.",
                  .store = StoreConsulService});
  rows.push_back({.id = "consul_tags",
                  .spellings = {{"GALERA_WARDEN_NODE_CONSUL_TAGS", kOwn}},
                  .default_text = "",
                  .meaning = "Its tags, commas between.",
                  .store = StoreConsulTags});
  rows.push_back({.id = "consul_ttl",
                  .spellings = {{"GALERA_WARDEN_NODE_CONSUL_TTL", kOwn}},
                  .default_text = "10s",
                  .meaning = "Without a report for so long the agent takes it out of service. 3s to 1h.",
                  .store = StoreConsulTtl});
  rows.push_back({.id = "consul_deregister_after",
                  .spellings = {{"GALERA_WARDEN_NODE_CONSUL_DEREGISTER_AFTER", kOwn}},
                  .default_text = "1h",
                  .meaning =
                      "Out of service for so long, the agent forgets it; at least 1m, 0s: never. A node "
                      "that is alive registers again.",
                  .store = StoreConsulDeregisterAfter});
}

Rows MakeTable() {
  Rows rows;
  AddIdentity(rows);
  AddPeers(rows);
  AddPorts(rows);
  AddServer(rows);
  AddTransfers(rows);
  AddRoot(rows);
  AddAccounts(rows);
  AddConduct(rows);
  AddTimes(rows);
  AddConsul(rows);
  return rows;
}

std::string_view NameOf(Source source) {
  switch (source) {
    case kSwarm:
      return "swarm";
    case kHostNetwork:
      return "host network";
    case kKubernetes:
      return "Kubernetes";
    case kOfficial:
      return "official";
    case kAutopilot:
      return "autopilot";
    case kConsul:
      return "Consul";
    case kOwn:
      return "own";
  }
  return "";
}

std::string NamesOf(const Variable& variable) {
  std::string text;
  for (const Spelling& spelling : variable.spellings) {
    if (!text.empty()) text += ", ";
    const bool family = variable.kind == Kind::kFamily;
    text += "`" + spelling.name + (family ? (spelling.name.ends_with('_') ? "NAME" : "N") : "") + "`";
    if (TakesFile(variable, spelling)) text += " (F)";
  }
  if (!variable.option.empty()) text += ", `--" + variable.option + "`";
  return text;
}

std::string SourcesOf(const Variable& variable) {
  std::vector<std::string_view> names;
  std::string text;
  for (const Spelling& spelling : variable.spellings) {
    const std::string_view name = NameOf(spelling.source);
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    names.push_back(name);
    text += (text.empty() ? "" : ", ") + std::string(name);
  }
  return text;
}

}  // namespace

const std::vector<Variable>& VariableTable() {
  static const Rows table = MakeTable();
  return table;
}

bool TakesFile(const Variable& variable, const Spelling& spelling) {
  switch (spelling.source) {
    case kSwarm:
    case kOfficial:
      return true;
    case kConsul:
      return variable.secret;
    case kOwn:
      return variable.secret || variable.id == "exporter_user";
    case kHostNetwork:
    case kKubernetes:
    case kAutopilot:
      return false;
  }
  return false;
}

std::string DefaultFile(const Spelling& spelling) {
  return spelling.source == kSwarm ? "/run/secrets/" + galera::ToLower(spelling.name) : "";
}

std::string DescribeVariables() {
  std::string text =
      "| variable | default | meaning | known from | different here |\n|---|---|---|---|---|\n";
  for (const Variable& variable : VariableTable()) {
    text += "| " + NamesOf(variable) + " | " + variable.default_text + " | " + variable.meaning + " | " +
            SourcesOf(variable) + " | " + variable.difference + " |\n";
  }
  return text;
}

}  // namespace watchdog

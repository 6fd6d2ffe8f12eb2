#include "mariadbd_config/server_config.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "config/quotation.h"
#include "galera/text.h"
#include "mariadbd_config/provider_settings.h"
#include "mariadbd_config/state_transfer.h"
#include "mariadbd_config/variable_guard.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

// Collects [mysqld]; a line of ours gives way to the operator's.
class ServerLines {
 public:
  explicit ServerLines(const NodeSettings& settings) : settings_(settings) {}

  void Add(OptionLine line) {
    const std::string name = NormalizedName(line.name);
    if (IsGuarded(name) || !FindVariable(settings_, name)) lines_.push_back(std::move(line));
  }
  void Add(std::string name, std::string value, std::string reason = "") {
    Add(OptionLine{std::move(name), std::move(value), std::move(reason), false});
  }
  void AddEvenIfGiven(OptionLine line) { lines_.push_back(std::move(line)); }
  std::vector<OptionLine> Take() { return std::move(lines_); }

 private:
  const NodeSettings& settings_;
  std::vector<OptionLine> lines_;
};

Result<std::string> ClusterAddress(const NodeSettings& settings, const ServerFacts& facts) {
  std::string members;
  for (const std::string& address : facts.group_addresses) {
    // The '?' would begin options of the group, and the others end an address.
    if (address.empty() || address.find_first_of(", ?/\t\r\n") != std::string::npos) {
      return Error{ErrorCode::kInvalid,
                   "peer " + galera::Quote(address) + " is not an address: write host:port"};
    }
    members += (members.empty() ? "" : ",") + address;
  }
  // mariadbd founds a cluster when the list is empty. With ourselves in it, it
  // founds one only if --wsrep-new-cluster says so.
  if (members.empty()) members = Bracketed(facts.node_address) + ":" + std::to_string(settings.ports.group);
  return "gcomm://" + members;
}

void AddPlaces(const NodeSettings& settings, ServerLines& lines) {
  lines.Add("datadir", settings.data_directory,
            "Errors go to stderr: no log_error, so that galera-warden sees them.");
  lines.Add("socket", settings.sql_socket);
  lines.Add("port", std::to_string(settings.ports.sql));
  lines.Add("pid_file", PidFile(settings));
  lines.Add("bind_address", "*", "every address, IPv4 and IPv6: clients come from other machines");
  if (settings.server_id) lines.Add("server_id", std::to_string(*settings.server_id));
  if (!settings.time_zone.empty()) lines.Add("default_time_zone", settings.time_zone);
}

void AddEngine(const ServerFacts& facts, ServerLines& lines) {
  lines.Add("binlog_format", "ROW", "Galera replicates rows of InnoDB tables, and nothing else.");
  lines.Add("default_storage_engine", "InnoDB");
  lines.Add("innodb_autoinc_lock_mode", "2", "interleaved: the other modes can deadlock appliers");
  const auto pool = facts.memory_limit_bytes ? BufferPoolBytes(*facts.memory_limit_bytes) : std::nullopt;
  if (pool) {
    lines.Add("innodb_buffer_pool_size", std::to_string(*pool / kMiB) + "M",
              "half of the container's limit of " + std::to_string(*facts.memory_limit_bytes) + " bytes");
  }
}

Result<std::vector<OptionLine>> AddReplication(const NodeSettings& settings, const ServerFacts& facts,
                                               ServerLines& lines) {
  if (!settings.wsrep_on) {
    lines.Add("wsrep_on", "OFF", "the server alone, without Galera");
    return std::vector<OptionLine>();
  }
  if (facts.node_address.empty()) {
    return Error{ErrorCode::kInvalid, "this node's address is not known: set the node address"};
  }
  const auto cluster = ClusterAddress(settings, facts);
  if (!cluster) return cluster.error();
  const auto options = ProviderOptions(settings, facts);
  if (!options) return options.error();
  const auto transfer = PlanStateTransfer(settings, facts);
  if (!transfer) return transfer.error();
  lines.Add("wsrep_on", "ON");
  lines.Add("wsrep_provider", facts.provider);
  lines.Add("wsrep_cluster_name", settings.cluster_name);
  lines.Add("wsrep_cluster_address", *cluster,
            facts.group_addresses.empty()
                ? "no peer is known: our own address, for an empty list would found a cluster"
                : "the peers believed at this start");
  lines.Add("wsrep_node_address", Bracketed(facts.node_address));
  if (!settings.node_name.empty()) lines.Add("wsrep_node_name", settings.node_name);
  lines.AddEvenIfGiven({"wsrep_provider_options", *options,
                        "galera-warden's, then wsrep_provider_options, then its own provider options",
                        false});
  for (const OptionLine& line : transfer->server) lines.Add(line);
  if (!facts.notify_command.empty()) lines.Add("wsrep_notify_cmd", facts.notify_command);
  // Older servers do not know it, and start nevertheless.
  lines.Add(
      "loose_wsrep_status_file", WsrepStatusFile(settings),
      "what the node does, readable while SQL is not; outside the data directory, which a transfer wipes");
  return transfer->script;
}

// The operator's own lines, last. MariaDB takes "skip_thing=" for a no.
void AddVariables(const NodeSettings& settings, ServerLines& lines) {
  std::string reason = "given by my_* and wsrep_* variables";
  for (const auto& [given, value] : settings.variables) {
    const std::string name = NormalizedName(given);
    if (IsGuarded(name) || name == "wsrep_provider_options") continue;
    if (!settings.wsrep_on && name.starts_with("wsrep_")) continue;
    std::string written = galera::ToLower(given);
    std::replace(written.begin(), written.end(), '-', '_');
    const bool bare = value.empty() && (name.starts_with("skip_") || name.starts_with("enable_") ||
                                        name.starts_with("disable_"));
    lines.AddEvenIfGiven(
        {written, bare ? std::nullopt : std::optional(value), std::exchange(reason, ""), HoldsSecret(name)});
  }
}

std::string Head(const ServerFacts& facts) {
  return "Written by galera-warden from its settings and what it found here, before each start of mariadbd" +
         (facts.mariadb_version.empty() ? "" : " " + facts.mariadb_version) +
         ".\nDo not edit: changes are lost at the next start. Set my_NAME or wsrep_NAME variables instead.\n";
}

}  // namespace

std::string WsrepStatusFile(const NodeSettings& settings) {
  return settings.run_directory + "/wsrep-status.json";
}

std::string PidFile(const NodeSettings& settings) { return settings.run_directory + "/mariadbd.pid"; }

std::optional<std::uint64_t> BufferPoolBytes(std::uint64_t memory_limit_bytes) {
  constexpr std::uint64_t kLeast = 16 * kMiB;
  constexpr std::uint64_t kMost = kMiB * 512 * 1024;
  const std::uint64_t half = memory_limit_bytes / 2 / kMiB * kMiB;
  if (half < kLeast) return std::nullopt;
  return std::min(half, kMost);
}

Result<OptionFile> BuildServerConfig(const NodeSettings& settings, const ServerFacts& facts) {
  if (Status status = CheckVariables(settings); !status.ok()) return status.error();
  ServerLines lines(settings);
  AddPlaces(settings, lines);
  AddEngine(facts, lines);
  auto script = AddReplication(settings, facts, lines);
  if (!script) return script.error();
  AddVariables(settings, lines);
  OptionFile file;
  file.head = Head(facts);
  file.sections.push_back({"mysqld", lines.Take()});
  if (!script->empty()) file.sections.push_back({"sst", std::move(*script)});
  file.sections.push_back(
      {"client", {{"socket", settings.sql_socket, "for people: mariadb --defaults-file=...", false}}});
  if (const auto text = Render(file); !text) return text.error();
  return file;
}

}  // namespace watchdog

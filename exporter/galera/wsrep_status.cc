#include "galera/wsrep_status.h"

#include <charconv>
#include <limits>

#include "galera/text.h"
namespace galera {
namespace {

constexpr std::uint64_t kUnknownUnsigned = std::numeric_limits<std::uint64_t>::max();

std::string Text(std::span<const NamedValue> rows, std::string_view name) {
  return std::string(Find(rows, name).value_or(""));
}

std::optional<std::uint64_t> Unsigned(std::span<const NamedValue> rows, std::string_view name) {
  const Cell cell = Find(rows, name);
  if (!cell) return std::nullopt;
  const auto value = ParseUnsigned(*cell);
  return value == kUnknownUnsigned ? std::nullopt : value;
}

std::optional<bool> Switch(std::span<const NamedValue> rows, std::string_view name) {
  const Cell cell = Find(rows, name);
  return cell ? ParseWsrepSwitch(*cell) : std::nullopt;
}

// The ~75 rows that matter stand together; the search for each of them runs
// over these only, not over all 600.
std::vector<NamedValue> WsrepRows(std::span<const NamedValue> rows) {
  std::vector<NamedValue> out;
  for (const NamedValue& row : rows) {
    if (row.name.size() > 6 && EqualsIgnoringCase(row.name.substr(0, 6), "wsrep_")) out.push_back(row);
  }
  return out;
}

}  // namespace

std::optional<bool> ParseWsrepSwitch(std::string_view text) {
  for (const std::string_view yes : {"ON", "Yes", "true", "1"}) {
    if (EqualsIgnoringCase(text, yes)) return true;
  }
  for (const std::string_view no : {"OFF", "No", "false", "0"}) {
    if (EqualsIgnoringCase(text, no)) return false;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> ParseUnsigned(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool IsZeroUuid(std::string_view uuid) { return uuid == "00000000-0000-0000-0000-000000000000"; }

std::vector<std::string_view> SplitAddresses(std::string_view incoming_addresses) {
  std::vector<std::string_view> out;
  while (!incoming_addresses.empty()) {
    const std::size_t comma = incoming_addresses.find(',');
    out.push_back(incoming_addresses.substr(0, comma));
    if (comma == std::string_view::npos) break;
    incoming_addresses.remove_prefix(comma + 1);
    if (incoming_addresses.empty()) out.push_back("");
  }
  return out;
}

std::optional<WsrepStatus> ParseWsrepStatus(std::span<const NamedValue> all_rows) {
  const std::vector<NamedValue> rows = WsrepRows(all_rows);
  // Without a provider MariaDB still shows a handful of rows, with an empty
  // wsrep_provider_name and without wsrep_local_state.
  if (!Find(rows, "wsrep_local_state")) return std::nullopt;
  WsrepStatus s;
  if (const auto state = Unsigned(rows, "wsrep_local_state"); state && *state <= 1000) {
    s.local_state = static_cast<int>(*state);
  }
  s.local_state_comment = Text(rows, "wsrep_local_state_comment");
  s.ready = Switch(rows, "wsrep_ready");
  s.connected = Switch(rows, "wsrep_connected");
  s.cluster_status = Text(rows, "wsrep_cluster_status");
  s.cluster_size = Unsigned(rows, "wsrep_cluster_size");
  s.cluster_conf_id = Unsigned(rows, "wsrep_cluster_conf_id");
  s.cluster_weight = Unsigned(rows, "wsrep_cluster_weight");
  s.local_index = Unsigned(rows, "wsrep_local_index");
  s.cluster_state_uuid = Text(rows, "wsrep_cluster_state_uuid");
  s.local_state_uuid = Text(rows, "wsrep_local_state_uuid");
  s.gcomm_uuid = Text(rows, "wsrep_gcomm_uuid");
  s.provider_name = Text(rows, "wsrep_provider_name");
  s.provider_version = Text(rows, "wsrep_provider_version");
  s.incoming_addresses = Text(rows, "wsrep_incoming_addresses");
  s.last_committed = Unsigned(rows, "wsrep_last_committed");
  s.local_cached_downto = Unsigned(rows, "wsrep_local_cached_downto");
  s.received_bytes = Unsigned(rows, "wsrep_received_bytes");
  s.replicated_bytes = Unsigned(rows, "wsrep_replicated_bytes");
  s.local_recv_queue = Unsigned(rows, "wsrep_local_recv_queue");
  s.flow_control_paused_ns = Unsigned(rows, "wsrep_flow_control_paused_ns");
  s.flow_control_sent = Unsigned(rows, "wsrep_flow_control_sent");
  s.flow_control_received = Unsigned(rows, "wsrep_flow_control_recv");
  s.flow_control_active = Switch(rows, "wsrep_flow_control_active");
  s.flow_control_requested = Switch(rows, "wsrep_flow_control_requested");
  return s;
}

}  // namespace galera

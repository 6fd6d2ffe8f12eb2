// What a node says about itself in its wsrep_* status rows, typed.
// Meanings: galera state2stats (galera/src/replicator_smm_stats.cpp) and
// MariaDB's wsrep_mysqld.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "galera/named_value.h"

namespace galera {

// A row that is missing, NULL or not readable as its type is nullopt (or
// empty), never 0. 2^64-1, which a node outside any component reports for its
// index and configuration, is nullopt as well.
struct WsrepStatus {
  std::optional<int> local_state;  // 0 undefined, 1 joining, 2 donor/desynced, 3 joined, 4 synced
  std::string local_state_comment;
  std::optional<bool> ready;
  std::optional<bool> connected;
  std::string cluster_status;  // "Primary", "non-Primary", "Disconnected"
  std::optional<std::uint64_t> cluster_size;
  std::optional<std::uint64_t> cluster_conf_id;
  std::optional<std::uint64_t> cluster_weight;
  std::optional<std::uint64_t> local_index;
  std::string cluster_state_uuid;
  std::string local_state_uuid;
  std::string gcomm_uuid;
  std::string provider_name;
  std::string provider_version;
  std::string incoming_addresses;  // comma list, one a member, "AUTO" or empty where unset
  std::optional<std::uint64_t> last_committed;
  std::optional<std::uint64_t> local_cached_downto;
  std::optional<std::uint64_t> received_bytes;
  std::optional<std::uint64_t> replicated_bytes;
  std::optional<std::uint64_t> local_recv_queue;        // write-sets that wait to be applied, now
  std::optional<std::uint64_t> flow_control_paused_ns;  // since the start, or the last FLUSH STATUS
  std::optional<std::uint64_t> flow_control_sent;
  std::optional<std::uint64_t> flow_control_received;
  std::optional<bool> flow_control_active;
  std::optional<bool> flow_control_requested;

  bool InPrimaryComponent() const { return cluster_status == "Primary"; }
};

// nullopt if the server has no wsrep_* rows worth the name: a build without
// wsrep, or one whose provider is not loaded (wsrep_on=OFF).
std::optional<WsrepStatus> ParseWsrepStatus(std::span<const NamedValue> rows);

// ON/Yes/true/1 and OFF/No/false/0, any case.
std::optional<bool> ParseWsrepSwitch(std::string_view text);
// Decimal digits only; nullopt for anything else, also for 2^64 and above.
std::optional<std::uint64_t> ParseUnsigned(std::string_view text);

// True for 00000000-0000-0000-0000-000000000000 only; false for empty text.
bool IsZeroUuid(std::string_view uuid);

std::vector<std::string_view> SplitAddresses(std::string_view incoming_addresses);

}  // namespace galera

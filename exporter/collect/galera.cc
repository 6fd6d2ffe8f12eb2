// The collector that reads what the galera_* families need; most of it is in
// the rows that global_status and global_variables have read already.
#include "collect/collector.h"
#include "collect/galera_families.h"
#include "system/log.h"

namespace galera {
namespace {

Status ReadRows(CollectorContext& context) {
  if (!context.global_status) {
    Result<Rows> rows = context.Query("SHOW GLOBAL STATUS LIKE 'wsrep\\_%'");
    if (!rows) return rows.error();
    context.global_status = std::move(*rows);
  }
  if (!context.global_variables) {
    Result<Rows> rows = context.Query("SHOW GLOBAL VARIABLES LIKE 'wsrep\\_%'");
    if (!rows) return rows.error();
    context.global_variables = std::move(*rows);
  }
  return Status();
}

std::vector<CollectorMemory::Member> MembersByAddress(const WsrepStatus& wsrep) {
  std::vector<CollectorMemory::Member> out;
  for (const std::string_view address : SplitAddresses(wsrep.incoming_addresses)) {
    if (!address.empty()) out.push_back({"", "", std::string(address)});
  }
  return out;
}

// The table is read once a view: names don't change within one. It needs
// SELECT on mysql.wsrep_cluster_members; without that right the addresses of
// the status row must do.
Status ReadMembers(CollectorContext& context, const WsrepStatus& wsrep) {
  const std::string view = wsrep.cluster_status + "/" + std::to_string(wsrep.cluster_conf_id.value_or(0)) +
                           "/" + wsrep.cluster_state_uuid + "/" + wsrep.incoming_addresses;
  CollectorMemory& memory = context.memory;
  if (memory.members_of_view == view) return Status();
  const Result<Rows> rows =
      context.Query("SELECT node_uuid, node_name, node_incoming_address FROM mysql.wsrep_cluster_members");
  if (!rows && !context.connection.connected()) return rows.error();
  memory.members_of_view = view;
  memory.members = MembersByAddress(wsrep);
  if (!rows) {
    LogDebug("members' names are not readable", {{"reason", rows.error().message}});
    return Status();
  }
  // A node's own copy of the table lags behind a view by a moment, and is
  // empty before the first one.
  if (rows->size() == 0) return Status();
  if (rows->size() != wsrep.cluster_size) memory.members_of_view.clear();
  memory.members.clear();
  for (std::size_t row = 0; row < rows->size(); ++row) {
    const auto text = [&](std::size_t column) { return std::string((*rows)[row][column].value_or("")); };
    memory.members.push_back({text(0), text(1), text(2)});
  }
  return Status();
}

void RememberGcache(IstWindow& window, const WsrepStatus& w) {
  if (!w.last_committed || !w.local_cached_downto || !w.received_bytes || !w.replicated_bytes) return;
  window.Add({std::chrono::steady_clock::now(), *w.last_committed, *w.local_cached_downto,
              *w.received_bytes + *w.replicated_bytes});
}

}  // namespace

Status CollectGalera(CollectorContext& context) {
  if (Status status = ReadRows(context); !status) return status;
  const auto status_rows = context.global_status->AsNamedValues();
  const auto variable_rows = context.global_variables->AsNamedValues();
  const std::optional<WsrepStatus> wsrep = ParseWsrepStatus(status_rows);
  AddNodeState(context.batch, ClassifyNode(wsrep));
  if (!wsrep) return Status();
  const auto options = ParseProviderOptions(Find(variable_rows, "wsrep_provider_options").value_or(""));
  const ProviderOption* gcache_size = Find(options, "gcache.size");
  RememberGcache(context.memory.ist_window, *wsrep);
  Status members = ReadMembers(context, *wsrep);
  AddGaleraFamilies(context.batch,
                    {*wsrep, options, Find(variable_rows, "wsrep_cluster_name").value_or(""),
                     Find(variable_rows, "wsrep_node_name").value_or(""), context.memory.members,
                     context.memory.ist_window.Seconds(gcache_size ? gcache_size->number : std::nullopt)});
  return members;
}

}  // namespace galera

#include "collect/galera_families.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "galera/quorum.h"

namespace galera {
namespace {

constexpr MetricType kGauge = MetricType::Gauge;
constexpr MetricType kCounter = MetricType::Counter;

constexpr std::array<FamilyText, 28> kFamilies = {{
    {"galera_node_state", kGauge, "1 for the state the node is in, 0 for every other state."},
    {"galera_primary_component", kGauge, "Whether the node is in a primary component."},
    {"galera_cluster_size", kGauge,
     "Members of the primary component, arbitrators included; absent outside one."},
    {"galera_component_members", kGauge, "Members of the component the node is in, primary or not."},
    {"galera_cluster_configuration_id", kGauge,
     "Number of the primary component's present view; absent outside one."},
    {"galera_cluster_weight", kGauge, "Sum of the weights (pc.weight) of the primary component's members."},
    {"galera_quorum_margin", kGauge,
     "How many more members may fail at once before this component loses quorum, weights included; absent "
     "where "
     "the members' weights leave it open."},
    {"galera_local_index", kGauge, "The node's index in its component."},
    {"galera_member_info", kGauge,
     "The members of the last view that the node knows, from its incoming addresses "
     "and mysql.wsrep_cluster_members."},
    {"galera_cluster_info", kGauge, "Name and state UUIDs of the cluster as this node sees them."},
    {"galera_node_info", kGauge,
     "The node's name, member UUID, provider version and state in Galera's words."},
    {"galera_ready", kGauge, "Whether the node takes queries (wsrep_ready)."},
    {"galera_connected", kGauge, "Whether the node is connected to a group (wsrep_connected)."},
    {"galera_state_uuid_zero", kGauge,
     "Whether the node's state UUID is all zeros: it has no history that another node could be compared "
     "with."},
    {"galera_state_uuid_diverged", kGauge,
     "Whether a node of a primary component has another state UUID than the cluster."},
    {"galera_flow_control_paused_seconds_total", kCounter,
     "Time that replication was paused by flow control, since start or FLUSH STATUS."},
    {"galera_flow_control_sent_total", kCounter, "Flow control pause messages sent by this node."},
    {"galera_flow_control_received_total", kCounter,
     "Flow control pause messages received, its own included."},
    {"galera_flow_control_active", kGauge, "Whether replication is paused by flow control right now."},
    {"galera_flow_control_requested", kGauge, "Whether this node asks for a pause right now."},
    {"galera_gcache_size_bytes", kGauge, "Size of the write-set cache's ring buffer (gcache.size)."},
    {"galera_gcache_cached_writesets", kGauge,
     "Write-sets that the cache holds, the ones a joiner can get by IST."},
    {"galera_ist_window_seconds", kGauge,
     "How long a node may be away and still rejoin by IST from here, at the write rate of the last ten "
     "minutes; +Inf "
     "while nothing is written."},
    {"galera_provider_option_seconds", kGauge, "Durations among wsrep_provider_options."},
    {"galera_provider_option_bytes", kGauge, "Sizes among wsrep_provider_options."},
    {"galera_provider_option_value", kGauge,
     "Other numbers and switches (1 or 0) among wsrep_provider_options."},
    {"galera_status_file_info", kGauge, "State and comment of the file that --wsrep-status-file names."},
    {"galera_status_file_timestamp_seconds", kGauge, "When mariadbd last wrote that file, in Unix time."},
}};

constexpr std::array<FamilyText, 2> kProgress = {{
    {"galera_state_transfer_done", kGauge,
     "Progress of the running state transfer or recovery, from the status file."},
    {"galera_state_transfer_total", kGauge, "What galera_state_transfer_done will be at the end."},
}};

constexpr auto kAll = [] {
  std::array<FamilyText, kFamilies.size() + kProgress.size()> all{};
  std::copy(kFamilies.begin(), kFamilies.end(), all.begin());
  std::copy(kProgress.begin(), kProgress.end(), all.begin() + kFamilies.size());
  return all;
}();

MetricFamily Named(std::string_view name) {
  for (const FamilyText& family : kAll) {
    if (family.name == name) return MakeFamily(family.name, family.help, family.type);
  }
  std::abort();  // a name that is not in the table above
}

void AddOne(MetricBatch& batch, std::string_view name, double value, Labels labels = {}) {
  MetricFamily family = Named(name);
  AddSeries(family, std::move(labels), value);
  batch.Add(std::move(family));
}

template <typename T>
void AddKnown(MetricBatch& batch, std::string_view name, const std::optional<T>& value, double factor = 1) {
  if (value) AddOne(batch, name, static_cast<double>(*value) * factor);
}

void AddComponent(MetricBatch& batch, const GaleraFacts& facts) {
  const WsrepStatus& w = facts.wsrep;
  const bool primary = w.InPrimaryComponent();
  AddOne(batch, "galera_primary_component", primary ? 1 : 0);
  AddKnown(batch, "galera_component_members", w.cluster_size);
  AddKnown(batch, "galera_local_index", w.local_index);
  if (!primary) return;
  AddKnown(batch, "galera_cluster_size", w.cluster_size);
  AddKnown(batch, "galera_cluster_configuration_id", w.cluster_conf_id);
  AddKnown(batch, "galera_cluster_weight", w.cluster_weight);
  AddOne(batch, "galera_state_uuid_diverged",
         !w.local_state_uuid.empty() && w.local_state_uuid != w.cluster_state_uuid ? 1 : 0);
  if (!w.cluster_size || !w.cluster_weight) return;
  ComponentWeights weights{*w.cluster_size, *w.cluster_weight, 1};
  for (const ProviderOption& option : facts.options) {
    if (option.name == "pc.weight" && option.number && *option.number >= 0) {
      weights.own_weight = static_cast<std::uint64_t>(*option.number);
    }
  }
  AddKnown(batch, "galera_quorum_margin", QuorumMargin(weights));
}

void AddInfos(MetricBatch& batch, const GaleraFacts& facts) {
  const WsrepStatus& w = facts.wsrep;
  AddOne(batch, "galera_cluster_info", 1,
         {{"cluster_name", std::string(facts.cluster_name)},
          {"cluster_state_uuid", w.cluster_state_uuid},
          {"local_state_uuid", w.local_state_uuid}});
  AddOne(batch, "galera_node_info", 1,
         {{"node_name", std::string(facts.node_name)},
          {"member_uuid", w.gcomm_uuid},
          {"provider_version", w.provider_version},
          {"state_comment", w.local_state_comment}});
  // A node that came back without its position shows no UUID of its own, and its component the zero one
  // (seen with MariaDB 10.11.19).
  const std::string& uuid =
      w.local_state_uuid.empty() && w.InPrimaryComponent() ? w.cluster_state_uuid : w.local_state_uuid;
  if (!uuid.empty()) AddOne(batch, "galera_state_uuid_zero", IsZeroUuid(uuid) ? 1 : 0);
  AddKnown(batch, "galera_ready", w.ready);
  AddKnown(batch, "galera_connected", w.connected);
  MetricFamily members = Named("galera_member_info");
  for (const auto& member : facts.members) {
    AddSeries(members, {{"member_uuid", member.uuid}, {"name", member.name}, {"address", member.address}}, 1);
  }
  batch.Add(std::move(members));
}

void AddFlowControl(MetricBatch& batch, const WsrepStatus& w) {
  AddKnown(batch, "galera_flow_control_paused_seconds_total", w.flow_control_paused_ns, 1e-9);
  AddKnown(batch, "galera_flow_control_sent_total", w.flow_control_sent);
  AddKnown(batch, "galera_flow_control_received_total", w.flow_control_received);
  AddKnown(batch, "galera_flow_control_active", w.flow_control_active);
  AddKnown(batch, "galera_flow_control_requested", w.flow_control_requested);
}

void AddProviderOptions(MetricBatch& batch, const GaleraFacts& facts) {
  MetricFamily seconds = Named("galera_provider_option_seconds");
  MetricFamily bytes = Named("galera_provider_option_bytes");
  MetricFamily values = Named("galera_provider_option_value");
  for (const ProviderOption& option : facts.options) {
    if (!option.number) continue;
    if (option.name == "gcache.size") AddOne(batch, "galera_gcache_size_bytes", *option.number);
    MetricFamily& family = option.unit == OptionUnit::kSeconds ? seconds
                           : option.unit == OptionUnit::kBytes ? bytes
                                                               : values;
    AddSeries(family, {{"option", std::string(option.name)}}, *option.number);
  }
  batch.Add(std::move(seconds));
  batch.Add(std::move(bytes));
  batch.Add(std::move(values));
}

}  // namespace

std::span<const FamilyText> GaleraFamilies() { return kAll; }

void AddNodeState(MetricBatch& batch, NodeState state) {
  MetricFamily family = Named("galera_node_state");
  for (const NodeState each : kNodeStates) {
    AddSeries(family, {{"state", std::string(Name(each))}}, each == state ? 1 : 0);
  }
  batch.Add(std::move(family));
}

void AddGaleraFamilies(MetricBatch& batch, const GaleraFacts& facts) {
  AddComponent(batch, facts);
  AddInfos(batch, facts);
  AddFlowControl(batch, facts.wsrep);
  const WsrepStatus& w = facts.wsrep;
  // A node without write-sets in its cache says 0 or 2^64-1.
  if (w.last_committed && w.local_cached_downto && *w.local_cached_downto > 0) {
    const bool any = *w.last_committed >= *w.local_cached_downto;
    AddOne(batch, "galera_gcache_cached_writesets",
           any ? static_cast<double>(*w.last_committed - *w.local_cached_downto + 1) : 0);
  }
  AddKnown(batch, "galera_ist_window_seconds", facts.ist_window_seconds);
  AddProviderOptions(batch, facts);
}

void AddStatusFile(MetricBatch& batch, const WsrepStatusFile& file) {
  AddOne(batch, "galera_status_file_info", 1, {{"state", file.state}, {"comment", file.comment}});
  AddKnown(batch, "galera_status_file_timestamp_seconds", file.timestamp_seconds);
  AddKnown(batch, "galera_state_transfer_done", file.progress_done);
  AddKnown(batch, "galera_state_transfer_total", file.progress_total);
}

}  // namespace galera

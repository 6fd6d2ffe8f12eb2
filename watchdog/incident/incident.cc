#include "incident/incident.h"

#include <algorithm>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

IncidentRule Rule(Severity severity, milliseconds for_time, milliseconds keep_firing, double threshold = 0) {
  return {true, severity, for_time, keep_firing, threshold};
}

}  // namespace

// A time before it fires that is longer than Galera's own (evs.suspect_timeout is 5 s) is for what
// comes and goes by itself: a restart, a state transfer, a burst of writes. A node that was frozen takes
// itself for a part of the component for 6 s after it wakes (measured; evs.inactive_timeout is 15 s).
const std::array<IncidentKind, kIncidentCount>& IncidentKinds() {
  using enum Incident;
  using enum Severity;
  static const std::array<IncidentKind, kIncidentCount> kKinds = {{
      {kClusterSizeBelowExpected, "ClusterSizeBelowExpected", "GaleraClusterSizeBelowExpected",
       Scope::kCluster, Rule(kCritical, seconds(0), seconds(0)), "",
       "the primary component has fewer data nodes than expected",
       "look at the node that is missing; do not stop another one"},
      {kNonPrimary, "NonPrimary", "GaleraNonPrimary", Scope::kNode, Rule(kCritical, seconds(1), seconds(2)),
       "", "the node runs outside of the primary component: it refuses every statement on a table",
       "find out whether another primary component runs (galera-warden inspect HOST...) before anything "
       "else"},
      {kNodeDown, "NodeDown", "GaleraNodeDown", Scope::kNode, Rule(kCritical, seconds(5), seconds(2)), "",
       "mariadbd is gone, or nothing answers on its port",
       "read the end of mariadbd's error log; start it again if nothing in it speaks against that"},
      {kNodeHung, "NodeHung", "GaleraNodeHung", Scope::kNode, Rule(kCritical, seconds(5), seconds(5)), "",
       "mariadbd runs and gives no answer in time",
       "look for a full or dead disk and for a stopped process (state D or T in ps) before killing anything"},
      {kNodeNotReady, "NodeNotReady", "GaleraNodeNotReady", Scope::kNode,
       Rule(kWarning, seconds(60), seconds(5)), "",
       "the node answers and is in the primary component, but is not ready for clients, or lets us not in",
       "look at wsrep_local_state_comment and at the error log of the node"},
      {kStateDiverged, "StateDiverged", "GaleraStateDiverged", Scope::kCluster,
       Rule(kCritical, seconds(15), seconds(10)), "",
       "two histories, or two primary components, or none at all (a zero UUID) under one cluster name",
       "stop the writes; find which side has what is to be kept (galera-warden inspect HOST...)"},
      {kBootstrapConfirmationNeeded, "BootstrapConfirmationNeeded", "GaleraBootstrapConfirmationNeeded",
       Scope::kCluster, Rule(kCritical, seconds(10), seconds(0)), "",
       "data exists, no primary component does, and a person has to decide where the cluster starts",
       "galera-warden confirm on a paused node shows the evidence and the command"},
      {kRecoveryRefused, "RecoveryRefused", "GaleraRecoveryRefused", Scope::kNode,
       Rule(kCritical, seconds(0), minutes(1)), "",
       "the node can't be started: its data can't be used, or the evidence speaks against what was confirmed",
       "read the findings in the warden's log; galera-warden inspect shows the evidence"},
      {kStateTransferStuck, "StateTransferStuck", "GaleraStateTransferStuck", Scope::kNode,
       Rule(kWarning, minutes(5), seconds(10)), "", "a state transfer runs and has moved nothing",
       "look at the error logs of joiner and donor and at the network between them; do not restart the "
       "donor"},
      {kStateTransferFailed, "StateTransferFailed", "GaleraStateTransferFailed", Scope::kNode,
       Rule(kWarning, seconds(0), minutes(1)), "", "the last state transfer of the node failed",
       "read the error logs of joiner and donor; check wsrep_sst_auth, disk space and the ports 4444 and "
       "4568"},
      {kFlowControlStalled, "FlowControlStalled", "GaleraFlowControlStalled", Scope::kNode,
       Rule(kWarning, seconds(60), seconds(30), 0.5), "share of time",
       "replication stood still for more than that share of the last minute",
       "find the node that sends flow control (wsrep_flow_control_sent): it is the slow one"},
      {kReceiveQueueGrowing, "ReceiveQueueGrowing", "GaleraReceiveQueueGrowing", Scope::kNode,
       Rule(kWarning, seconds(60), seconds(30), 100), "write-sets",
       "the node has more write-sets to apply than that, and they get more",
       "look at its disk, at long statements, and at wsrep_slave_threads"},
      {kIstWindowShort, "IstWindowShort", "GaleraIstWindowShort", Scope::kNode,
       Rule(kWarning, minutes(10), minutes(5), 900), "seconds",
       "a node that is away for so long would need a full state transfer to come back",
       "enlarge gcache.size before the next maintenance"},
      {kInconsistencyEviction, "InconsistencyEviction", "GaleraInconsistencyEviction", Scope::kNode,
       Rule(kCritical, seconds(0), minutes(1)), "",
       "the cluster has voted the node out: its data differs from the others'",
       "keep its GRA_*.log files, then let it join with a full state transfer; find out who wrote to it "
       "alone"},
      {kLastDonorGone, "LastDonorGone", "GaleraLastDonorGone", Scope::kCluster,
       Rule(kWarning, seconds(30), seconds(10)), "",
       "two data nodes are left and one is donor: one failure more stops everything",
       "do not restart any node until the transfer is through"},
      {kPeerConnectionLost, "PeerConnectionLost", "GaleraPeerConnectionLost", Scope::kCluster,
       Rule(kInfo, seconds(0), seconds(0)), "",
       "the connection to a peer broke; unless it comes back, Galera removes the peer in some seconds",
       "nothing yet: it is the early warning of a node that is about to be missing"},
      {kPagingBroken, "PagingBroken", "GaleraPagingBroken", Scope::kNode,
       Rule(kWarning, seconds(120), seconds(30)), "",
       "pages can't be delivered to a receiver, or not be kept on disk",
       "galera-warden page --list shows the receivers and what they answer"},
  }};
  return kKinds;
}

const IncidentKind& KindOf(Incident incident) { return IncidentKinds()[static_cast<std::size_t>(incident)]; }

std::optional<Incident> IncidentNamed(std::string_view name) {
  const auto& kinds = IncidentKinds();
  const auto found = std::ranges::find_if(
      kinds, [name](const IncidentKind& kind) { return kind.name == name || kind.alert == name; });
  if (found == kinds.end()) return std::nullopt;
  return found->incident;
}

IncidentRules DefaultRules() {
  IncidentRules rules;
  for (const IncidentKind& kind : IncidentKinds()) rules[kind.incident] = kind.rule;
  return rules;
}

std::string_view Name(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kCritical:
      return "critical";
  }
  return "critical";
}

std::optional<Severity> SeverityNamed(std::string_view name) {
  for (const Severity severity : {Severity::kInfo, Severity::kWarning, Severity::kCritical}) {
    if (Name(severity) == name) return severity;
  }
  return std::nullopt;
}

}  // namespace watchdog

// What a person is paged about: the kinds, and what each means. Pure.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string_view>

namespace watchdog {

enum class Incident {
  kClusterSizeBelowExpected,
  kNonPrimary,
  kNodeDown,
  kNodeHung,
  kNodeNotReady,
  kStateDiverged,
  kBootstrapConfirmationNeeded,
  kRecoveryRefused,
  kStateTransferStuck,
  kStateTransferFailed,
  kFlowControlStalled,
  kReceiveQueueGrowing,
  kIstWindowShort,
  kInconsistencyEviction,
  kLastDonorGone,
  kPeerConnectionLost,
  kPagingBroken,
};

enum class Severity { kInfo, kWarning, kCritical };

enum class Scope {
  kCluster,  // every node that sees it says the same under the same key
  kNode,     // of one node, said by its own warden
};

// What a person may set, under paging.incidents.NAME.
struct IncidentRule {
  bool enabled = true;
  Severity severity = Severity::kWarning;
  std::chrono::milliseconds for_time{0};     // it must hold so long before it fires
  std::chrono::milliseconds keep_firing{0};  // it must be over so long before it is resolved
  double threshold = 0;                      // in IncidentKind::threshold_unit
  bool operator==(const IncidentRule&) const = default;
};

struct IncidentKind {
  Incident incident;
  std::string_view name;   // "ClusterSizeBelowExpected"
  std::string_view alert;  // the alertname, as in rules/: "GaleraClusterSizeBelowExpected"
  Scope scope;
  IncidentRule rule;                // unless a person has set another
  std::string_view threshold_unit;  // "share of time", "seconds", "write-sets"; empty: it has none
  std::string_view meaning;         // one line: when it holds
  std::string_view next_step;       // one line: what to do
};

inline constexpr std::size_t kIncidentCount = 17;
const std::array<IncidentKind, kIncidentCount>& IncidentKinds();  // in the order of the enum
const IncidentKind& KindOf(Incident incident);
std::optional<Incident> IncidentNamed(std::string_view name);  // by name or alertname

using IncidentRules = std::map<Incident, IncidentRule>;  // of every kind
IncidentRules DefaultRules();

std::string_view Name(Severity severity);  // "critical"
std::optional<Severity> SeverityNamed(std::string_view name);

}  // namespace watchdog

// What a person sees of the cluster: the document of GET /api/v1/cluster (watchdog/README.md) as values. What
// is not known is nullopt, or empty.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bootstrap/question.h"
#include "evidence/node_now.h"
#include "incident/incident.h"
#include "overview/event.h"
#include "overview/history.h"
#include "pager/maintenance_book.h"

namespace watchdog {

inline constexpr std::size_t kNodesMax = 128;
inline constexpr std::size_t kEventsMax = 100;

// Who says all this.
struct OverviewTeller {
  std::string node;
  std::string version;
  std::int64_t started = 0;  // Unix seconds
  bool entrypoint = false;   // `node`; else `monitor`
  std::optional<int> ready_port;
  std::optional<int> synced_port;
  bool peers_asked = false;
};

struct ClusterVerdict {
  enum class Code { kHealthy, kDegraded, kNoPrimary, kWaiting, kUnknown };
  Code code = Code::kUnknown;
  std::string headline;  // one line
  std::string quorum;    // how many may fail, in words; empty without a primary component
  std::optional<std::uint64_t> quorum_margin;  // members that may fail at once
  std::vector<std::string> reasons;            // why it is not healthy, worst first
};

struct ClusterFacts {
  std::string name;
  std::optional<bool> primary;  // some node is in a primary component
  std::optional<std::uint64_t> size;
  std::optional<int> expected_size;  // of data nodes
  std::optional<std::uint64_t> arbitrators;
  std::string state_uuid;
  std::optional<std::uint64_t> conf_id;
  std::optional<std::int64_t> last_committed;  // the greatest that is known
};

struct NodeRow {
  enum class Role { kMember, kDonor, kJoiner, kArbitrator, kOutside };
  std::string name;
  std::string address;
  bool self = false;
  std::optional<bool> in_view;
  std::string state = "unknown";  // Name(NodeState), "silent" or "arbitrator"
  std::string phase;              // Name(Evidence::Phase); empty beside a mariadbd that something else runs
  std::optional<Role> role;
  std::optional<bool> primary;
  std::optional<bool> ready;
  std::string state_uuid;
  std::optional<std::int64_t> seqno;
  std::optional<std::int64_t> lag;
  std::optional<std::uint64_t> receive_queue;
  std::optional<double> flow_control;  // 0 to 1
  std::optional<std::int64_t> ist_window_s;
  bool ist_window_unlimited = false;
  // Of the primary component that it is in; not in the document.
  std::string cluster_state_uuid;
  std::optional<std::uint64_t> conf_id;
  std::optional<std::uint64_t> quorum_margin;
  std::optional<std::uint64_t> members;
  std::optional<TransferNow> transfer;
  std::string mariadb_version;
  std::string provider_version;
  std::string warden_version;
  std::optional<std::uint64_t> data_bytes;
  std::optional<std::uint64_t> disk_free_bytes;
  std::string question;
  std::string page;
  std::string trouble;
  std::optional<std::chrono::milliseconds> age;

  std::string Shown() const { return !name.empty() ? name : !address.empty() ? address : "a node"; }
};

struct IncidentRow {
  std::string name;
  std::string alert;
  Scope scope = Scope::kNode;
  Severity severity = Severity::kWarning;
  bool firing = false;  // else pending
  std::optional<std::chrono::system_clock::time_point> since;
  std::string summary;
  std::string next_step;
  std::string runbook_url;
  bool in_maintenance = false;
};

struct ClusterOverview {
  std::chrono::system_clock::time_point time;
  OverviewTeller teller;
  ClusterVerdict verdict;
  ClusterFacts cluster;
  std::optional<Question> question;
  std::vector<NodeRow> nodes;
  std::vector<IncidentRow> incidents;  // firing first, worst first
  std::vector<MaintenanceBook::Entry> maintenance;
  std::vector<Event> events;  // newest first
  HistoryLine history;
};

std::string_view Name(ClusterVerdict::Code code);  // "no_primary"
std::string_view Name(NodeRow::Role role);         // "member"

}  // namespace watchdog

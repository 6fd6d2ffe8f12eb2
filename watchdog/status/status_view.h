// What GET /api/v1/cluster tells, as far as a terminal shows it. What is not known is nullopt, or empty.
// Texts are Harmless(); times are Unix seconds of the warden's clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchdog {

enum class VerdictCode { kHealthy, kDegraded, kNoPrimary, kWaiting, kUnknown };

struct NodeTransfer {
  std::string role;  // "joiner", "donor"
  std::string kind;  // "sst", "ist"
  std::string method;
  std::string peer;
  std::optional<double> done;
  std::optional<double> expected;
  std::optional<double> percent;
  std::optional<double> elapsed_s;
  std::optional<double> left_s;
  bool stalled = false;
  std::string unit;  // "bytes", "write-sets"
};

struct NodeView {
  std::string name;
  std::string address;
  bool self = false;
  std::optional<bool> in_view;
  std::string state;
  std::string phase;
  std::string role;
  std::optional<bool> ready;
  std::string state_uuid;
  std::optional<std::int64_t> seqno;
  std::optional<std::int64_t> lag;
  std::optional<std::int64_t> receive_queue;
  std::optional<double> flow_control;  // share of the last minute
  std::optional<double> ist_window_s;  // negative: unlimited
  std::optional<NodeTransfer> transfer;
  std::string mariadb_version;
  std::string question;  // it waits for a human
  std::string page;
  std::string trouble;
  std::optional<double> age_s;

  std::string Shown() const { return !name.empty() ? name : address.empty() ? "?" : address; }
};

// What a human may answer, and the command that says it. `command` is empty where there is none that could be
// shown as it is.
struct Choice {
  std::string node;
  std::string why;
  std::string command;
};

struct EvidenceLine {
  std::string name;  // or where it is
  std::string state;
  std::string reason;
  std::string state_uuid;
  std::optional<std::int64_t> seqno;
  std::string seqno_note;
  std::optional<bool> safe_to_bootstrap;
  std::string view;  // "12300 (3)"
  std::optional<bool> primary;
};

struct StatusQuestion {
  std::string node;
  std::optional<double> since;
  std::string reason;
  bool proven = false;
  std::vector<std::string> verdict;
  std::string advice;                 // what to do before any of what follows is typed
  std::optional<Choice> recommended;  // where it is not proven: only if the advice can't be followed
  std::vector<Choice> others;
  std::vector<EvidenceLine> evidence;
  std::vector<std::string> refusal;
};

struct IncidentView {
  std::string alert;
  std::string severity;
  bool firing = false;  // else pending
  std::optional<double> since;
  std::string summary;
  std::string next_step;
  std::string runbook_url;
  bool in_maintenance = false;
};

struct MaintenanceView {
  std::string reason;
  std::string by;
  std::string only;
  std::optional<double> until;
};

struct EventView {
  std::optional<double> time;
  std::string severity;
  std::string text;
};

struct StatusView {
  double time = 0;
  std::string warden_node;
  std::string warden_version;
  bool peers_asked = true;
  VerdictCode verdict = VerdictCode::kUnknown;
  std::string headline;
  std::string quorum;
  std::vector<std::string> reasons;
  std::string cluster_name;
  std::optional<StatusQuestion> question;
  std::vector<NodeView> nodes;
  std::vector<IncidentView> incidents;
  std::vector<MaintenanceView> maintenance;
  std::vector<EventView> events;  // newest first
};

}  // namespace watchdog

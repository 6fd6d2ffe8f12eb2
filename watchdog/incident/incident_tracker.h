// Follows each incident through its life: inactive, pending, firing, and over. Pure: a value that is
// stepped with what is seen and when.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "incident/finding.h"
#include "incident/incident.h"
#include "incident/observation.h"

namespace watchdog {

// "galera/CLUSTER/ALERT", and "/NODE" where it is the node's. The same on every node for what is the
// cluster's. At most 255 bytes, as PagerDuty takes: a longer one is cut and ends in a hash of the whole.
std::string IncidentKey(const IncidentKind& kind, const std::string& cluster, const std::string& node);

// From firing to over: what one page and its end are about.
struct Episode {
  std::string id;                                 // random, stable through a restart of the warden
  std::chrono::system_clock::time_point started;  // when it began to hold
  std::chrono::system_clock::time_point fired;
  std::string summary;  // the latest
  std::vector<std::pair<std::string, std::string>> details;
  bool announced = true;  // false: fired in maintenance, so that nobody was told
  bool operator==(const Episode&) const = default;
};

struct IncidentStatus {
  enum class State { kInactive, kPending, kFiring };
  State state = State::kInactive;
  bool held = false;               // flapping: stays firing until it is quiet
  std::optional<Episode> episode;  // while firing
};
std::string_view Name(IncidentStatus::State state);

struct Transition {
  enum class Kind {
    kFired,
    kResolved,
    kChanged,  // still firing, with another summary: for receivers that are told again anyway
  };
  Kind kind = Kind::kFired;
  Incident incident = Incident::kClusterSizeBelowExpected;
  Episode episode;
  std::chrono::system_clock::time_point at;
};

struct FlapRule {
  int fires = 3;  // so many in `within`: it flaps
  std::chrono::milliseconds within{600000};
  std::chrono::milliseconds quiet{300000};  // it is over only after so long without
};

class IncidentTracker {
 public:
  IncidentTracker(IncidentRules rules, FlapRule flaps) : rules_(std::move(rules)), flaps_(flaps) {}

  // What was firing when the warden ended, by kind. Before the first Step(): it goes on firing until it is
  // seen to be over; one that is switched off now is resolved at the first Step().
  void Restore(std::map<Incident, Episode> firing);

  // `findings` as Judge() gives them. `quiet`: kinds that are in maintenance; what fires then is not
  // announced, and is announced if it still holds when the maintenance is over. `id` makes episode ids.
  // Transitions of unannounced episodes are not given. In the order of the enum.
  std::vector<Transition> Step(const std::vector<Finding>& findings, const Instant& now,
                               const std::vector<Incident>& quiet, const std::function<std::string()>& id);

  // When a Step() may change something without a new observation; nullopt: never.
  std::optional<std::chrono::steady_clock::time_point> NextChange() const;

  std::map<Incident, IncidentStatus> Statuses() const;  // of every kind
  std::map<Incident, Episode> Firing() const;

 private:
  IncidentRules rules_;
  FlapRule flaps_;
};

}  // namespace watchdog

// Follows each incident through its life: inactive, pending, firing, and over. Pure: a value that is
// stepped with what is seen and when.
//
// What is seen holds until the next Step(). It fires in a Step() that sees it, once it has been seen for
// `for_time`; it is over in a Step() that sees it to be over, once that has been seen for `keep_firing`.
// kUnknown stops both clocks and sets neither back: it makes nothing fire and resolves nothing, and a
// second of not knowing loses no pending incident. The steady time alone is measured with.
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
  bool operator==(const IncidentStatus&) const = default;
};
std::string_view Name(IncidentStatus::State state);

struct Transition {
  enum class Kind {
    kFired,
    kResolved,
    kChanged,  // still firing, with another summary: for receivers that are told again anyway
  };           // (at most every kChangedInterval of one incident, the latest counts)
  Kind kind = Kind::kFired;
  Incident incident = Incident::kClusterSizeBelowExpected;
  Episode episode;
  std::chrono::system_clock::time_point at;
};

inline constexpr std::chrono::seconds kChangedInterval{10};

// Of fires that are announced; a maintenance makes nothing flap, nor does a restart of the warden remember.
struct FlapRule {
  int fires = 3;  // so many in `within`: it flaps; 0: never
  std::chrono::milliseconds within{600000};
  std::chrono::milliseconds quiet{300000};  // it is over only after so long without
};

// Not thread-safe.
class IncidentTracker {
 public:
  IncidentTracker(IncidentRules rules, FlapRule flaps);

  // What was firing when the warden ended, by kind. Before the first Step(): it goes on firing until it is
  // seen to be over; one that is switched off now is resolved at the first Step().
  void Restore(std::map<Incident, Episode> firing);

  // `findings` as Judge() gives them; of a kind that is not in it nothing is known. `quiet`: kinds that are
  // in maintenance; what fires then is not announced, and is announced once it is seen after the
  // maintenance. What was announced before is resolved also in a maintenance. `id` makes episode ids.
  // Transitions of unannounced episodes are not given. In the order of the enum, one of a kind at most.
  std::vector<Transition> Step(const std::vector<Finding>& findings, const Instant& now,
                               const std::vector<Incident>& quiet, const std::function<std::string()>& id);

  // When a Step() may change something without a new observation; nullopt: never.
  std::optional<std::chrono::steady_clock::time_point> NextChange() const;

  std::map<Incident, IncidentStatus> Statuses() const;  // of every kind
  // What Restore() takes, also what is not announced.
  std::map<Incident, Episode> Firing() const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Life {
    IncidentKind kind;
    IncidentRule rule;
    IncidentStatus status;
    Truth seen = Truth::kUnknown;  // at the last Step()
    // How long it was seen to hold while pending, or to be over while firing.
    std::chrono::steady_clock::duration clock{0};
    Episode pending;              // while pending: when it began
    std::vector<Time> announced;  // the latest, FlapRule::fires at most
    std::string told;             // the summary that a transition gave last
    std::optional<Time> told_at;
  };
  // What one Step() is about.
  struct Moment {
    Instant now;
    std::chrono::steady_clock::duration elapsed;
    const std::function<std::string()>& id;
  };

  std::optional<Transition::Kind> StepOne(Life* life, const Finding& finding, bool quiet,
                                          const Moment& moment);
  std::optional<Transition::Kind> SeenHolding(Life* life, const Finding& finding, bool quiet,
                                              const Moment& moment);
  std::optional<Transition::Kind> SeenOver(Life* life);
  void Announce(Life* life, Time now);
  std::chrono::milliseconds KeepFiring(const Life& life) const;

  FlapRule flaps_;
  std::vector<Life> lives_;  // in the order of the enum
  std::optional<Time> last_step_;
};

}  // namespace watchdog

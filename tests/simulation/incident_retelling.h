// What IncidentTracker and Judge have to say, told in another way: from the whole history at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "incident/incident_tracker.h"

namespace simulation {

// Of one kind, at one Step().
struct Look {
  std::chrono::milliseconds at{0};
  std::optional<bool> truth;
  bool quiet = false;
  bool first = false;  // of a warden that has just been started
  watchdog::IncidentRule rule;
};

struct Message {
  std::size_t look = 0;
  bool firing = true;
  bool operator==(const Message&) const = default;
};

// All triggers and resolves of one kind.
std::vector<Message> Retell(const std::vector<Look>& looks, const watchdog::FlapRule& flaps);

// By conditions that make it true and others that make it false; nullopt where neither holds.
std::optional<bool> PlainTruth(watchdog::Incident incident, const watchdog::Observation& seen,
                               double threshold);

}  // namespace simulation

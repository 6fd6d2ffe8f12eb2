// The last hour of this node in steps of ten seconds, for small charts. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "galera/health.h"

namespace watchdog {

inline constexpr std::chrono::seconds kHistoryStep{10};
inline constexpr std::size_t kHistoryPoints = 360;

// nullopt: not known.
struct HistoryPoint {
  std::optional<std::uint32_t> size;    // of the primary component: the last of the step
  std::optional<double> receive_queue;  // the mean
  std::optional<double> flow_control;   // the share of the time, 0 to 1
  std::optional<double> commits_per_s;  // of the whole cluster: every node applies every write-set
  bool operator==(const HistoryPoint&) const = default;
};

struct HistoryLine {
  std::chrono::system_clock::time_point end;  // of the last step
  std::vector<HistoryPoint> points;           // oldest first
  bool operator==(const HistoryLine&) const = default;
};

// A value; not thread-safe. Some 24 KiB.
class History {
 public:
  // Each look, in order; one that is not newer than the one before is left out, as is all that is older than
  // the step that runs. A look without an answer makes what is known end there: a rate is never over a gap.
  void Add(const galera::Snapshot& look, std::chrono::system_clock::time_point wall);

  // Steps that have ended by `now`; those without a look are there, with nothing known.
  HistoryLine Line(std::chrono::system_clock::time_point now) const;

 private:
  using Step = std::int64_t;  // since 1970
  struct Counters {
    std::chrono::steady_clock::time_point when;
    std::uint64_t last_committed = 0;
    std::uint64_t paused_ns = 0;
  };

  void MoveTo(Step step);
  void AddRates(const galera::Snapshot& look);
  HistoryPoint Now() const;

  std::array<HistoryPoint, kHistoryPoints> ring_;
  std::optional<Step> first_;
  std::optional<Step> step_;  // the one that runs
  std::optional<std::chrono::steady_clock::time_point> newest_;
  std::optional<Counters> before_;
  // Of the step that runs.
  std::optional<std::uint32_t> size_;
  double queue_sum_ = 0;
  int queue_count_ = 0;
  double seconds_ = 0;  // that the next two are over
  double committed_ = 0;
  double paused_seconds_ = 0;
};

}  // namespace watchdog

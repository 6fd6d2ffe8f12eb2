// How fast things go that the server only counts: from looks at it, over the last minute. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "galera/health.h"
#include "galera/ist_window.h"

namespace watchdog {

// A value; not thread-safe.
class Rates {
 public:
  // Each look, in order; one that is older than the one before is left out. A look that was not answered ages
  // what is known. A counter that went down (restart, FLUSH STATUS) forgets what came before of it.
  void Add(const galera::Snapshot& look);

  // All: nullopt until looks that are at least ten seconds apart have told.

  // Of the last minute, the share in which replication stood still for flow control: 0 to 1.
  std::optional<double> FlowControlShare() const;
  // Write-sets a second by which wsrep_local_recv_queue grew in the last minute (the slope of the line
  // that fits best); negative: it gets shorter.
  std::optional<double> ReceiveQueueGrowth() const;
  // See galera::IstWindow; +infinity while nothing is written.
  std::optional<double> IstWindowSeconds() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Point {
    Time when;
    std::uint64_t value = 0;
  };
  using Points = std::deque<Point>;
  static void Keep(Points& points, Time now, std::optional<std::uint64_t> value);

  std::optional<Time> newest_;
  Points paused_ns_;
  Points queue_;
  galera::IstWindow ist_window_;
  std::optional<Time> ist_answered_;
  std::optional<double> gcache_size_bytes_;
};

}  // namespace watchdog

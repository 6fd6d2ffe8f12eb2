// How far this node was at each moment of the last minute: what others say of their position is some seconds
// old, and a cluster that writes goes on meanwhile. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "galera/health.h"

namespace watchdog {

// A value; not thread-safe.
class SeqnoTrack {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Each look, in order. Another state UUID forgets what came before.
  void Add(const galera::Snapshot& look);

  // Where this node was in that history at that time, between looks in proportion; after the last look what
  // it said. nullopt: not known.
  std::optional<double> At(const std::string& state_uuid, Time when) const;

 private:
  struct Point {
    Time when;
    std::uint64_t seqno = 0;
  };
  std::string state_uuid_;
  std::deque<Point> points_;
};

}  // namespace watchdog

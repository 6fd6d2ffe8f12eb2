// How long a node may be away and still rejoin by IST instead of a full SST.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace galera {

// The donor's write-set cache at one moment.
struct GcachePoint {
  std::chrono::steady_clock::time_point when;
  std::uint64_t last_committed = 0;
  std::uint64_t cached_downto = 0;  // lowest seqno still in the cache
  std::uint64_t written_bytes = 0;  // received + replicated bytes since start
};

// Keeps ten minutes of points, at most one every five seconds, and judges from
// the oldest to the newest. Not thread-safe.
class IstWindow {
 public:
  // A counter that went down (restart, FLUSH STATUS, a new history) forgets
  // all that came before.
  void Add(const GcachePoint& point);

  // Seconds; +infinity while nothing is written. Once the cache throws old
  // write-sets out, the number of those it holds over the rate of commits;
  // before that, its size over the rate of bytes. nullopt until ten seconds
  // of points have been seen, or without a size.
  std::optional<double> Seconds(std::optional<double> gcache_size_bytes) const;

 private:
  std::deque<GcachePoint> points_;
};

}  // namespace galera

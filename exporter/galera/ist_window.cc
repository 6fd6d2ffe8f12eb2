#include "galera/ist_window.h"

#include <limits>

namespace galera {
namespace {

using std::chrono::seconds;

constexpr seconds kKeep{600};
constexpr seconds kSpacing{5};
constexpr seconds kLeast{10};

bool WentBack(const GcachePoint& before, const GcachePoint& now) {
  return now.last_committed < before.last_committed || now.written_bytes < before.written_bytes ||
         now.cached_downto < before.cached_downto || now.when < before.when;
}

}  // namespace

void IstWindow::Add(const GcachePoint& point) {
  if (!points_.empty() && WentBack(points_.back(), point)) points_.clear();
  // The newest point always stands last; it is replaced until it is far enough
  // from the one before it.
  if (points_.size() >= 2 && points_.back().when - points_[points_.size() - 2].when < kSpacing)
    points_.pop_back();
  points_.push_back(point);
  while (point.when - points_.front().when > kKeep) points_.pop_front();
}

std::optional<double> IstWindow::Seconds(std::optional<double> gcache_size_bytes) const {
  if (points_.size() < 2) return std::nullopt;
  const GcachePoint& first = points_.front();
  const GcachePoint& last = points_.back();
  if (last.when - first.when < kLeast) return std::nullopt;
  const double elapsed = std::chrono::duration<double>(last.when - first.when).count();
  const double commits = static_cast<double>(last.last_committed - first.last_committed);
  const double bytes = static_cast<double>(last.written_bytes - first.written_bytes);
  if (commits <= 0 && bytes <= 0) return std::numeric_limits<double>::infinity();
  const bool full = last.cached_downto > first.cached_downto && last.last_committed >= last.cached_downto;
  if (full && commits > 0) {
    return static_cast<double>(last.last_committed - last.cached_downto + 1) / (commits / elapsed);
  }
  if (!gcache_size_bytes) return std::nullopt;
  if (bytes <= 0) return std::numeric_limits<double>::infinity();
  return *gcache_size_bytes / (bytes / elapsed);
}

}  // namespace galera

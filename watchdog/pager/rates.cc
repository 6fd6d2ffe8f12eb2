#include "pager/rates.h"

#include <algorithm>

namespace watchdog {
namespace {

using std::chrono::seconds;

constexpr seconds kWindow{60};
constexpr seconds kLeast{10};
constexpr seconds kSpacing{1};  // looks come in bursts when something happens

double SecondsBetween(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

// The newest point always stands last; it is replaced until it is far enough from the one before it.
void Rates::Keep(Points& points, Time now, std::optional<std::uint64_t> value) {
  while (!points.empty() && now - points.front().when > kWindow) points.pop_front();
  if (!value) return;
  if (points.size() >= 2 && points.back().when - points[points.size() - 2].when < kSpacing) points.pop_back();
  points.push_back({now, *value});
}

void Rates::Add(const galera::Snapshot& look) {
  const Time now = look.taken;
  if (newest_ && now < *newest_) return;
  newest_ = now;
  const auto& wsrep = look.wsrep;
  const auto paused = wsrep ? wsrep->flow_control_paused_ns : std::nullopt;
  if (paused && !paused_ns_.empty() && *paused < paused_ns_.back().value) paused_ns_.clear();
  Keep(paused_ns_, now, paused);
  Keep(queue_, now, wsrep ? wsrep->local_recv_queue : std::nullopt);
  if (look.constants.gcache_size_bytes) gcache_size_bytes_ = look.constants.gcache_size_bytes;
  if (!wsrep || !wsrep->last_committed || !wsrep->local_cached_downto || !wsrep->received_bytes ||
      !wsrep->replicated_bytes)
    return;
  ist_window_.Add({now, *wsrep->last_committed, *wsrep->local_cached_downto,
                   *wsrep->received_bytes + *wsrep->replicated_bytes});
  ist_answered_ = now;
}

std::optional<double> Rates::FlowControlShare() const {
  if (paused_ns_.size() < 2 || paused_ns_.back().when - paused_ns_.front().when < kLeast) return std::nullopt;
  const Point& first = paused_ns_.front();
  const Point& last = paused_ns_.back();
  const double paused = static_cast<double>(last.value - first.value) / 1e9;
  return std::clamp(paused / SecondsBetween(first.when, last.when), 0.0, 1.0);
}

std::optional<double> Rates::ReceiveQueueGrowth() const {
  if (queue_.size() < 2 || queue_.back().when - queue_.front().when < kLeast) return std::nullopt;
  const auto count = static_cast<double>(queue_.size());
  double time = 0;
  double value = 0;
  for (const Point& point : queue_) {
    time += SecondsBetween(queue_.front().when, point.when) / count;
    value += static_cast<double>(point.value) / count;
  }
  double both = 0;
  double square = 0;
  for (const Point& point : queue_) {
    const double off = SecondsBetween(queue_.front().when, point.when) - time;
    both += off * (static_cast<double>(point.value) - value);
    square += off * off;
  }
  return both / square;
}

std::optional<double> Rates::IstWindowSeconds() const {
  if (!ist_answered_ || *newest_ - *ist_answered_ > kWindow) return std::nullopt;
  return ist_window_.Seconds(gcache_size_bytes_);
}

}  // namespace watchdog

#include "overview/seqno_track.h"

#include <algorithm>

namespace watchdog {
namespace {

constexpr std::chrono::seconds kWindow{60};
constexpr std::chrono::milliseconds kSpacing{500};  // looks come in bursts when something happens

}  // namespace

void SeqnoTrack::Add(const galera::Snapshot& look) {
  if (!look.wsrep || !look.wsrep->last_committed || look.wsrep->local_state_uuid.empty()) return;
  if (look.wsrep->local_state_uuid != state_uuid_) points_.clear();
  state_uuid_ = look.wsrep->local_state_uuid;
  if (!points_.empty() && look.taken <= points_.back().when) return;
  if (!points_.empty() && *look.wsrep->last_committed < points_.back().seqno) points_.clear();
  // The newest always stands last; it is replaced until it is far enough from the one before it.
  if (points_.size() >= 2 && points_.back().when - points_[points_.size() - 2].when < kSpacing)
    points_.pop_back();
  points_.push_back({look.taken, *look.wsrep->last_committed});
  while (look.taken - points_.front().when > kWindow) points_.pop_front();
}

std::optional<double> SeqnoTrack::At(const std::string& state_uuid, Time when) const {
  if (points_.empty() || state_uuid != state_uuid_ || when < points_.front().when) return std::nullopt;
  const auto after = std::ranges::find_if(points_, [when](const Point& point) { return point.when >= when; });
  if (after == points_.end()) return static_cast<double>(points_.back().seqno);
  if (after == points_.begin()) return static_cast<double>(after->seqno);
  const Point& before = *std::prev(after);
  const auto part = std::chrono::duration<double>(when - before.when).count() /
                    std::chrono::duration<double>(after->when - before.when).count();
  return static_cast<double>(before.seqno) + part * static_cast<double>(after->seqno - before.seqno);
}

}  // namespace watchdog

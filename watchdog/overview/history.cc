#include "overview/history.h"

#include <algorithm>

namespace watchdog {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr std::uint32_t kSizeMax = 100000;
// Looks that are further apart than this say nothing of a rate in between: mariadbd was restarted, or hung.
constexpr std::chrono::seconds kGap{15};

std::int64_t StepOf(system_clock::time_point wall) {
  return std::chrono::floor<std::chrono::seconds>(wall.time_since_epoch()).count() / kHistoryStep.count();
}

std::size_t IndexOf(std::int64_t step) { return static_cast<std::size_t>(step) % kHistoryPoints; }

}  // namespace

void History::Add(const galera::Snapshot& look, system_clock::time_point wall) {
  const Step step = StepOf(wall);
  if (step < 0 || (newest_ && look.taken <= *newest_) || (step_ && step < *step_)) return;
  newest_ = look.taken;
  MoveTo(step);
  if (!look.answered || !look.wsrep) {
    before_.reset();
    return;
  }
  const galera::WsrepStatus& wsrep = *look.wsrep;
  if (wsrep.InPrimaryComponent() && wsrep.cluster_size.value_or(kSizeMax) < kSizeMax)
    size_ = static_cast<std::uint32_t>(*wsrep.cluster_size);
  if (wsrep.local_recv_queue) {
    queue_sum_ += static_cast<double>(*wsrep.local_recv_queue);
    ++queue_count_;
  }
  AddRates(look);
}

void History::AddRates(const galera::Snapshot& look) {
  const galera::WsrepStatus& wsrep = *look.wsrep;
  if (!wsrep.last_committed || !wsrep.flow_control_paused_ns) {
    before_.reset();
    return;
  }
  const Counters now{look.taken, *wsrep.last_committed, *wsrep.flow_control_paused_ns};
  // A counter that went down: a restart, another history, FLUSH STATUS.
  const bool follows = before_ && now.when - before_->when <= kGap &&
                       now.last_committed >= before_->last_committed && now.paused_ns >= before_->paused_ns;
  if (follows) {
    seconds_ += std::chrono::duration<double>(now.when - before_->when).count();
    committed_ += static_cast<double>(now.last_committed - before_->last_committed);
    paused_seconds_ += static_cast<double>(now.paused_ns - before_->paused_ns) / 1e9;
  }
  before_ = now;
}

HistoryPoint History::Now() const {
  HistoryPoint point;
  point.size = size_;
  if (queue_count_ > 0) point.receive_queue = queue_sum_ / queue_count_;
  if (seconds_ > 0) {
    point.flow_control = std::clamp(paused_seconds_ / seconds_, 0.0, 1.0);
    point.commits_per_s = committed_ / seconds_;
  }
  return point;
}

// Ends the step that runs, if it is over.
void History::MoveTo(Step step) {
  if (!step_) first_ = step;
  if (step_ == step) return;
  if (step_) {
    ring_[IndexOf(*step_)] = Now();
    const Step from = std::max(*step_ + 1, step - static_cast<Step>(kHistoryPoints));
    for (Step empty = from; empty < step; ++empty) ring_[IndexOf(empty)] = HistoryPoint();
  }
  step_ = step;
  size_.reset();
  queue_sum_ = 0;
  queue_count_ = 0;
  seconds_ = committed_ = paused_seconds_ = 0;
}

HistoryLine History::Line(system_clock::time_point now) const {
  HistoryLine line;
  const Step running = std::max(StepOf(now), step_.value_or(0));
  line.end = system_clock::time_point(kHistoryStep * running);
  if (!step_) return line;
  const Step first = std::max(*first_, running - static_cast<Step>(kHistoryPoints));
  for (Step step = first; step < running; ++step) {
    if (step == *step_) {
      line.points.push_back(Now());
    } else if (step > *step_ || step < *step_ - static_cast<Step>(kHistoryPoints)) {
      line.points.emplace_back();
    } else {
      line.points.push_back(ring_[IndexOf(step)]);
    }
  }
  return line;
}

}  // namespace watchdog

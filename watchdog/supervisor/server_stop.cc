#include "supervisor/server_stop.h"

#include <algorithm>

namespace watchdog::supervisor {
namespace {

using control::Graces;
using control::Phase;
using std::chrono::milliseconds;

milliseconds GraceOf(Phase phase, const Graces& graces) {
  switch (phase) {
    case Phase::kWaiting:
      return graces.waiting;
    case Phase::kTransfer:
      return graces.transfer;
    case Phase::kServing:
      return graces.serving;
  }
  return milliseconds(0);
}

}  // namespace

void ServerStop::BySignal(Time now, Phase phase, const Graces& graces) {
  const bool again = by_signal_;
  if (!begun_) progress_at_ = now + kProgressEach;
  if (!begun_) begun_ = now;
  const bool drains = !again && !terminated_at_ && phase == Phase::kServing;
  terminate_at_ = drains ? now + graces.drain : now;
  // What the worker allowed it no longer holds; but a signal sent twice does not begin the grace anew.
  if (!again) own_grace_.reset();
  if (!again) terminated_at_.reset();
  by_signal_ = true;
}

void ServerStop::ByWorker(Time now, milliseconds grace) {
  if (!begun_) progress_at_ = now + kProgressEach;
  if (!begun_) begun_ = now;
  if (by_signal_) {
    if (terminate_at_) terminate_at_ = now;
    return;
  }
  terminate_at_ = now;
  terminated_at_.reset();
  own_grace_ = grace;
}

std::optional<Time> ServerStop::KillAt(Phase phase, const Graces& graces) const {
  if (!terminated_at_ || killed_) return std::nullopt;
  const milliseconds grace = own_grace_ ? *own_grace_ : GraceOf(phase, graces);
  if (grace.count() <= 0) return std::nullopt;
  return *terminated_at_ + grace;
}

StopStep ServerStop::Next(Time now, Phase phase, const Graces& graces) {
  if (!begun_) return StopStep::kNone;
  if (terminate_at_ && *terminate_at_ <= now) {
    terminate_at_.reset();
    if (!terminated_at_) terminated_at_ = now;
    return StopStep::kTerminate;
  }
  if (const auto kill_at = KillAt(phase, graces); kill_at && *kill_at <= now) {
    killed_ = true;
    return StopStep::kKill;
  }
  if (progress_at_ <= now) {
    progress_at_ = now + kProgressEach;
    return StopStep::kProgress;
  }
  return StopStep::kNone;
}

std::optional<Time> ServerStop::Due(Phase phase, const Graces& graces) const {
  if (!begun_) return std::nullopt;
  Time due = progress_at_;
  if (terminate_at_) due = std::min(due, *terminate_at_);
  if (const auto kill_at = KillAt(phase, graces)) due = std::min(due, *kill_at);
  return due;
}

std::chrono::seconds ServerStop::Waited(Time now) const {
  return begun_ ? std::chrono::duration_cast<std::chrono::seconds>(now - *begun_) : std::chrono::seconds(0);
}

std::optional<milliseconds> ServerStop::GraceLeft(Time now, Phase phase, const Graces& graces) const {
  const auto kill_at = KillAt(phase, graces);
  if (!kill_at) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(*kill_at - now));
}

}  // namespace watchdog::supervisor

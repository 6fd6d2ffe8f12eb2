#include "registration/heartbeat.h"

#include <algorithm>

namespace watchdog {
namespace {

constexpr std::chrono::seconds kDelayMax{15};
constexpr int kDoublingsMax = 4;

}  // namespace

Heartbeat::Step Heartbeat::Next(const CheckReport& report, Time now) const {
  if (now < not_before_) return Step::kNothing;
  if (!registered_) return Step::kRegister;
  const bool due = told_ != report.passing || now - told_at_ >= interval_;
  return due ? Step::kReport : Step::kNothing;
}

void Heartbeat::Done(Step step, const CheckReport& report, Time now) {
  registered_ = true;
  if (step != Step::kReport) return;
  // Only a report that got through shows that the agent kept what it was told.
  up_ = true;
  failures_ = 0;
  told_ = report.passing;
  told_at_ = now;
}

void Heartbeat::Forgotten(Time now) {
  const bool right_after_registering = !told_;
  registered_ = false;
  up_ = false;
  told_.reset();
  if (right_after_registering) Failed(now);
}

void Heartbeat::Failed(Time now) {
  up_ = false;
  const std::chrono::seconds delay{1 << std::min(failures_, kDoublingsMax)};
  not_before_ = now + std::min(delay, kDelayMax);
  ++failures_;
}

}  // namespace watchdog

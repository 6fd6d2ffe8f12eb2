#include "bootstrap/restart_budget.h"

#include <algorithm>

namespace watchdog {

using std::chrono::seconds;

std::optional<seconds> RestartBudget::AfterDeath(Time now) {
  while (!starts_.empty() && now - starts_.front() >= std::chrono::hours(1)) starts_.pop_front();
  if (static_cast<int>(starts_.size()) >= per_hour_) return std::nullopt;
  const seconds rest =
      std::min(seconds(60), seconds(std::int64_t{1} << std::min<std::size_t>(starts_.size(), 6)));
  starts_.push_back(now);
  return rest;
}

}  // namespace watchdog

#include "supervisor/restart_delay.h"

#include <algorithm>

namespace watchdog::supervisor {

std::chrono::milliseconds RestartDelay::AfterDeath(std::chrono::milliseconds lived) {
  const bool first = last_.count() == 0 || lived >= kSettledAfter;
  last_ = first ? std::max(min_, std::chrono::milliseconds(1)) : std::min(max_, last_ * 2);
  return last_;
}

}  // namespace watchdog::supervisor

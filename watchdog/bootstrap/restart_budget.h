// Whether a mariadbd that died is started again, and how long to rest before.
// Pure: time is an argument.
#pragma once

#include <chrono>
#include <deque>
#include <optional>

namespace watchdog {

class RestartBudget {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RestartBudget(int per_hour) : per_hour_(per_hour) {}

  // For a death now: the rest before the next start (1 s, then twice as long each
  // time, a minute at most); nullopt: the budget is spent.
  std::optional<std::chrono::seconds> AfterDeath(Time now);
  bool ever() const { return per_hour_ > 0; }

 private:
  int per_hour_;
  std::deque<Time> starts_;  // of the last hour
};

}  // namespace watchdog

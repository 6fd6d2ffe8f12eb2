// How long to wait before the worker is started again. Pure.
#pragma once

#include <chrono>

namespace watchdog::supervisor {

// One that lived so long had its start behind it: its death does not count with those before.
inline constexpr std::chrono::seconds kSettledAfter{10};

class RestartDelay {
 public:
  RestartDelay(std::chrono::milliseconds min, std::chrono::milliseconds max) : min_(min), max_(max) {}
  // The first delay is the least, each further one twice that before, up to the most.
  std::chrono::milliseconds AfterDeath(std::chrono::milliseconds lived);

 private:
  std::chrono::milliseconds min_;
  std::chrono::milliseconds max_;
  std::chrono::milliseconds last_{0};
};

}  // namespace watchdog::supervisor

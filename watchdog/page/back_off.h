// How long to wait before something that failed is tried again. Pure.
#pragma once

#include <chrono>

namespace watchdog {

inline constexpr std::chrono::milliseconds kBackOffMax{300000};

// Between 0.1 s and twice as much with each failure (1 s, 2 s, 4 s, ... 5 min): anywhere in there, as
// `random` (0 to 1) says, so that those who failed together do not come back together.
std::chrono::milliseconds BackOff(int failures, double random);

}  // namespace watchdog

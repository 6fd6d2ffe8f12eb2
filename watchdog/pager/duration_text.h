// Durations as a person writes and reads them. Pure.
#pragma once

#include <chrono>
#include <string>

namespace watchdog {

// "1d2h", "1m30s", "500ms", "0s": what galera::ParseDuration() reads as the same. A negative one as 0s.
std::string DurationText(std::chrono::milliseconds duration);

// The two largest units: "2d3h", "4m10s", "12s"; below a second "0s".
std::string RoughDurationText(std::chrono::milliseconds duration);

}  // namespace watchdog

// Reads the single values that options take. Errors say what is wrong with the
// text; the remedy is the caller's.
#pragma once

#include <chrono>
#include <string_view>

#include "galera/result.h"

namespace galera {

// Go style: "500ms", "2s", "1m30s", "1.5h"; units d, h, m, s, ms, each once and
// the larger first. A bare number is an error. At most 365 days; below a
// millisecond is cut off.
Result<std::chrono::milliseconds> ParseDuration(std::string_view text);

// A decimal number of seconds, not negative: "0.25", "1e-1", "2".
Result<std::chrono::milliseconds> ParseSeconds(std::string_view text);

// A decimal whole number between the bounds.
Result<int> ParseWhole(std::string_view text, int least, int most);

// true, yes, on, 1 or false, no, off, 0.
Result<bool> ParseSwitch(std::string_view text);

}  // namespace galera

// Reading small files whole, within a bound.
#pragma once

#include <cstddef>
#include <string>

#include "galera/result.h"

namespace galera {

// kNotFound, kDenied, or kInvalid (a directory, larger than `bytes_max`).
// Files in /proc and /sys work too. Any thread.
Result<std::string> ReadFile(const std::string& path, std::size_t bytes_max = 1u << 20);

// False for what can't be looked at as well.
bool FileExists(const std::string& path);

}  // namespace galera

// Reading small files whole, within a bound, and replacing them in one step.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "galera/result.h"

namespace galera {

// kNotFound, kDenied, or kInvalid (a directory, larger than `bytes_max`).
// Files in /proc and /sys work too. Any thread.
Result<std::string> ReadFile(const std::string& path, std::size_t bytes_max = 1u << 20);

// False for what can't be looked at as well.
bool FileExists(const std::string& path);

// Whoever reads `path` sees the old content or the new one, whole, also after
// a power cut. The mode is exact, whatever the umask. Any thread.
Status ReplaceFile(const std::string& path, std::string_view content, mode_t mode);

// With its parents, each with `mode` if new. Success if it is there already.
Status MakeDirectories(const std::string& path, mode_t mode);

}  // namespace galera

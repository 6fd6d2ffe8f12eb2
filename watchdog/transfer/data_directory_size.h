// How much is in a data directory.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>

#include "galera/result.h"

namespace watchdog {

struct DirectorySize {
  // Of files that a state transfer brings: not what each node has of its own (galera.cache, gcache pages,
  // grastate.dat, gvwstate.dat, ibtmp1), and no logs. Of each the lesser of its length and what it takes on
  // disk: a hole is no data, and neither is what a file system sets aside for a file that grows.
  std::uint64_t bytes = 0;
  std::uint64_t changed_bytes = 0;  // of those that were written, made or moved at `since` or later
  std::int64_t newest_ns = 0;       // when any of them was changed last, in Unix time
};

// Looks at up to 500,000 entries, ten folders deep, for five seconds; follows no symbolic link but `path`
// itself. kInvalid where there is more, kNotFound and kDenied for `path`; files that come and go meanwhile do
// no harm. Costs about 2 us an entry. Any thread.
galera::Result<DirectorySize> MeasureDataDirectory(const std::string& path, const timespec& since);

// Bytes that the server's user may still write to the file system that `path`, or the nearest of its parents
// that exists, is on; nullopt if that is not known.
std::optional<std::uint64_t> FreeDiskBytes(const std::string& path);

}  // namespace watchdog

// What a state transfer that was killed leaves for the next one to stumble over.
#pragma once

#include <string>
#include <vector>

namespace watchdog {

// Empties the PID files of state transfer scripts in `data_directory` whose
// process is not a script's any more; returns their names. A container counts
// its PIDs anew, so that the number soon belongs to somebody else: the next
// transfer's script waits half a minute for that one, and the join fails, at
// every start (measured). Emptied, not removed: that the files are there says
// that the directory has seen a transfer. Never beside a mariadbd.
std::vector<std::string> EmptyStaleTransferPids(const std::string& data_directory);

}  // namespace watchdog

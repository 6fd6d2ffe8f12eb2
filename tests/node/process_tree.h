// Processes below another one, as this test sees them: PIDs of our own namespace.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace galera {

// Empty for a process that is gone.
std::vector<pid_t> ChildrenOf(pid_t parent);
// The first child of `parent` whose command line holds `word`.
std::optional<pid_t> ChildOf(pid_t parent, const std::string& word);
// As in /proc/PID/stat: 'R', 'S', 'Z'; nullopt when it is gone.
std::optional<char> StateOf(pid_t pid);

}  // namespace galera

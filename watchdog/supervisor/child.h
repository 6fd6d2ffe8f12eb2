// Starting a child with nothing of ours that it should not have: default signal
// dispositions, an empty mask, /dev/null to read, no descriptor but those named.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "supervisor/file_descriptor.h"

namespace watchdog::supervisor {

// The first descriptor that a child is passed; the others follow.
inline constexpr int kFirstPassed = 3;

struct ChildRequest {
  std::vector<std::string> argv;         // argv[0] is looked up in our PATH
  std::vector<std::string> environment;  // all of it
  int output = -1;                       // its stdout and stderr; -1: ours
  std::vector<int> passed;               // become 3, 4, ...
  bool own_session = false;              // else a process group of its own
  int death_signal = 0;                  // it gets this one when we die
};

struct SpawnedChild {
  pid_t pid = 0;
  // Readable once exec succeeded (end of file) or failed: see ReadExecReport.
  FileDescriptor report;
};

// nullopt, with the problem, when there is no new process. Never waits.
std::optional<SpawnedChild> Spawn(const ChildRequest& request, std::string* problem);

// nullopt: not known yet. 0: the program runs. Else exec's errno; the child
// exits with 127 (no such program) or 126.
std::optional<int> ReadExecReport(int report);

// `base`, with each NAME=VALUE of `changes` in place of one of that name, and without each plain NAME.
std::vector<std::string> ChangedEnvironment(std::vector<std::string> base,
                                            const std::vector<std::string>& changes);
std::vector<std::string> OurEnvironment();

}  // namespace watchdog::supervisor

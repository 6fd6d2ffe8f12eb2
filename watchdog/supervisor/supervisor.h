// PID 1 of the container: owns mariadbd and a worker. The worker decides and may
// die and come back; mariadbd does not notice. Everything it says or hears goes
// over the channels of worker_link.h.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace watchdog {

struct SupervisorOptions {
  std::vector<std::string> worker;  // argv, e.g. {"/proc/self/exe", "node-worker", ...}; never a secret
  std::chrono::milliseconds restart_delay_min{100};
  std::chrono::milliseconds restart_delay_max{5000};
};

// Runs until there is nothing left to run and returns the exit code of the whole:
// mariadbd's (128 + its signal), what the worker named by End, 128 + the signal
// that ended us while no mariadbd ran, or 126 if the worker can't be executed or
// the kernel gives us nothing to work with.
//
// Call it from main, before there are threads: it blocks signals and reaps every
// child of the process. When not PID 1 it adopts what its children leave behind.
int RunSupervisor(const SupervisorOptions& options);

}  // namespace watchdog

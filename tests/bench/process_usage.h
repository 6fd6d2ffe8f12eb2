// What a process has used of the machine. Any thread.
#pragma once

#include <sys/types.h>

namespace galera::bench {

// CPU time of all threads of `pid` since it started, ended ones included, in
// seconds; from the process' CPU clock, which counts nanoseconds. 0 if it is gone.
double CpuSeconds(pid_t pid);

struct Resident {
  double all_mib = 0;   // VmRSS
  double anon_mib = 0;  // RssAnon
  int threads = 0;
};
// From /proc/PID/status; all 0 if it is gone.
Resident ResidentOf(pid_t pid);

}  // namespace galera::bench

#include "bench/process_usage.h"

#include <ctime>
#include <fstream>
#include <string>

namespace galera::bench {

double CpuSeconds(pid_t pid) {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

Resident ResidentOf(pid_t pid) {
  Resident out;
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    double kib = 0;
    if (word == "VmRSS:" && status >> kib) out.all_mib = kib / 1024;
    if (word == "RssAnon:" && status >> kib) out.anon_mib = kib / 1024;
    if (word == "Threads:") status >> out.threads;
  }
  return out;
}

}  // namespace galera::bench

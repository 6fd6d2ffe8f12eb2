// What the kernel says about this process, for the process_* metrics.
#pragma once

#include <optional>
#include <string_view>

namespace galera {

// Unknown values are nullopt. Units: seconds, bytes, Unix seconds.
struct ProcessStats {
  std::optional<double> cpu_seconds;
  std::optional<double> start_time_seconds;
  std::optional<double> virtual_bytes;
  std::optional<double> resident_bytes;
  std::optional<double> open_fds;
  std::optional<double> max_fds;
  std::optional<double> virtual_bytes_max;
};

ProcessStats ReadProcessStats();

// When the kernel started, in Unix seconds.
std::optional<double> BootTimeSeconds();

// Pure parts. `stat` is /proc/PID/stat; times in it are clock ticks since boot.
struct ProcStat {
  double cpu_ticks = 0;
  double start_ticks = 0;
  double virtual_bytes = 0;
  double resident_pages = 0;
};
std::optional<ProcStat> ParseProcStat(std::string_view stat);

}  // namespace galera

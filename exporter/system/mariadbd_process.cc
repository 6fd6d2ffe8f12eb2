#include "system/mariadbd_process.h"

#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <optional>
#include <string>

#include "system/file.h"
#include "system/process_stats.h"

namespace galera {
namespace {

std::optional<double> StartTime(const std::filesystem::path& process) {
  const auto comm = ReadFile(process / "comm");
  if (!comm || (*comm != "mariadbd\n" && *comm != "mysqld\n")) return std::nullopt;
  const auto text = ReadFile(process / "stat");
  const auto stat = text ? ParseProcStat(*text) : std::nullopt;
  const auto boot = BootTimeSeconds();
  if (!stat || !boot) return std::nullopt;
  return *boot + stat->start_ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

bool MariadbdRunsSinceBefore(double unix_seconds) {
  std::error_code error;
  for (std::filesystem::directory_iterator it("/proc", error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename();
    if (std::isdigit(static_cast<unsigned char>(name.front())) == 0) continue;
    // btime is whole seconds: allow for that.
    if (const auto started = StartTime(it->path()); started && *started <= unix_seconds + 1) return true;
  }
  return false;
}

}  // namespace galera

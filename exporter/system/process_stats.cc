#include "system/process_stats.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <string>
#include <vector>

#include "system/file.h"

namespace galera {
namespace {

// Fields of proc(5), counted from the one after the command's name (field 3).
constexpr std::size_t kUserTime = 11;
constexpr std::size_t kSystemTime = 12;
constexpr std::size_t kStartTime = 19;
constexpr std::size_t kVirtualSize = 20;
constexpr std::size_t kResidentPages = 21;

std::optional<double> Number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t space = text.find_first_of(" \n");
    if (space != 0) out.push_back(text.substr(0, space));
    if (space == std::string_view::npos) break;
    text.remove_prefix(space + 1);
  }
  return out;
}

std::optional<double> OpenFiles() {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return std::nullopt;
  double count = -3;                              // ".", ".." and the directory itself
  while (readdir(directory) != nullptr) ++count;  // NOLINT: the stream is ours alone
  closedir(directory);
  return count;
}

std::optional<double> Limit(__rlimit_resource resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

std::optional<double> BootTimeSeconds() {
  const auto stat = ReadFile("/proc/stat");
  if (!stat) return std::nullopt;
  const std::size_t at = stat->find("\nbtime ");
  return at == std::string::npos ? std::nullopt : Number(std::string_view(*stat).substr(at + 7));
}

std::optional<ProcStat> ParseProcStat(std::string_view stat) {
  // The command's name may hold spaces and brackets: start after the last one.
  const std::size_t bracket = stat.rfind(')');
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto words = Words(stat.substr(bracket + 1));
  if (words.size() <= kResidentPages) return std::nullopt;
  const auto user = Number(words[kUserTime]);
  const auto system = Number(words[kSystemTime]);
  const auto start = Number(words[kStartTime]);
  const auto size = Number(words[kVirtualSize]);
  const auto pages = Number(words[kResidentPages]);
  if (!user || !system || !start || !size || !pages) return std::nullopt;
  return ProcStat{*user + *system, *start, *size, *pages};
}

ProcessStats ReadProcessStats() {
  static const std::optional<double> boot_time = BootTimeSeconds();
  ProcessStats out;
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  if (const auto text = ReadFile("/proc/self/stat")) {
    if (const auto stat = ParseProcStat(*text)) {
      out.cpu_seconds = stat->cpu_ticks / ticks;
      out.virtual_bytes = stat->virtual_bytes;
      out.resident_bytes = stat->resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
      if (boot_time) out.start_time_seconds = *boot_time + stat->start_ticks / ticks;
    }
  }
  out.open_fds = OpenFiles();
  out.max_fds = Limit(RLIMIT_NOFILE);
  out.virtual_bytes_max = Limit(RLIMIT_AS);
  return out;
}

}  // namespace galera

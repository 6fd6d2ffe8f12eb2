#include "transfer/sent_bytes.h"

#include <dirent.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <string>

#include "system/file.h"

namespace watchdog {
namespace {

constexpr std::size_t kProgramsMax = 1000;
constexpr std::size_t kProcessesMax = 20'000;
constexpr int kGenerationsMax = 32;

template <typename T>
std::optional<T> Number(std::string_view text) {
  T value{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc()) return std::nullopt;
  return value;
}

struct Process {
  pid_t parent = 0;
  bool sends = false;
};

std::map<pid_t, Process> Processes() {
  std::map<pid_t, Process> processes;
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(opendir("/proc"), closedir);
  if (!proc) return processes;
  while (const dirent* entry = readdir(proc.get())) {  // NOLINT(concurrency-mt-unsafe): a stream of our own
    const auto pid = Number<pid_t>(entry->d_name);
    if (!pid || processes.size() >= kProcessesMax) continue;
    const auto stat = galera::ReadFile("/proc/" + std::to_string(*pid) + "/stat");
    const auto parsed = stat ? ParseProcessStat(*stat) : std::nullopt;
    if (!parsed) continue;
    processes[*pid] = {parsed->parent, parsed->name == "socat" || parsed->name == "rsync"};
  }
  return processes;
}

bool DescendsFrom(pid_t ancestor, pid_t pid, const std::map<pid_t, Process>& processes) {
  for (int i = 0; i < kGenerationsMax; ++i) {
    if (pid == ancestor) return true;
    const auto found = processes.find(pid);
    if (found == processes.end()) return false;
    pid = found->second.parent;
  }
  return false;
}

}  // namespace

std::optional<std::uint64_t> ParseWrittenBytes(std::string_view io) {
  constexpr std::string_view kField = "\nwchar: ";
  const std::size_t at = io.find(kField);
  if (at == std::string_view::npos) return std::nullopt;
  return Number<std::uint64_t>(io.substr(at + kField.size()));
}

std::optional<ProcessName> ParseProcessStat(std::string_view stat) {
  const std::size_t open = stat.find('(');
  const std::size_t close = stat.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  // ") S 1 ...": one letter for the state, then the parent.
  const auto parent = stat.size() > close + 4 ? Number<pid_t>(stat.substr(close + 4)) : std::nullopt;
  if (!parent) return std::nullopt;
  return ProcessName{stat.substr(open + 1, close - open - 1), *parent};
}

std::optional<std::uint64_t> SentBytes::Look() {
  const std::map<pid_t, Process> processes = Processes();
  for (const auto& [pid, process] : processes) {
    if (!process.sends || !DescendsFrom(ancestor_, pid, processes)) continue;
    if (written_.size() >= kProgramsMax && !written_.contains(pid)) continue;
    const auto io = galera::ReadFile("/proc/" + std::to_string(pid) + "/io");
    const auto written = io ? ParseWrittenBytes(*io) : std::nullopt;
    if (written) written_[pid] = std::max(written_[pid], *written);
  }
  if (written_.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  for (const auto& [pid, written] : written_) sum += written;
  return sum;
}

}  // namespace watchdog

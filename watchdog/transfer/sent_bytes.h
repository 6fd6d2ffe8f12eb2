// What a donor has sent, from what the kernel counts of the programs that send.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace watchdog {

// One transfer's. One thread.
class SentBytes {
 public:
  // `ancestor`: only programs that it, or any of what it started, has started count: a supervisor's PID.
  explicit SentBytes(pid_t ancestor) : ancestor_(ancestor) {}

  // Looks at /proc again: the sum of what each socat or rsync has written (wchar; socat writes what goes
  // into the network and nothing else, rsync as its client besides that little). Both scripts send through
  // them. Never less than before: those that have ended count with what was seen of them last,
  // so that what they sent after that is missing. nullopt while
  // none was seen that may be looked at.
  std::optional<std::uint64_t> Look();

 private:
  const pid_t ancestor_;
  std::map<pid_t, std::uint64_t> written_;  // of at most 1,000 programs
};

// The number behind "wchar: " in /proc/PID/io. Pure.
std::optional<std::uint64_t> ParseWrittenBytes(std::string_view io);

struct ProcessName {
  std::string_view name;  // as the kernel cuts it: 15 bytes at most
  pid_t parent = 0;
};
// Of /proc/PID/stat; points into `stat`. A name may hold anything, spaces and parentheses included. Pure.
std::optional<ProcessName> ParseProcessStat(std::string_view stat);

}  // namespace watchdog

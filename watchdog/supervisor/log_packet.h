// Lines of mariadbd's log on their way to the worker, many a packet: how many
// were lost before them (8 bytes, little end first), then the lines, each with
// its end. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchdog::supervisor {

inline constexpr std::size_t kLogPacketBytesMax = std::size_t{32} * 1024;

// Collects lines for the next packet; what does not fit is counted as lost.
class LogPacketBuilder {
 public:
  LogPacketBuilder() { Reset(); }
  void Add(std::string_view line);
  bool empty() const { return bytes_.size() <= kHeader && lost_ == 0; }
  bool full() const { return lost_after_ > 0; }
  const std::string& bytes() const { return bytes_; }
  // It went out; the next one tells what was lost since it was full.
  void Sent();

 private:
  static constexpr std::size_t kHeader = 8;
  void Reset();

  std::string bytes_;
  std::uint64_t lost_ = 0;        // before this packet
  std::uint64_t lost_after_ = 0;  // after it was full
};

struct LogPacket {
  std::uint64_t lost = 0;  // lines, before these
  std::vector<std::string> lines;
};
// nullopt: no packet of ours.
std::optional<LogPacket> DecodeLogPacket(std::string_view packet);

}  // namespace watchdog::supervisor

#include "supervisor/log_packet.h"

#include <utility>

namespace watchdog::supervisor {

void LogPacketBuilder::Reset() {
  bytes_.clear();
  for (int i = 0; i < 8; ++i) bytes_ += static_cast<char>((lost_ >> (8 * i)) & 0xff);
}

void LogPacketBuilder::Add(std::string_view line) {
  // Once one is lost so are those after it, or the lines would come out of order.
  if (lost_after_ > 0 || bytes_.size() + line.size() + 1 > kLogPacketBytesMax) {
    ++lost_after_;
    return;
  }
  bytes_ += line;
  bytes_ += '\n';
}

void LogPacketBuilder::Sent() {
  lost_ = std::exchange(lost_after_, 0);
  Reset();
}

std::optional<LogPacket> DecodeLogPacket(std::string_view packet) {
  if (packet.size() < 8 || packet.size() > kLogPacketBytesMax) return std::nullopt;
  if (packet.size() > 8 && packet.back() != '\n') return std::nullopt;
  LogPacket out;
  for (int i = 0; i < 8; ++i) {
    out.lost |= static_cast<std::uint64_t>(static_cast<unsigned char>(packet[static_cast<std::size_t>(i)]))
                << (8 * i);
  }
  packet.remove_prefix(8);
  while (!packet.empty()) {
    const std::size_t end = packet.find('\n');
    out.lines.emplace_back(packet.substr(0, end));
    packet.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace watchdog::supervisor

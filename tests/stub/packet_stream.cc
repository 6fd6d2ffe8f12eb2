#include "stub/packet_stream.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace galera {

StopSignal::StopSignal() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) std::abort();
}

StopSignal::~StopSignal() { close(fd_); }

void StopSignal::Raise() {
  const std::uint64_t one = 1;
  if (write(fd_, &one, sizeof one) < 0) std::abort();
}

bool StopSignal::WaitFor(int milliseconds) const {
  pollfd wait{fd_, POLLIN, 0};
  return poll(&wait, 1, milliseconds) > 0;
}

PacketStream::PacketStream(int socket, const StopSignal& stop) : socket_(socket), stop_(stop) {}

PacketStream::~PacketStream() { close(socket_); }

bool PacketStream::WaitReady(short events) {
  while (true) {
    pollfd waits[2] = {{socket_, events, 0}, {stop_.fd(), POLLIN, 0}};
    if (poll(waits, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    return waits[1].revents == 0;
  }
}

std::optional<std::string> PacketStream::ReadBytes(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    if (!WaitReady(POLLIN)) return std::nullopt;
    const ssize_t got = recv(socket_, bytes.data() + done, count - done, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return std::nullopt;
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

bool PacketStream::WriteBytes(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!WaitReady(POLLOUT)) return false;
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<std::string> PacketStream::Read() {
  const auto header = ReadBytes(4);
  if (!header) return std::nullopt;
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>((*header)[i]));
  };
  sequence_ = static_cast<std::uint8_t>(byte(3) + 1);
  return ReadBytes(byte(0) | (byte(1) << 8U) | (byte(2) << 16U));
}

bool PacketStream::Write(std::string_view payload) { return WriteWithLength(payload, payload.size()); }

bool PacketStream::WriteWithLength(std::string_view payload, std::size_t promised) {
  std::string packet;
  for (unsigned shift = 0; shift < 24; shift += 8) packet += static_cast<char>((promised >> shift) & 0xFFU);
  packet += static_cast<char>(sequence_++);
  packet += payload;
  return WriteBytes(packet);
}

void PacketStream::WaitForHangup() {
  while (ReadBytes(1)) {
  }
}

}  // namespace galera

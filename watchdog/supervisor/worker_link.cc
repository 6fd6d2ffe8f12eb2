#include "supervisor/worker_link.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "supervisor/log_packet.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// The number in the variable, if it is that of a packet socket.
std::optional<int> DescriptorOf(const char* variable, std::string* problem) {
  const char* text = std::getenv(variable);
  if (text == nullptr) {
    *problem = std::string(variable) + " is not set: no supervisor started this process";
    return std::nullopt;
  }
  int fd = -1;
  const char* end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, fd);
  int type = 0;
  socklen_t size = sizeof type;
  if (error != std::errc() || stop != end || fd <= STDERR_FILENO ||
      ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
    *problem = std::string(variable) + "=" + text + " is not the descriptor of a packet socket";
    return std::nullopt;
  }
  return fd;
}

// True once the descriptor is ready; false after the deadline.
bool WaitFor(int fd, short events, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now()).count();
    pollfd ready{fd, events, 0};
    const int wait = static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
    const int count = ::poll(&ready, 1, wait);
    if (count > 0) return true;
    if (left <= 0 && count == 0) return false;
    if (count < 0 && errno != EINTR) return false;
  }
}

struct Packet {
  std::string bytes;  // empty: none in time, or closed
  bool closed = false;
};

Packet ReceivePacket(int fd, std::size_t bytes_max, Clock::time_point deadline) {
  Packet packet;
  while (WaitFor(fd, POLLIN, deadline)) {
    packet.bytes.resize(bytes_max);
    const ssize_t got = ::recv(fd, packet.bytes.data(), bytes_max, MSG_DONTWAIT);
    packet.bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got > 0) return packet;
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    packet.closed = true;
    return packet;
  }
  return packet;
}

}  // namespace

std::optional<WorkerLink> WorkerLink::FromEnvironment(std::string* problem) {
  const auto control = DescriptorOf(kControlVariable, problem);
  const auto log = control ? DescriptorOf(kLogVariable, problem) : std::nullopt;
  if (!log) return std::nullopt;
  ::fcntl(*control, F_SETFD, FD_CLOEXEC);
  ::fcntl(*log, F_SETFD, FD_CLOEXEC);
  ::unsetenv(kControlVariable);
  ::unsetenv(kLogVariable);
  return WorkerLink(*control, *log);
}

bool WorkerLink::Send(const control::Message& message, std::string* problem, milliseconds timeout) const {
  const auto packet = control::Encode(message, problem);
  if (!packet) return false;
  const auto deadline = Clock::now() + timeout;
  while (::send(control_.get(), packet->data(), packet->size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
    if (errno == EINTR) continue;
    if (errno != EAGAIN) {
      *problem = std::string("send to the supervisor: ") + std::strerror(errno);
      return false;
    }
    if (!WaitFor(control_.get(), POLLOUT, deadline)) {
      *problem = "send to the supervisor: it took nothing for " + std::to_string(timeout.count()) + " ms";
      return false;
    }
  }
  return true;
}

WorkerLink::Received WorkerLink::Receive(milliseconds timeout) const {
  const auto deadline = Clock::now() + timeout;
  Received received;
  while (true) {
    const Packet packet = ReceivePacket(control_.get(), control::kPacketBytesMax, deadline);
    received.closed = packet.closed;
    if (packet.bytes.empty()) return received;
    received.message = control::Decode(packet.bytes);
    if (received.message) return received;
  }
}

WorkerLink::LogLines WorkerLink::ReadLogLines(milliseconds timeout) const {
  const auto deadline = Clock::now() + timeout;
  LogLines out;
  while (true) {
    const Packet packet = ReceivePacket(log_.get(), supervisor::kLogPacketBytesMax, deadline);
    out.closed = packet.closed;
    if (packet.bytes.empty()) return out;
    if (auto decoded = supervisor::DecodeLogPacket(packet.bytes)) {
      out.dropped = decoded->lost;
      out.lines = std::move(decoded->lines);
      return out;
    }
  }
}

void WorkerLink::Await(milliseconds timeout) const {
  const auto deadline = Clock::now() + timeout;
  pollfd ready[] = {{control_.get(), POLLIN, 0}, {log_.get(), POLLIN, 0}};
  const auto wait = std::clamp<std::int64_t>(timeout.count(), 0, INT_MAX);
  if (::poll(ready, 2, static_cast<int>(wait)) <= 0) return;
  // A log that nobody writes to any more is always ready.
  if (ready[0].revents == 0 && (ready[1].revents & POLLHUP) != 0) WaitFor(control_.get(), POLLIN, deadline);
}

}  // namespace watchdog

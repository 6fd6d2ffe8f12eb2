#include "supervisor/control_channel.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace watchdog::supervisor {

bool ControlChannel::Open(std::string* problem) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    *problem = std::string("socketpair: ") + std::strerror(errno);
    return false;
  }
  Close();
  ours_ = FileDescriptor(ends[0]);
  worker_end_ = FileDescriptor(ends[1]);
  return true;
}

void ControlChannel::Close() {
  ours_.Close();
  worker_end_.Close();
  queue_.clear();
}

bool ControlChannel::Send(const control::Message& message) {
  if (!ours_.valid()) return true;  // there is no worker: the next one gets a Hello
  auto packet = control::Encode(message);
  if (!packet || queue_.size() >= kMessagesMax) return false;
  queue_.push_back(std::move(*packet));
  Flush();
  return true;
}

void ControlChannel::Flush() {
  while (!queue_.empty()) {
    const std::string& packet = queue_.front();
    if (::send(ours_.get(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
      if (errno != EAGAIN && errno != EINTR && errno != ENOBUFS) queue_.clear();
      return;
    }
    queue_.pop_front();
  }
}

std::optional<ControlChannel::Received> ControlChannel::Receive() {
  static std::array<char, control::kPacketBytesMax> bytes;
  if (!ours_.valid()) return std::nullopt;
  const ssize_t got = ::recv(ours_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_TRUNC);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (got <= 0) {
    // An empty packet looks the same as the end of the connection; nobody of ours sends one.
    ours_.Close();
    queue_.clear();
    return std::nullopt;
  }
  Received received;
  if (static_cast<std::size_t>(got) > bytes.size()) {
    received.problem = "message is longer than 64 KiB";
    return received;
  }
  received.message =
      control::Decode(std::string_view(bytes.data(), static_cast<std::size_t>(got)), &received.problem);
  return received;
}

}  // namespace watchdog::supervisor

#include "supervisor/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "supervisor/file_descriptor.h"

namespace watchdog::supervisor {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

std::string Taken(const char* variable) {
  const char* value = std::getenv(variable);
  std::string text = value != nullptr ? value : "";
  ::unsetenv(variable);
  return text;
}

std::optional<std::int64_t> Number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return number;
}

// "/run/x" or "@name", the abstract kind; empty for what is neither (vsock:..., of systemd 254).
std::string AddressOf(std::string text) {
  if (text.size() < 2 || text.size() >= sizeof(sockaddr_un::sun_path)) return {};
  if (text[0] == '@') {
    text[0] = '\0';
    return text;
  }
  return text[0] == '/' ? text : std::string();
}

bool Send(const std::string& to, const std::string& datagram) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, to.data(), to.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + to.size());
  const FileDescriptor fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return fd.valid() && ::sendto(fd.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL,
                                reinterpret_cast<const sockaddr*>(&address), size) >= 0;
}

}  // namespace

ServiceManager ServiceManager::FromEnvironment() {
  ServiceManager manager;
  manager.address_ = AddressOf(Taken("NOTIFY_SOCKET"));
  const auto period = Number(Taken("WATCHDOG_USEC"));
  const std::string pid = Taken("WATCHDOG_PID");
  if (period && manager.listens() && (pid.empty() || Number(pid) == ::getpid()))
    manager.alive_each_ = std::chrono::ceil<milliseconds>(microseconds(*period / 2));
  return manager;
}

// A line end in it would begin a line of the protocol.
void ServiceManager::SetStatus(std::string_view text) {
  std::string line(text.substr(0, kServiceStatusBytesMax));
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  if (line == status_) return;
  status_ = std::move(line);
  status_said_ = false;
}

void ServiceManager::Status(std::string_view text) {
  SetStatus(text);
  if (!status_said_ || !state_.empty()) Say("");
}

void ServiceManager::Ready(std::string_view status) {
  if (std::exchange(ready_, true)) return Status(status);
  SetStatus(status);
  state_ = "READY=1\n";
  Say("");
}

void ServiceManager::Reloading(std::chrono::steady_clock::time_point now) {
  if (!std::exchange(ready_, false)) return;
  const auto since_boot = std::chrono::duration_cast<microseconds>(now.time_since_epoch());
  state_ = "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(since_boot.count()) + "\n";
  Say("");
}

void ServiceManager::Stopping(std::string_view status) {
  SetStatus(status);
  state_ = "STOPPING=1\n";
  Say("");
}

void ServiceManager::Alive() { Say("WATCHDOG=1\n"); }

void ServiceManager::Extend(milliseconds time) {
  Say("EXTEND_TIMEOUT_USEC=" + std::to_string(microseconds(time).count()) + "\n");
}

void ServiceManager::Say(const std::string& once) {
  if (!listens()) return;
  std::string datagram = state_ + once;
  if (!status_said_) datagram += "STATUS=" + status_ + "\n";
  if (datagram.empty() || !Send(address_, datagram)) return;
  state_.clear();
  status_said_ = true;
}

}  // namespace watchdog::supervisor

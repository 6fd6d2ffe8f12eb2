#include "node/notify_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "system/log.h"
#include "system/program.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

std::optional<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

Error FromErrno(ErrorCode code, const std::string& what) {
  return {code, what + ": " + std::generic_category().message(errno)};
}

// To the group of `user`. Where that can't be, polling finds what nobody tells.
void GiveTo(const std::string& path, const std::string& user) {
  const auto account = galera::FindSystemUser(user);
  if (account &&
      (account->uid == geteuid() || chown(path.c_str(), static_cast<uid_t>(-1), account->gid) == 0))
    return;
  const std::string reason = account ? std::generic_category().message(errno) : account.error().message;
  galera::LogWarn("the notify socket is not open to mariadbd's account: run as that, or in its group",
                  {{"socket", path}, {"account", user}, {"reason", reason}});
}

const sockaddr* Generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

}  // namespace

std::string NotifySocketPath(const NodeSettings& settings) { return settings.run_directory + "/notify.sock"; }

Status SendNotification(const std::string& path, std::span<const std::string> arguments) {
  const auto datagram = galera::EncodeArguments(arguments);
  if (!datagram) return datagram.error();
  const auto address = AddressOf(path);
  if (!address) return Error{ErrorCode::kInvalid, path + " is too long for a socket"};
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return FromErrno(ErrorCode::kUnavailable, "socket");
  const ssize_t sent =
      sendto(fd, datagram->data(), datagram->size(), MSG_NOSIGNAL, Generic(*address), sizeof *address);
  Status status = sent >= 0 ? Status() : FromErrno(ErrorCode::kUnavailable, "send to " + path);
  close(fd);
  return status;
}

Result<NotifySocket> NotifySocket::Open(const std::string& path, const std::string& user) {
  const auto address = AddressOf(path);
  if (!address)
    return Error{ErrorCode::kInvalid, path + " is too long for a socket: choose a shorter run directory"};
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return FromErrno(ErrorCode::kUnavailable, "socket");
  NotifySocket opened(fd);
  struct stat there {};
  if (lstat(path.c_str(), &there) == 0 && !S_ISSOCK(there.st_mode))
    return Error{ErrorCode::kInvalid, path + " is there, and no socket: choose another path"};
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return FromErrno(ErrorCode::kDenied, "replace " + path);
  // The umask applies to bind: open to nobody else from the first moment.
  const mode_t before = umask(0117);
  const int bound = bind(fd, Generic(*address), sizeof *address);
  umask(before);
  if (bound != 0) return FromErrno(ErrorCode::kUnavailable, "listen on " + path);
  GiveTo(path, user);
  return opened;
}

NotifySocket::NotifySocket(NotifySocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

NotifySocket::~NotifySocket() {
  if (fd_ >= 0) close(fd_);
}

std::optional<galera::Notification> NotifySocket::Receive(std::chrono::milliseconds timeout) const {
  pollfd ready{fd_, POLLIN, 0};
  if (poll(&ready, 1, static_cast<int>(timeout.count())) <= 0) return std::nullopt;
  std::string datagram(galera::kNotificationBytesMax + 1, '\0');
  const ssize_t size = recv(fd_, datagram.data(), datagram.size(), 0);
  if (size < 0) return std::nullopt;
  datagram.resize(static_cast<std::size_t>(size));
  const auto arguments = galera::DecodeArguments(datagram);
  auto said = galera::ParseNotification(arguments);
  if (said) return std::move(*said);
  galera::LogWarn("notify command", {{"problem", said.error().message}});
  return std::nullopt;
}

}  // namespace watchdog

#include "pager/control_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "system/file.h"
#include "system/log.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;
using std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr milliseconds kClientPatience{2000};  // for a request, and for taking its answer
constexpr milliseconds kConnectPause{20};
constexpr int kBacklog = 16;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Error FromErrno(ErrorCode code, const std::string& what) {
  return {code, what + ": " + std::generic_category().message(errno)};
}

std::optional<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* Generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

Descriptor NewSocket() { return Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

// Until `fd` is ready for `events`; false at the deadline, and when `wake` (-1: none) is.
bool WaitFor(int fd, short events, int wake, SteadyTime deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 2> ready = {{{fd, events, 0}, {wake, POLLIN, 0}}};
    const int count = poll(ready.data(), ready.size(), static_cast<int>(left));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || ready[1].revents != 0) return false;
    return true;
  }
}

// Up to the end of the line, or of what the other side says. kTimeout, kUnavailable, kInvalid (too large).
Result<std::string> ReadLine(int fd, int wake, SteadyTime deadline) {
  std::string text;
  std::array<char, 8192> buffer{};
  while (WaitFor(fd, POLLIN, wake, deadline)) {
    const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size < 0) return FromErrno(ErrorCode::kUnavailable, "read");
    if (size == 0) return text;
    const std::string_view part(buffer.data(), static_cast<std::size_t>(size));
    const std::size_t end = part.find('\n');
    text += part.substr(0, end);
    if (text.size() > kControlBytesMax) return Error{ErrorCode::kInvalid, "a message larger than 64 KiB"};
    if (end != std::string_view::npos) return text;
  }
  return Error{ErrorCode::kTimeout, "no whole message in time"};
}

Status WriteAll(int fd, std::string_view text, int wake, SteadyTime deadline) {
  while (!text.empty()) {
    if (!WaitFor(fd, POLLOUT, wake, deadline)) return Error{ErrorCode::kTimeout, "not taken in time"};
    const ssize_t size = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size < 0) return FromErrno(ErrorCode::kUnavailable, "write");
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return Status();
}

// EAGAIN: more wait there than may, until somebody is served.
Result<Descriptor> Connect(const std::string& path, SteadyTime deadline) {
  const auto address = AddressOf(path);
  if (!address) return Error{ErrorCode::kInvalid, path + " is too long for a socket"};
  Descriptor fd = NewSocket();
  if (fd.get() < 0) return FromErrno(ErrorCode::kUnavailable, "socket");
  while (connect(fd.get(), Generic(*address), sizeof *address) != 0) {
    if (errno == EINTR) continue;
    if (errno == ENOENT || errno == ENOTDIR) return FromErrno(ErrorCode::kNotFound, path);
    if (errno == EACCES || errno == EPERM) return FromErrno(ErrorCode::kDenied, path);
    if (errno != EAGAIN) return FromErrno(ErrorCode::kUnavailable, path);
    if (std::chrono::steady_clock::now() + kConnectPause >= deadline)
      return Error{ErrorCode::kTimeout, path + ": busy"};
    std::this_thread::sleep_for(kConnectPause);
  }
  return fd;
}

// What a killed worker left is in the way; what somebody listens on, or is no socket, is not ours to remove.
Status ClearTheWay(const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) return Status();
  if (!S_ISSOCK(info.st_mode))
    return Error{ErrorCode::kInvalid, path + " is there and is not a socket: move it away"};
  const auto answers = Connect(path, std::chrono::steady_clock::now());
  if (answers || answers.error().code == ErrorCode::kTimeout)
    return Error{ErrorCode::kUnavailable,
                 "another galera-warden listens on " + path + ": stop it, or set paging.control_socket"};
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return FromErrno(ErrorCode::kDenied, "replace " + path);
  return Status();
}

bool MayAsk(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == 0 || peer.uid == geteuid());
}

}  // namespace

struct ControlSocket::Impl {
  std::string path;
  ControlHandler handler;
  Descriptor listener;
  Descriptor wake;
  dev_t device = 0;
  ino_t inode = 0;
  std::jthread thread;

  ControlAnswer Answer(const Result<std::string>& line) const {
    if (!line) return ControlRefusal{line.error().message};
    const auto request = ParseControlRequest(*line);
    if (!request) return ControlRefusal{request.error().message};
    try {
      return handler(*request);
    } catch (const std::exception& failure) {
      galera::LogError("control socket", {{"problem", failure.what()}});
      return ControlRefusal{"that failed; the warden's log says why"};
    }
  }

  void ServeOne(const Descriptor& client) const {
    if (!MayAsk(client.get())) return;
    const auto line = ReadLine(client.get(), wake.get(), std::chrono::steady_clock::now() + kClientPatience);
    if (line && line->empty()) return;  // somebody looked whether we are there
    const std::string answer = Render(Answer(line));
    const auto deadline = std::chrono::steady_clock::now() + kClientPatience;
    if (!WriteAll(client.get(), answer, wake.get(), deadline)) return;
    // What was sent and not read would take the answer with it when we close.
    shutdown(client.get(), SHUT_WR);
    std::array<char, 8192> rest{};
    for (int i = 0; i < 64 && recv(client.get(), rest.data(), rest.size(), MSG_DONTWAIT) > 0; ++i) {
    }
  }

  void Run(const std::stop_token& stop) const {
    while (!stop.stop_requested()) {
      std::array<pollfd, 2> ready = {{{listener.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}}};
      if (poll(ready.data(), ready.size(), -1) <= 0 || ready[0].revents == 0) continue;
      const Descriptor client(accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (client.get() >= 0) {
        ServeOne(client);
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
        // It stays ready: without a pause this would be a busy loop.
        WaitFor(wake.get(), POLLIN, -1, std::chrono::steady_clock::now() + milliseconds(100));
      }
    }
  }

  Status Listen() {
    const auto address = AddressOf(path);
    if (!address)
      return Error{ErrorCode::kInvalid, path + " is too long for a socket: set paging.control_socket"};
    const std::string directory = path.substr(0, path.rfind('/'));
    if (!directory.empty()) {
      if (Status made = galera::MakeDirectories(directory, 0755); !made) return made;
    }
    if (Status clear = ClearTheWay(path); !clear) return clear;
    listener = NewSocket();
    wake = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (listener.get() < 0 || wake.get() < 0) return FromErrno(ErrorCode::kUnavailable, "socket");
    // The umask applies to bind: open to nobody else from the first moment.
    const mode_t before = umask(0177);
    const int bound = bind(listener.get(), Generic(*address), sizeof *address);
    umask(before);
    if (bound != 0 || listen(listener.get(), kBacklog) != 0)
      return FromErrno(errno == EACCES ? ErrorCode::kDenied : ErrorCode::kUnavailable, "listen on " + path);
    struct stat info {};
    if (lstat(path.c_str(), &info) == 0) {
      device = info.st_dev;
      inode = info.st_ino;
    }
    return Status();
  }

  // Unless another one has taken our place there.
  void Remove() const {
    struct stat info {};
    if (inode != 0 && lstat(path.c_str(), &info) == 0 && info.st_dev == device && info.st_ino == inode)
      unlink(path.c_str());
  }
};

std::string ControlSocketPath(const std::string& given, const std::string& directory) {
  return given.empty() ? directory + "/" + std::string(kControlSocketFile) : given;
}

Result<std::unique_ptr<ControlSocket>> ControlSocket::Open(const std::string& path, ControlHandler handler) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->handler = std::move(handler);
  if (const Status listening = impl->Listen(); !listening) return listening.error();
  Impl* const running = impl.get();
  impl->thread = std::jthread([running](const std::stop_token& stop) { running->Run(stop); });
  return std::unique_ptr<ControlSocket>(new ControlSocket(std::move(impl)));
}

ControlSocket::ControlSocket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

ControlSocket::~ControlSocket() {
  impl_->thread.request_stop();
  const std::uint64_t one = 1;
  // An eventfd that nobody reads takes it always.
  [[maybe_unused]] const ssize_t written = write(impl_->wake.get(), &one, sizeof one);
  impl_->thread.join();
  impl_->Remove();
}

Result<ControlAnswer> AskControl(const std::string& path, const ControlRequest& request,
                                 milliseconds timeout) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + timeout;
  const auto fd = Connect(path, deadline);
  if (!fd) return fd.error();
  if (const Status sent = WriteAll(fd->get(), Render(request), -1, deadline); !sent) return sent.error();
  const auto line = ReadLine(fd->get(), -1, deadline);
  if (!line) return line.error();
  if (line->empty()) return Error{ErrorCode::kUnavailable, path + " hung up without an answer"};
  return ParseControlAnswer(*line);
}

}  // namespace watchdog

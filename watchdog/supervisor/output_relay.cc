#include "supervisor/output_relay.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

namespace watchdog::supervisor {
namespace {

constexpr int kError = STDERR_FILENO;
// So much may mariadbd write between two turns of ours without waiting.
constexpr int kPipeBytes = 1024 * 1024;
// In one turn, so that signals and children get theirs.
constexpr int kReadsATurn = 4;
constexpr int kWritesATurn = 64;
constexpr int kReadsAtEnd = 64;

bool Writable(int fd) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0;
}

}  // namespace

bool OutputRelay::Open(std::string* problem) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    *problem = std::string("pipe: ") + std::strerror(errno);
    return false;
  }
  from_server_ = FileDescriptor(ends[0]);
  server_end_ = FileDescriptor(ends[1]);
  // The two ends do not share flags: mariadbd's stays a blocking one, as programs expect.
  ::fcntl(from_server_.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(server_end_.get(), F_SETPIPE_SZ, kPipeBytes);
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    *problem = std::string("socketpair: ") + std::strerror(errno);
    return false;
  }
  to_worker_ = FileDescriptor(ends[0]);
  worker_end_ = FileDescriptor(ends[1]);

  struct stat about {};
  const bool known = ::fstat(kError, &about) == 0;
  error_is_socket_ = known && S_ISSOCK(about.st_mode);
  // The worker writes there as well, and could fill the pipe between our poll and our write. Opened anew it
  // is another description of the same pipe, and O_NONBLOCK on that one is seen by nobody else.
  if (known && (S_ISFIFO(about.st_mode) || ::isatty(kError) == 1)) {
    reopened_error_ = FileDescriptor(::open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  }
  return true;
}

void OutputRelay::Log(std::string_view level, std::string_view message, std::initializer_list<Field> fields) {
  buffer_.AddOwn(FormatLogLine(std::chrono::system_clock::now(), level, message, fields));
}

int OutputRelay::writable_fd() const {
  if (buffer_.empty()) return -1;
  return reopened_error_.valid() ? reopened_error_.get() : kError;
}

int OutputRelay::packet_writable_fd() const { return packet_.empty() ? -1 : to_worker_.get(); }

void OutputRelay::Read() {
  static std::array<char, std::size_t{64} * 1024> bytes;
  for (int i = 0; i < kReadsATurn; ++i) {
    const ssize_t got = ::read(from_server_.get(), bytes.data(), bytes.size());
    if (got <= 0) return;
    Take(std::string_view(bytes.data(), static_cast<std::size_t>(got)));
    if (static_cast<std::size_t>(got) < bytes.size()) return;
  }
}

void OutputRelay::ReadRest() {
  for (int i = 0; i < kReadsAtEnd; ++i) {
    pollfd ready{from_server_.get(), POLLIN, 0};
    if (::poll(&ready, 1, 0) != 1) break;
    Read();
    WriteError();
  }
  LineCutter::Piece piece;
  if (cutter_.Rest(piece)) TakePiece(piece);
  SendPacket();
}

void OutputRelay::Take(std::string_view bytes) {
  LineCutter::Piece piece;
  while (cutter_.Next(bytes, piece)) TakePiece(piece);
  SendPacket();
}

void OutputRelay::TakePiece(const LineCutter::Piece& piece) {
  if (const std::uint64_t dropped = buffer_.TakeDropped(); dropped > 0) SayDropped(dropped);
  buffer_.Add(piece);
  if (!piece.first) return;  // the worker gets the beginning of a long line
  if (packet_.full()) SendPacket();
  packet_.Add(piece.text);
}

void OutputRelay::SayDropped(std::uint64_t lines) {
  Log("warn", "standard error is not read fast enough: log lines left out",
      {{"lines", std::to_string(lines)}});
}

void OutputRelay::SendPacket() {
  if (packet_.empty()) return;
  const std::string& bytes = packet_.bytes();
  const ssize_t sent = ::send(to_worker_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0) packet_.Sent();
}

void OutputRelay::WriteError() {
  for (int i = 0; i < kWritesATurn && WriteOnce(); ++i) {
  }
  if (!buffer_.empty()) return;
  if (const std::uint64_t dropped = buffer_.TakeDropped(); dropped > 0) SayDropped(dropped);
}

// False when nothing more can be written now.
bool OutputRelay::WriteOnce() {
  const int fd = writable_fd();
  if (fd < 0) return false;
  // A pipe that polls writable takes that many bytes at once, and whole: our lines are not torn by the
  // worker's.
  const std::string_view bytes = buffer_.Front(PIPE_BUF);
  ssize_t written = -1;
  if (error_is_socket_) {
    written = ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  } else if (Writable(fd)) {
    written = ::write(fd, bytes.data(), bytes.size());
  } else {
    pollfd ready{fd, 0, 0};
    // Hung up and full: nobody will make space.
    if (::poll(&ready, 1, 0) == 1) buffer_.Clear();
    return false;
  }
  if (written > 0) {
    buffer_.Remove(static_cast<std::size_t>(written));
    return true;
  }
  if (written < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOBUFS)) return false;
  // A reader that went away, a full disk: these bytes are lost; the next ones are tried again.
  buffer_.Clear();
  return false;
}

void OutputRelay::Finish(std::chrono::milliseconds limit) {
  if (const std::uint64_t dropped = buffer_.TakeAllDropped(); dropped > 0) SayDropped(dropped);
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (writable_fd() >= 0) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return;
    pollfd ready{writable_fd(), POLLOUT, 0};
    if (::poll(&ready, 1, static_cast<int>(left.count())) < 0 && errno != EINTR) return;
    WriteError();
  }
}

}  // namespace watchdog::supervisor

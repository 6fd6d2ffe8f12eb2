#include "cluster/control_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace galera::testing_cluster {
namespace {

constexpr size_t kCommandBytesMax = 4096;

std::string SocketPath(const std::string& directory) { return directory + "/control.sock"; }

Result<sockaddr_un> Name(const std::string& path) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.size() >= sizeof name.sun_path) {
    return Error{ErrorCode::kInvalid, path + " is too long for a socket: choose a shorter --directory"};
  }
  std::memcpy(name.sun_path, path.data(), path.size());
  return name;
}

void SetTimeout(const FileDescriptor& socket, Millis timeout) {
  timeval limit{};
  limit.tv_sec = timeout.count() / 1000;
  limit.tv_usec = timeout.count() % 1000 * 1000;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

bool SendAll(const FileDescriptor& socket, const std::string& text) {
  size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t n = ::send(socket.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += static_cast<size_t>(n);
  }
  return true;
}

}  // namespace

Result<ControlSocket> ControlSocket::Listen(const std::string& directory) {
  const std::string path = SocketPath(directory);
  const Result<sockaddr_un> name = Name(path);
  if (!name) return name.error();
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::unlink(path.c_str());
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&*name), sizeof *name) != 0 ||
      ::chmod(path.c_str(), 0600) != 0 || ::listen(socket.get(), 8) != 0) {
    return Error{ErrorCode::kUnavailable, "listen on " + path + ": " + std::strerror(errno)};
  }
  return ControlSocket(std::move(socket));
}

void ControlSocket::Serve(const std::function<Answer(const std::string&)>& handler) const {
  const FileDescriptor client(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!client.valid()) return;
  SetTimeout(client, Millis(2000));
  std::string command;
  char c = 0;
  while (command.size() < kCommandBytesMax && ::recv(client.get(), &c, 1, 0) == 1) {
    if (c == '\n') {
      const Answer answer = handler(command);
      SendAll(client, (answer.ok ? "ok\n" : "error\n") + answer.text);
      return;
    }
    command += c;
  }
}

Result<Answer> SendCommand(const std::string& directory, const std::string& command, Millis timeout) {
  const std::string path = SocketPath(directory);
  const Result<sockaddr_un> name = Name(path);
  if (!name) return name.error();
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  SetTimeout(socket, timeout);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&*name), sizeof *name) != 0) {
    return Error{ErrorCode::kUnavailable, "connect to " + path + ": " + std::strerror(errno) +
                                              "; does `galera-cluster run` run with this --directory?"};
  }
  if (!SendAll(socket, command + "\n"))
    return Error{ErrorCode::kTimeout, "send to " + path + ": no progress"};
  std::string all;
  char block[4096];
  ssize_t n = 0;
  while ((n = ::recv(socket.get(), block, sizeof block, 0)) > 0) all.append(block, static_cast<size_t>(n));
  const size_t line = all.find('\n');
  if (n < 0 || line == std::string::npos) return Error{ErrorCode::kTimeout, "no answer from " + path};
  return Answer{all.substr(0, line) == "ok", all.substr(line + 1)};
}

}  // namespace galera::testing_cluster

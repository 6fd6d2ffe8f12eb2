#include "page/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace watchdog::test {

bool Connection::ReadMore() {
  std::array<char, 16384> bytes{};
  const ssize_t count = recv(fd_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

bool Connection::ReadLine(std::string& line) {
  std::size_t end = 0;
  while ((end = buffer_.find('\n')) == std::string::npos) {
    if (!ReadMore()) return false;
  }
  line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

bool Connection::ReadBytes(std::size_t count, std::string& bytes) {
  while (buffer_.size() < count) {
    if (!ReadMore()) return false;
  }
  bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return true;
}

void Connection::Write(const std::string& text) const {
  (void)!send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
}

void Connection::WaitForEnd() {
  while (ReadMore()) {
  }
}

void Connection::Reset() const {
  const linger now{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

LoopbackServer::LoopbackServer(Serve serve, const std::string& address) : serve_(std::move(serve)) {
  sockaddr_in bound{};
  bound.sin_family = AF_INET;
  socklen_t size = sizeof bound;
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (inet_pton(AF_INET, address.c_str(), &bound.sin_addr) != 1 ||
      bind(socket_, reinterpret_cast<sockaddr*>(&bound), size) != 0 ||
      getsockname(socket_, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
    throw std::runtime_error("LoopbackServer: no port");
  }
  port_ = ntohs(bound.sin_port);
}

void LoopbackServer::Listen() {
  if (listen(socket_, 64) != 0) throw std::runtime_error("LoopbackServer: can't listen");
  acceptor_ = std::thread([this] { Accept(); });
}

void LoopbackServer::Accept() {
  for (;;) {
    const int fd = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      close(fd);
      return;
    }
    ++connections_;
    open_.push_back(fd);
    threads_.emplace_back([this, fd] {
      Connection connection(fd);
      serve_(connection);
      const std::lock_guard closing(mutex_);
      std::erase(open_, fd);
      close(fd);
    });
  }
}

LoopbackServer::~LoopbackServer() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  shutdown(socket_, SHUT_RDWR);
  if (acceptor_.joinable()) acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  close(socket_);
}

}  // namespace watchdog::test

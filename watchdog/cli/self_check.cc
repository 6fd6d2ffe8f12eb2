#include "cli/self_check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>

namespace watchdog {
namespace {

class Socket {
 public:
  Socket() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

}  // namespace

bool GetsAnswer(const std::string& host, std::uint16_t port, const std::string& path,
                std::chrono::milliseconds timeout) {
  const Socket socket;
  timeval limit{};
  limit.tv_sec = timeout.count() / 1000;
  limit.tv_usec = (timeout.count() % 1000) * 1000;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  // A name (localhost) is served on this host's loopback or first address.
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1)
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  if (socket.fd() < 0 || setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
      setsockopt(socket.fd(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
      connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return false;
  }
  const std::string request = "GET " + path + " HTTP/1.0\r\nUser-Agent: galera-warden-self-check\r\n\r\n";
  if (send(socket.fd(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return false;
  }
  std::array<char, 16> answer{};
  const ssize_t n = recv(socket.fd(), answer.data(), answer.size(), 0);
  return n >= 5 && std::string(answer.data(), 5) == "HTTP/";
}

}  // namespace watchdog

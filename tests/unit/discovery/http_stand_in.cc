#include "http_stand_in.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace watchdog::test {

std::string HttpText(int status, const std::string& body, const std::string& more_headers) {
  return "HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + more_headers + "\r\n" + body;
}

HttpStandIn::HttpStandIn(const std::string& address, std::uint16_t port, Answer answer)
    : answer_(std::move(answer)),
      socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_fd_(eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &where.sin_addr);
  const int yes = 1;
  setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  socklen_t size = sizeof where;
  if (bind(socket_, reinterpret_cast<sockaddr*>(&where), size) != 0 || listen(socket_, 16) != 0 ||
      getsockname(socket_, reinterpret_cast<sockaddr*>(&where), &size) != 0)
    throw std::runtime_error("HttpStandIn: can't listen on " + address);
  port_ = ntohs(where.sin_port);
  thread_ = std::thread([this] { Loop(); });
}

HttpStandIn::~HttpStandIn() {
  eventfd_write(stop_fd_, 1);
  thread_.join();
  for (const int connection : silent_) close(connection);
  close(socket_);
  close(stop_fd_);
}

std::vector<std::string> HttpStandIn::paths() const {
  const std::lock_guard lock(mutex_);
  return paths_;
}

void HttpStandIn::SetAnswer(Answer answer) {
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

void HttpStandIn::SetDrip(std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  drip_ = pause;
}

bool HttpStandIn::Pause() const {
  int pause = 0;
  {
    const std::lock_guard lock(mutex_);
    pause = static_cast<int>(drip_.count());
  }
  pollfd stop{stop_fd_, POLLIN, 0};
  return pause == 0 || poll(&stop, 1, pause) == 0;
}

void HttpStandIn::Loop() {
  while (true) {
    std::array<pollfd, 2> waited = {{{socket_, POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
    poll(waited.data(), waited.size(), -1);
    if (waited[1].revents != 0) return;
    const int connection = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0) Serve(connection);
  }
}

void HttpStandIn::Serve(int connection) {
  std::string request;
  std::array<char, 4096> bytes{};
  while (request.find("\r\n\r\n") == std::string::npos) {
    pollfd waited{connection, POLLIN, 0};
    const ssize_t count = poll(&waited, 1, 2000) == 1 ? recv(connection, bytes.data(), bytes.size(), 0) : 0;
    if (count <= 0) break;
    request.append(bytes.data(), static_cast<std::size_t>(count));
  }
  const std::size_t start = request.find(' ') + 1;
  const std::string path = request.substr(start, request.find(' ', start) - start);
  std::string response;
  std::size_t piece = std::string::npos;
  {
    const std::lock_guard lock(mutex_);
    paths_.push_back(path);
    response = answer_(path);
    if (drip_.count() > 0) piece = 1;
  }
  if (response.empty()) {
    silent_.push_back(connection);
    return;
  }
  for (std::size_t sent = 0; sent < response.size();) {
    const std::size_t next = std::min(piece, response.size() - sent);
    const ssize_t count = send(connection, response.data() + sent, next, MSG_NOSIGNAL);
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
    if (!Pause()) break;
  }
  shutdown(connection, SHUT_WR);
  close(connection);
}

}  // namespace watchdog::test

#include "cli/local_request.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;
using std::chrono::steady_clock;

struct Endpoint {
  sockaddr_storage address{};
  socklen_t size = 0;
  std::string text;
};

Endpoint EndpointOf(const std::string& host, std::uint16_t port) {
  Endpoint end;
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&end.address);
  if (inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    end.size = sizeof *v6;
    if (IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr)) v6->sin6_addr = in6addr_loopback;
    end.text = "[" + (host == "::" ? "::1" : host) + "]:" + std::to_string(port);
    return end;
  }
  auto* v4 = reinterpret_cast<sockaddr_in*>(&end.address);
  v4->sin_family = AF_INET;
  v4->sin_port = htons(port);
  end.size = sizeof *v4;
  const bool one = inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1 && v4->sin_addr.s_addr != INADDR_ANY;
  if (!one) v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  end.text = (one ? host : "127.0.0.1") + ":" + std::to_string(port);
  return end;
}

class Connection {
 public:
  Connection(Endpoint end, steady_clock::time_point deadline)
      : end_(std::move(end)),
        deadline_(deadline),
        fd_(socket(end_.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  ~Connection() {
    if (fd_ >= 0) close(fd_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Status Open() {
    if (fd_ < 0) return Failed("no socket for ", errno);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&end_.address), end_.size) == 0) return Status();
    if (errno != EINPROGRESS) return Failed("connect to ", errno);
    if (Status ready = Wait(POLLOUT); !ready) return ready;
    int problem = 0;
    socklen_t size = sizeof problem;
    getsockopt(fd_, SOL_SOCKET, SO_ERROR, &problem, &size);
    return problem == 0 ? Status() : Failed("connect to ", problem);
  }

  Status Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(n));
      } else if (errno != EAGAIN && errno != EINTR) {
        return Failed("send to ", errno);
      } else if (Status ready = Wait(POLLOUT); !ready) {
        return ready;
      }
    }
    return Status();
  }

  // All until the other side closes.
  Result<std::string> Receive() {
    std::string all;
    std::array<char, 4096> part{};
    while (true) {
      if (Status ready = Wait(POLLIN); !ready) return ready.error();
      const ssize_t n = recv(fd_, part.data(), part.size(), 0);
      if (n == 0) return all;
      if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (n < 0) return Failed("read from ", errno);
      if (all.size() + static_cast<std::size_t>(n) > kLocalReplyBytesMax)
        return Error{ErrorCode::kInvalid, end_.text + ": the answer is too large"};
      all.append(part.data(), static_cast<std::size_t>(n));
    }
  }

 private:
  Error Failed(const char* what, int problem) const {
    return {ErrorCode::kUnavailable, what + end_.text + ": " + std::strerror(problem)};
  }

  Status Wait(short events) const {
    while (true) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - steady_clock::now());
      if (left.count() <= 0) return Error{ErrorCode::kTimeout, "no answer of " + end_.text + " in time"};
      pollfd poll_fd{fd_, events, 0};
      const int n = poll(&poll_fd, 1, static_cast<int>(left.count()));
      if (n > 0) return Status();
      if (n < 0 && errno != EINTR) return Failed("wait for ", errno);
    }
  }

  const Endpoint end_;
  const steady_clock::time_point deadline_;
  const int fd_;
};

// "HTTP/1.1 200 OK", head, empty line, body.
Result<LocalReply> Parse(const std::string& text, const std::string& from) {
  constexpr std::size_t kStatusAt = 9;
  const auto digit = [&](std::size_t at) { return std::isdigit(static_cast<unsigned char>(text[at])) != 0; };
  const bool http = text.size() >= kStatusAt + 3 && text.starts_with("HTTP/1.") && text[8] == ' ' &&
                    digit(kStatusAt) && digit(kStatusAt + 1) && digit(kStatusAt + 2);
  if (!http) return Error{ErrorCode::kInvalid, from + ": what answers there speaks no HTTP"};
  LocalReply reply;
  reply.status = std::stoi(text.substr(kStatusAt, 3));
  const std::size_t end = text.find("\r\n\r\n");
  if (end != std::string::npos) reply.body = text.substr(end + 4);
  return reply;
}

}  // namespace

Result<LocalReply> GetLocally(const std::string& host, std::uint16_t port, const std::string& path,
                              std::chrono::milliseconds timeout) {
  const Endpoint end = EndpointOf(host, port);
  Connection connection(end, steady_clock::now() + timeout);
  if (Status opened = connection.Open(); !opened) return opened.error();
  // HTTP/1.0: the server closes when it has answered.
  const std::string request = "GET " + path + " HTTP/1.0\r\nUser-Agent: galera-warden-self-check\r\n\r\n";
  if (Status sent = connection.Send(request); !sent) return sent.error();
  const auto text = connection.Receive();
  if (!text) return text.error();
  return Parse(*text, end.text);
}

}  // namespace watchdog

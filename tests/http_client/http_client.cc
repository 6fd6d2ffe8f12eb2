#include "http_client/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace galera::test {
namespace {

using Clock = std::chrono::steady_clock;

int MillisLeft(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<long long>(left, 0));
}

bool SameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::optional<std::string> HttpResult::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (SameName(key, name)) return value;
  }
  return std::nullopt;
}

HttpConnection::HttpConnection(HttpConnection&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

bool HttpConnection::Connect(const std::string& host, std::uint16_t port, int receive_buffer) {
  Close();
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &where.sin_addr) != 1) return false;
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return false;
  if (receive_buffer > 0) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) == 0) return true;
  Close();
  return false;
}

bool HttpConnection::Write(std::string_view bytes, std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  while (!bytes.empty()) {
    pollfd wait{fd_, POLLOUT, 0};
    if (poll(&wait, 1, MillisLeft(deadline)) <= 0) return false;
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

HttpConnection::Fill HttpConnection::ReadMore(Deadline deadline, std::size_t bytes) {
  pollfd wait{fd_, POLLIN, 0};
  if (fd_ < 0) return Fill::kClosed;
  if (poll(&wait, 1, MillisLeft(deadline)) <= 0) return Fill::kLate;
  std::array<char, 16384> piece;
  const ssize_t got = recv(fd_, piece.data(), std::min(bytes, piece.size()), 0);
  if (got <= 0) return Fill::kClosed;
  buffer_.append(piece.data(), static_cast<std::size_t>(got));
  return Fill::kMore;
}

bool HttpConnection::ReadUntil(std::size_t bytes, Deadline deadline) {
  while (buffer_.size() < bytes) {
    if (ReadMore(deadline) != Fill::kMore) return false;
  }
  return true;
}

std::optional<std::string> HttpConnection::TakeLine(Deadline deadline) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (ReadMore(deadline) != Fill::kMore) return std::nullopt;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::optional<std::string> HttpConnection::TakeChunks(Deadline deadline) {
  std::string body;
  while (true) {
    const auto line = TakeLine(deadline);
    if (!line) return std::nullopt;
    const std::size_t size = std::strtoul(line->c_str(), nullptr, 16);
    if (!ReadUntil(size + 2, deadline)) return std::nullopt;
    body.append(buffer_, 0, size);
    buffer_.erase(0, size + 2);
    if (size == 0) return body;
  }
}

HttpResult HttpConnection::ReadResponse(std::chrono::milliseconds timeout, bool head_request) {
  const auto deadline = Clock::now() + timeout;
  HttpResult result;
  const auto fail = [&](std::string why) {
    result.error = std::move(why);
    return result;
  };
  const auto status_line = TakeLine(deadline);
  if (!status_line) return fail("no status line");
  if (status_line->size() < 12 || !status_line->starts_with("HTTP/1."))
    return fail("bad status line: " + *status_line);
  result.status = std::atoi(status_line->c_str() + 9);
  while (true) {
    const auto line = TakeLine(deadline);
    if (!line) return fail("the head does not end");
    if (line->empty()) break;
    const std::size_t colon = line->find(':');
    if (colon == std::string::npos) return fail("bad header: " + *line);
    const std::size_t value = line->find_first_not_of(" \t", colon + 1);
    result.headers.emplace_back(line->substr(0, colon),
                                value == std::string::npos ? "" : line->substr(value));
  }
  if (head_request || result.status == 204 || result.status == 304) return result;
  if (const auto encoding = result.Header("Transfer-Encoding"); encoding && SameName(*encoding, "chunked")) {
    auto body = TakeChunks(deadline);
    if (!body) return fail("the chunked body does not end");
    result.body = std::move(*body);
  } else if (const auto length = result.Header("Content-Length")) {
    const std::size_t size = std::strtoul(length->c_str(), nullptr, 10);
    const bool whole = ReadUntil(size, deadline);
    result.body = buffer_.substr(0, size);
    buffer_.erase(0, std::min(size, buffer_.size()));
    if (!whole) return fail("the body ends early");
  } else {
    bool closed = false;
    result.body = ReadAll(std::chrono::milliseconds(MillisLeft(deadline)), &closed);
    if (!closed) return fail("the body has no end");
  }
  return result;
}

std::string HttpConnection::ReadAll(std::chrono::milliseconds timeout, bool* closed) {
  const auto deadline = Clock::now() + timeout;
  Fill state = Fill::kMore;
  while (state == Fill::kMore) state = ReadMore(deadline);
  if (closed != nullptr) *closed = state == Fill::kClosed;
  return std::exchange(buffer_, {});
}

std::string HttpConnection::ReadSome(std::size_t bytes, std::chrono::milliseconds timeout) {
  if (buffer_.empty()) ReadMore(Clock::now() + timeout, bytes);
  std::string some = buffer_.substr(0, bytes);
  buffer_.erase(0, some.size());
  return some;
}

void HttpConnection::Reset() {
  const linger hard{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
  Close();
}

void HttpConnection::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
  buffer_.clear();
}

HttpResult HttpSend(std::string_view method, const std::string& host, std::uint16_t port,
                    std::string_view path, const Headers& headers, std::chrono::milliseconds timeout,
                    std::string_view body) {
  HttpConnection connection;
  HttpResult failed;
  if (!connection.Connect(host, port)) {
    failed.error = "cannot connect to " + host + ":" + std::to_string(port);
    return failed;
  }
  std::string request;
  request.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: ").append(host);
  request.append(":").append(std::to_string(port)).append("\r\nConnection: close\r\n");
  for (const auto& [name, value] : headers) request.append(name).append(": ").append(value).append("\r\n");
  if (!body.empty()) request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  request.append("\r\n").append(body);
  connection.Write(request, timeout);  // refused early? the answer tells
  return connection.ReadResponse(timeout, method == "HEAD");
}

HttpResult HttpGet(std::uint16_t port, std::string_view path, const Headers& headers,
                   std::chrono::milliseconds timeout) {
  return HttpSend("GET", "127.0.0.1", port, path, headers, timeout);
}

std::string RawExchange(std::uint16_t port, std::string_view bytes, std::chrono::milliseconds timeout) {
  HttpConnection connection;
  if (!connection.Connect("127.0.0.1", port)) return {};
  connection.Write(bytes, timeout);
  return connection.ReadAll(timeout);
}

std::optional<std::string> Gunzip(std::string_view packed) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  std::array<char, 16384> piece;
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) return std::nullopt;
  return out;
}

}  // namespace galera::test

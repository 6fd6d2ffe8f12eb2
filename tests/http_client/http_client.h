// An HTTP/1.1 client on raw IPv4 sockets for tests. Everything ends at a
// deadline; nothing throws. One thread per object.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace galera::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::chrono::milliseconds kHttpTimeout{10000};

struct HttpResult {
  std::string error;  // empty if a whole response arrived
  int status = 0;
  Headers headers;
  std::string body;  // without chunk framing, still compressed

  bool ok() const { return error.empty(); }
  std::optional<std::string> Header(std::string_view name) const;  // any case; the first one
};

// One TCP connection.
class HttpConnection {
 public:
  HttpConnection() = default;
  ~HttpConnection() { Close(); }
  HttpConnection(HttpConnection&& other) noexcept;
  HttpConnection& operator=(HttpConnection&&) = delete;
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  // `receive_buffer` > 0 sets SO_RCVBUF, for slow readers.
  bool Connect(const std::string& host, std::uint16_t port, int receive_buffer = 0);
  // False if the peer hung up or did not take it all within `timeout`.
  bool Write(std::string_view bytes, std::chrono::milliseconds timeout = kHttpTimeout);
  // The next response. Keeps bytes that belong to the one after.
  HttpResult ReadResponse(std::chrono::milliseconds timeout = kHttpTimeout, bool head_request = false);
  // What comes within `timeout` until the peer closes. `*closed` tells if it did.
  std::string ReadAll(std::chrono::milliseconds timeout = kHttpTimeout, bool* closed = nullptr);
  // At most `bytes` of what is there or comes within `timeout`; for slow readers.
  std::string ReadSome(std::size_t bytes, std::chrono::milliseconds timeout = kHttpTimeout);
  void Reset();  // RST instead of FIN
  void Close();

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  enum class Fill { kMore, kClosed, kLate };
  Fill ReadMore(Deadline deadline, std::size_t bytes = 16384);
  bool ReadUntil(std::size_t bytes, Deadline deadline);
  std::optional<std::string> TakeLine(Deadline deadline);
  std::optional<std::string> TakeChunks(Deadline deadline);

  int fd_ = -1;
  std::string buffer_;
};

// One request on a connection of its own ("Connection: close" is sent).
HttpResult HttpSend(std::string_view method, const std::string& host, std::uint16_t port,
                    std::string_view path, const Headers& headers = {},
                    std::chrono::milliseconds timeout = kHttpTimeout, std::string_view body = {});
HttpResult HttpGet(std::uint16_t port, std::string_view path, const Headers& headers = {},
                   std::chrono::milliseconds timeout = kHttpTimeout);

// Sends `bytes` to 127.0.0.1:port as they are and returns all that comes back
// until the peer closes or `timeout` has passed.
std::string RawExchange(std::uint16_t port, std::string_view bytes,
                        std::chrono::milliseconds timeout = kHttpTimeout);

std::optional<std::string> Gunzip(std::string_view packed);

}  // namespace galera::test

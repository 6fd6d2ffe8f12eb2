// Addresses: where we listen and where mariadbd listens.
#pragma once

#include <string>
#include <string_view>

#include "config/config.h"
#include "galera/result.h"

namespace galera {

// ":9104", "0.0.0.0:9104", "localhost:9104", "[::1]:9104" (host without the
// brackets). Port 0 means any free port. kInvalid says what is wrong.
Result<ListenAddress> ParseListenAddress(std::string_view text);

std::string ToString(const ListenAddress& address);  // as ParseListenAddress reads it

// True if the second bind of the two would fail: same port, and same host or
// one of them means every address. Port 0 never collides.
bool Collide(const ListenAddress& a, const ListenAddress& b);

// Where mariadbd is: "host:port", "[::1]:port" or "unix:///path".
struct ServerAddress {
  std::string host;
  std::uint16_t port = 0;
  std::string unix_socket;  // if not empty, host and port say nothing
  bool operator==(const ServerAddress&) const = default;
};

// The port is required, as in mysqld_exporter. ":3306" is localhost.
Result<ServerAddress> ParseServerAddress(std::string_view text);

// "host" and "port" of a text with exactly one port. The host comes without
// brackets and may be empty.
struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};
Result<HostPort> ParseHostPort(std::string_view text);

// 0 to 65535, digits only.
Result<std::uint16_t> ParsePort(std::string_view text);

}  // namespace galera

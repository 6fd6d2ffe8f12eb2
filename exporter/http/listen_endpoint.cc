#include "http/listen_endpoint.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "config/listen_address.h"

namespace galera {
namespace {

std::string ErrnoText(int number) { return std::generic_category().message(number); }

std::string WithoutBrackets(const std::string& host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  return host;
}

Result<std::string> ResolveIpv4(const std::string& host, const std::string& shown) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::array<char, INET_ADDRSTRLEN> text{};
  if (failure == 0 && found != nullptr) {
    sockaddr_in address{};
    std::copy_n(reinterpret_cast<const char*>(found->ai_addr), sizeof(address),
                reinterpret_cast<char*>(&address));
    if (inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size()) != nullptr)
      return std::string(text.data());
  }
  return Error{ErrorCode::kInvalid, "cannot listen on " + shown + ": the host has no IPv4 address (" +
                                        gai_strerror(failure == 0 ? EAI_NONAME : failure) +
                                        "); give an address of this machine, or none for all of them"};
}

std::string Remedy(int number, std::uint16_t port) {
  const std::string text = std::to_string(port);
  switch (number) {
    case EADDRINUSE:
      return "another program has the port (mysqld_exporter?): `ss -ltnp 'sport = :" + text +
             "'` names it; stop it or listen on another port";
    case EADDRNOTAVAIL:
      return "this machine does not have the address; `ip -4 address` lists those it has";
    case EACCES:
      return "ports below 1024 need CAP_NET_BIND_SERVICE";
    default:
      return "listen on another address";
  }
}

}  // namespace

Result<std::string> ResolveListenAddress(const ListenAddress& address, bool with_ipv6) {
  const std::string host = WithoutBrackets(address.host);
  const std::string port = ":" + std::to_string(address.port);
  if (host.empty()) return "0.0.0.0" + port;
  if (host.find(':') != std::string::npos) {
    if (with_ipv6) return "[" + host + "]" + port;
    return Error{
        ErrorCode::kInvalid,
        "cannot listen on " + ToString(address) +
            ": the installed civetweb library (1.15 in Debian 12) is built without IPv6; listen on an "
            "IPv4 address, for example 0.0.0.0" +
            port};
  }
  auto resolved = ResolveIpv4(host, ToString(address));
  if (!resolved) return resolved.error();
  return *resolved + port;
}

Status CheckBindable(const ListenAddress& address, const std::string& endpoint) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(address.port);
  if (inet_pton(AF_INET, endpoint.substr(0, endpoint.find(':')).c_str(), &where.sin_addr) != 1) return {};
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return {};
  const int on = 1;  // as civetweb does
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const bool bound =
      bind(fd, reinterpret_cast<const sockaddr*>(&where), sizeof(where)) == 0 && listen(fd, 1) == 0;
  const int number = errno;
  close(fd);
  if (bound) return {};
  return Error{ErrorCode::kInvalid, "cannot listen on " + ToString(address) + ": " + ErrnoText(number) +
                                        "; " + Remedy(number, address.port)};
}

}  // namespace galera

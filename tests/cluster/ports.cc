#include "cluster/ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <initializer_list>

namespace galera::testing_cluster {
namespace {

sockaddr_in SocketAddress(const std::string& address, uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &result.sin_addr);
  return result;
}

// errno of binding as a server would: connections of a past server in TIME_WAIT
// do not count.
int TryBind(const FileDescriptor& socket, const std::string& address, uint16_t port) {
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in name = SocketAddress(address, port);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return errno;
  return ::listen(socket.get(), 1) == 0 ? 0 : errno;
}

FileDescriptor Socket() { return FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

NodePorts Shifted(uint16_t by) {
  NodePorts ports;
  for (uint16_t* port : {&ports.sql, &ports.group, &ports.ist, &ports.transfer}) {
    *port = static_cast<uint16_t>(*port + by);
  }
  return ports;
}

bool AllFree(const std::vector<std::string>& addresses, const NodePorts& ports) {
  for (const std::string& address : addresses) {
    if (!CheckPortsFree(address, ports)) return false;
  }
  return true;
}

// An abstract socket of this name: goes away with its holder, leaves no file.
FileDescriptor Claim(const std::string& net) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  const std::string text = "galera-cluster " + net;
  std::memcpy(name.sun_path + 1, text.data(), text.size());
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), size) != 0) return FileDescriptor();
  return socket;
}

}  // namespace

uint16_t FreePort(const std::string& address) {
  const FileDescriptor socket = Socket();
  if (TryBind(socket, address, 0) != 0) return 0;
  sockaddr_in name{};
  socklen_t size = sizeof name;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return 0;
  return ntohs(name.sin_port);
}

Status CheckPortFree(const std::string& address, uint16_t port) {
  const int error = TryBind(Socket(), address, port);
  if (error == 0) return {};
  const std::string where = address + ":" + std::to_string(port);
  if (error == EADDRINUSE) {
    return Error{ErrorCode::kUnavailable,
                 "listen on " + where +
                     ": already taken by another program; find it with `ss -ltnp 'sport = :" +
                     std::to_string(port) + "'` and stop it, or choose other addresses"};
  }
  return Error{ErrorCode::kUnavailable, "listen on " + where + ": " + std::strerror(error)};
}

Status CheckPortsFree(const std::string& address, const NodePorts& ports) {
  for (const uint16_t port : {ports.sql, ports.group, ports.ist, ports.transfer}) {
    if (Status free = CheckPortFree(address, port); !free) return free;
  }
  return {};
}

Result<std::string> AddressAfter(const std::string& first, int steps) {
  in_addr address{};
  if (::inet_pton(AF_INET, first.c_str(), &address) != 1) {
    return Error{ErrorCode::kInvalid, "'" + first + "' is not an IPv4 address"};
  }
  const uint32_t value = ntohl(address.s_addr);
  if (static_cast<int>(value & 0xff) + steps > 254) {
    return Error{ErrorCode::kInvalid,
                 first + " leaves no room for " + std::to_string(steps) + " more addresses"};
  }
  address.s_addr = htonl(value + static_cast<uint32_t>(steps));
  char text[INET_ADDRSTRLEN];
  return std::string(::inet_ntop(AF_INET, &address, text, sizeof text));
}

Result<AddressLease> LeaseAddresses(int count) {
  static std::atomic<unsigned> used{0};
  for (const uint16_t shift : std::initializer_list<uint16_t>{0, 10000, 20000}) {
    for (int attempt = 0; attempt < 32; ++attempt) {
      const unsigned slot = static_cast<unsigned>(::getpid()) * 7919U + used.fetch_add(1);
      const std::string net =
          "127." + std::to_string(64 + slot / 250 % 128) + "." + std::to_string(1 + slot % 250);
      AddressLease lease;
      lease.ports = Shifted(shift);
      lease.claim = Claim(net);
      if (!lease.claim.valid()) continue;
      for (int i = 0; i < count; ++i) lease.addresses.push_back(net + "." + std::to_string(11 + i));
      if (AllFree(lease.addresses, lease.ports)) return lease;
    }
  }
  return Error{ErrorCode::kUnavailable,
               "no range of loopback addresses is free: 96 were tried, all with a taken port"};
}

}  // namespace galera::testing_cluster

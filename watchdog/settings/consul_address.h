// Where a Consul agent answers, as CONSUL_HTTP_ADDR has it.
#pragma once

#include <string>
#include <string_view>

#include "galera/result.h"

namespace watchdog {

struct ConsulAddress {
  bool tls = false;
  std::string host_port = "127.0.0.1:8500";  // IPv6 in brackets; the port may be missing; empty with a socket
  std::string path_prefix;                   // of a proxy in front: "/consul"; no slash at its end
  std::string unix_socket;                   // a path; empty: TCP

  // For a human: "http://127.0.0.1:8500", "unix:///run/consul.sock".
  std::string Text() const;
  bool operator==(const ConsulAddress&) const = default;
};

// HOST, HOST:PORT, http://HOST:PORT/PREFIX, https://..., unix:///PATH. kInvalid
// says what is wrong; it shows the text unless that holds a '@', behind which
// URLs keep passwords.
galera::Result<ConsulAddress> ParseConsulAddress(std::string_view text);

}  // namespace watchdog

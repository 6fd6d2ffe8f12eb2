// Peers as operators write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"

namespace watchdog {

struct PeerList {
  std::vector<std::string> peers;  // "db2", "10.0.0.2:4567", "[::1]:4567", "tasks.db", "srv:_galera._tcp.db",
                                   // "consul:db", "file:/peers"
  std::string options;             // of a URL, behind its '?', as "a=1;b=2"
};

// A comma list, or gcomm://LIST?OPTIONS. Empty parts are left out. kInvalid
// names the part that is no name or address, and what it may be.
galera::Result<PeerList> ParsePeerList(std::string_view text);

// `peer` with the port behind it, unless it has one or is a list elsewhere (srv:, consul:,
// file:).
std::string WithPort(const std::string& peer, std::uint16_t port);

}  // namespace watchdog

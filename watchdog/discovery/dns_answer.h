// Reads a DNS answer, and believes only what it says about the name that was
// asked: itself, or what its chain of CNAMEs leads to. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "discovery/node_address.h"

namespace watchdog {

enum class DnsType : std::uint16_t { kA = 1, kCname = 5, kAaaa = 28, kSrv = 33 };

struct DnsService {
  std::string target;  // lower case, no dot at the end; never the root
  std::uint16_t port = 0;
};

struct DnsAnswer {
  std::vector<NodeAddress> addresses;  // for kA and kAaaa, at most 128, without ports
  std::vector<DnsService> services;    // for kSrv, at most 64
  bool foreign = false;                // there were records of that type for other names only
};

// `name` is absolute, in lower case, without the dot at its end. Takes any
// bytes; nullopt if they are no whole message or a name in it can't be read.
std::optional<DnsAnswer> ParseDnsAnswer(std::span<const std::uint8_t> message, std::string_view name,
                                        DnsType type);

}  // namespace watchdog

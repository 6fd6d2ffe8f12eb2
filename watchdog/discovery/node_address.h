// The address of a node: numeric, ordered as numbers. Pure.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace watchdog {

struct NodeAddress {
  enum class Family : std::uint8_t { kIPv4, kIPv6 };

  Family family = Family::kIPv4;
  std::array<std::uint8_t, 16> bytes{};  // network order; the first four of an IPv4 address, then zeros
  std::uint16_t port = 0;                // of the group; 0: not told
  std::string text;                      // canonical, without brackets and port

  bool SameHost(const NodeAddress& other) const { return family == other.family && bytes == other.bytes; }

  // IPv4 before IPv6, then as numbers (10.0.0.9 before 10.0.0.10), then by port.
  std::strong_ordering operator<=>(const NodeAddress& other) const;
  bool operator==(const NodeAddress& other) const { return std::is_eq(*this <=> other); }
};

// "10.0.0.9", "2001:db8::1", "[2001:db8::1]"; no port, no zone. An IPv4 address
// mapped into IPv6 becomes IPv4. nullopt for everything else.
std::optional<NodeAddress> ParseNodeAddress(std::string_view text, std::uint16_t port = 0);

// 4 or 16 bytes in network order; nullopt for another count.
std::optional<NodeAddress> NodeAddressOf(std::span<const std::uint8_t> bytes, std::uint16_t port = 0);

std::string HostText(const NodeAddress& address);  // as a URL has it: IPv6 in brackets

bool IsLoopback(const NodeAddress& address);
bool IsLinkLocal(const NodeAddress& address);
// One machine's address: not 0.0.0.0, ::, a multicast group or the broadcast address.
bool IsUnicast(const NodeAddress& address);
// True if the first `bits` of both are the same. Families never mix.
bool InPrefix(const NodeAddress& address, const NodeAddress& network, int bits);

}  // namespace watchdog

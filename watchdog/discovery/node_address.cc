#include "discovery/node_address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace watchdog {
namespace {

constexpr std::size_t kTextMax = 64;  // longer than any address

using Family = NodeAddress::Family;

bool IsMappedIPv4(std::span<const std::uint8_t> bytes) {
  return bytes.size() == 16 &&
         std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; }) && bytes[10] == 0xff &&
         bytes[11] == 0xff;
}

}  // namespace

std::strong_ordering NodeAddress::operator<=>(const NodeAddress& other) const {
  if (const auto order = family <=> other.family; std::is_neq(order)) return order;
  if (const auto order = bytes <=> other.bytes; std::is_neq(order)) return order;
  return port <=> other.port;
}

std::optional<NodeAddress> NodeAddressOf(std::span<const std::uint8_t> bytes, std::uint16_t port) {
  if (IsMappedIPv4(bytes)) bytes = bytes.subspan(12);
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  NodeAddress address;
  address.family = bytes.size() == 4 ? Family::kIPv4 : Family::kIPv6;
  address.port = port;
  std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.family == Family::kIPv4 ? AF_INET : AF_INET6;
  if (inet_ntop(family, address.bytes.data(), text.data(), text.size()) == nullptr) return std::nullopt;
  address.text = text.data();
  return address;
}

std::optional<NodeAddress> ParseNodeAddress(std::string_view text, std::uint16_t port) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
    if (text.find(':') == std::string_view::npos) return std::nullopt;
  }
  // inet_pton wants a terminated string, and would end at a NUL of ours.
  if (text.empty() || text.size() > kTextMax || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  const std::string terminated(text);
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1)
    return NodeAddressOf(std::span(bytes).first(4), port);
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return NodeAddressOf(bytes, port);
  return std::nullopt;
}

std::string HostText(const NodeAddress& address) {
  return address.family == Family::kIPv6 ? "[" + address.text + "]" : address.text;
}

bool IsLoopback(const NodeAddress& address) {
  if (address.family == Family::kIPv4) return address.bytes[0] == 127;
  return std::all_of(address.bytes.begin(), address.bytes.end() - 1, [](auto b) { return b == 0; }) &&
         address.bytes[15] == 1;
}

bool IsLinkLocal(const NodeAddress& address) {
  if (address.family == Family::kIPv4) return address.bytes[0] == 169 && address.bytes[1] == 254;
  return address.bytes[0] == 0xfe && (address.bytes[1] & 0xc0) == 0x80;
}

bool IsUnicast(const NodeAddress& address) {
  if (address.family == Family::kIPv4) return address.bytes[0] != 0 && address.bytes[0] < 224;
  if (address.bytes[0] == 0xff) return false;
  return std::any_of(address.bytes.begin(), address.bytes.end(), [](auto b) { return b != 0; });
}

bool InPrefix(const NodeAddress& address, const NodeAddress& network, int bits) {
  if (address.family != network.family) return false;
  const int width = address.family == Family::kIPv4 ? 32 : 128;
  bits = std::clamp(bits, 0, width);
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const int kept = std::min(bits, 8);
    const unsigned mask = (0xff00u >> static_cast<unsigned>(kept)) & 0xffu;
    if (((address.bytes[i] ^ network.bytes[i]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace watchdog

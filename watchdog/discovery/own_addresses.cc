#include "discovery/own_addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <regex.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <functional>
#include <system_error>
#include <utility>

#include "galera/text.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using Family = NodeAddress::Family;

constexpr std::size_t kSettingMax = 256;

// Empty for what is no IP address.
std::span<const std::uint8_t> BytesOf(const sockaddr* address) {
  if (address == nullptr) return {};
  if (address->sa_family == AF_INET) {
    const auto* in = reinterpret_cast<const sockaddr_in*>(address);
    return {reinterpret_cast<const std::uint8_t*>(&in->sin_addr), 4};
  }
  if (address->sa_family == AF_INET6) {
    const auto* in6 = reinterpret_cast<const sockaddr_in6*>(address);
    return {reinterpret_cast<const std::uint8_t*>(&in6->sin6_addr), 16};
  }
  return {};
}

int PrefixBits(std::span<const std::uint8_t> mask) {
  int bits = 0;
  for (const std::uint8_t byte : mask) bits += std::popcount(byte);
  return bits;
}

bool HasLetter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

bool IsGlobalIPv4(const NodeAddress& address) {
  return address.family == Family::kIPv4 && !IsLoopback(address) && !IsLinkLocal(address);
}

using Filter = std::function<bool(const InterfaceAddress&)>;

// The best of those that pass: IPv4 before IPv6, loopback and link-local last.
const InterfaceAddress* Best(std::span<const InterfaceAddress> interfaces, const Filter& passes) {
  const auto rank = [](const InterfaceAddress& one) {
    const bool lone = one.loopback || IsLoopback(one.address);
    return (lone ? 4 : 0) + (IsLinkLocal(one.address) ? 2 : 0) +
           (one.address.family == Family::kIPv6 ? 1 : 0);
  };
  const InterfaceAddress* best = nullptr;
  for (const InterfaceAddress& one : interfaces) {
    if (passes(one) && (best == nullptr || rank(one) < rank(*best))) best = &one;
  }
  return best;
}

const InterfaceAddress* OfInterface(std::span<const InterfaceAddress> interfaces, std::string_view name) {
  return Best(interfaces, [&](const InterfaceAddress& one) { return one.interface == name; });
}

std::string ListText(std::span<const InterfaceAddress> interfaces) {
  std::string out;
  for (const InterfaceAddress& one : interfaces)
    out += (out.empty() ? "" : ", ") + one.interface + " " + one.address.text;
  return out.empty() ? "no address at all" : out;
}

Result<NodeAddress> Choose(const InterfaceAddress* found, const std::string& sought,
                           std::span<const InterfaceAddress> interfaces) {
  if (found != nullptr) return found->address;
  return Error{ErrorCode::kInvalid, sought + "; this machine has " + ListText(interfaces)};
}

Result<NodeAddress> SelectAddress(const NodeAddress& wanted, std::span<const InterfaceAddress> interfaces) {
  for (const InterfaceAddress& one : interfaces) {
    // The whole network of a loopback interface can be bound to, 127.0.0.11 as well.
    if (one.address.SameHost(wanted) || (one.loopback && InPrefix(wanted, one.address, one.prefix_bits)))
      return wanted;
  }
  return Choose(nullptr, "node address: " + wanted.text + " is not an address of this machine", interfaces);
}

Result<NodeAddress> SelectByPattern(const std::string& pattern,
                                    std::span<const InterfaceAddress> interfaces) {
  const auto* found =
      Best(interfaces, [&](const InterfaceAddress& one) { return one.address.text.starts_with(pattern); });
  if (found != nullptr) return found->address;
  regex_t compiled;
  if (regcomp(&compiled, pattern.c_str(), REG_NOSUB) != 0)
    return Choose(nullptr, "node address: \"" + pattern + "\" is not a pattern that can be used", interfaces);
  found = Best(interfaces, [&](const InterfaceAddress& one) {
    return regexec(&compiled, one.address.text.c_str(), 0, nullptr, 0) == 0;
  });
  regfree(&compiled);
  return Choose(found, "node address: no address matches \"" + pattern + "\"", interfaces);
}

}  // namespace

Result<std::vector<InterfaceAddress>> ReadOwnAddresses() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) {
    return Error{ErrorCode::kUnavailable,
                 "list own addresses: " + std::error_code(errno, std::generic_category()).message()};
  }
  std::vector<InterfaceAddress> out;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if ((entry->ifa_flags & IFF_UP) == 0) continue;
    const auto address = NodeAddressOf(BytesOf(entry->ifa_addr));
    if (!address) continue;
    out.push_back({entry->ifa_name, *address, PrefixBits(BytesOf(entry->ifa_netmask)),
                   (entry->ifa_flags & IFF_LOOPBACK) != 0});
  }
  freeifaddrs(list);
  return out;
}

Result<NodeAddress> SelectNodeAddress(std::string_view setting,
                                      std::span<const InterfaceAddress> interfaces) {
  setting = galera::TrimBlanks(setting);
  if (setting.empty()) {
    for (const char* name : {"ethwe", "eth0"}) {
      const auto* found = OfInterface(interfaces, name);
      if (found != nullptr && IsGlobalIPv4(found->address)) return found->address;
    }
    return Choose(Best(interfaces, [](const InterfaceAddress&) { return true; }), "node address: none found",
                  interfaces);
  }
  if (setting.size() > kSettingMax || setting.find('\0') != std::string_view::npos)
    return Error{ErrorCode::kInvalid, "node address: longer than 256 characters, or not text"};
  if (const auto wanted = ParseNodeAddress(setting)) return SelectAddress(*wanted, interfaces);
  if (!HasLetter(setting)) return SelectByPattern(std::string(setting), interfaces);
  const InterfaceAddress* found = nullptr;
  std::string_view rest = setting;
  while (found == nullptr && !rest.empty()) found = OfInterface(interfaces, galera::NextPart(&rest, '>'));
  return Choose(found, "node address: no interface \"" + std::string(setting) + "\" with an address",
                interfaces);
}

}  // namespace watchdog

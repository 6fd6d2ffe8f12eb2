// The addresses of this machine, and which one the node goes by.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "discovery/node_address.h"
#include "galera/result.h"

namespace watchdog {

struct InterfaceAddress {
  std::string interface;
  NodeAddress address;
  int prefix_bits = 0;
  bool loopback = false;  // of the interface
};

// Of interfaces that are up, in the kernel's order. kUnavailable. Any thread.
galera::Result<std::vector<InterfaceAddress>> ReadOwnAddresses();

// NODE_ADDRESS. Prefers IPv4 and addresses that are neither loopback nor link-local.
// - empty: the IPv4 address of interface ethwe, then of eth0, then of the first
//   that is not loopback; then IPv6, and loopback only if there is nothing else;
// - an address: itself, if it is ours or in the network of a loopback interface;
// - with letters: an interface, or a list of them by '>' ("br0>eth1>eth0"), the
//   first that has an address;
// - anything else: a pattern for our addresses, first as how they begin ("10.0."),
//   then as grep has it.
// kInvalid says what was looked for and what there is. Pure.
galera::Result<NodeAddress> SelectNodeAddress(std::string_view setting,
                                              std::span<const InterfaceAddress> interfaces);

}  // namespace watchdog

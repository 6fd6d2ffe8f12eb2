// Loopback addresses and ports that nobody else uses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cluster/file_descriptor.h"
#include "galera/result.h"

namespace galera::testing_cluster {

// The ports of one node, the same on every node: nodes differ in address.
struct NodePorts {
  uint16_t sql = 3306;
  uint16_t group = 4567;     // gmcast.listen_addr
  uint16_t ist = 4568;       // incremental state transfer
  uint16_t transfer = 4444;  // full state transfer (rsync)
};

// A TCP port of `address` that was free just now; 0 if there is none. Any thread.
uint16_t FreePort(const std::string& address = "127.0.0.1");

// OK, or kUnavailable with a message that names address:port and the remedy.
Status CheckPortFree(const std::string& address, uint16_t port);
Status CheckPortsFree(const std::string& address, const NodePorts& ports);

// "127.0.0.11", 2 -> "127.0.0.13". Fails (kInvalid) if that leaves the last byte.
Result<std::string> AddressAfter(const std::string& first, int steps);

// Addresses that are ours as long as this object lives.
struct AddressLease {
  std::vector<std::string> addresses;
  NodePorts ports;
  FileDescriptor claim;  // a socket whose name is the range
};

// `count` (at most 200) addresses in an unused 127.x.y.0/24, chosen from our
// process id and checked by binding. Other ports than the usual ones are taken
// where a server of the host listens on all addresses. Any thread.
Result<AddressLease> LeaseAddresses(int count);

}  // namespace galera::testing_cluster

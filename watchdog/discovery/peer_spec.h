// One entry of the list of peers, as an operator writes it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "discovery/node_address.h"

namespace watchdog {

struct PeerSpec {
  enum class Kind {
    kAddress,  // 10.0.0.9, 2001:db8::1, [2001:db8::1]
    kName,     // db1, db1.example.org
    kTasks,    // tasks.NAME: every container of a Swarm service; never with a search domain
    kService,  // srv:NAME: an SRV record gives names and ports
    kConsul,   // consul:SERVICE: the instances that a Consul agent knows
    kFile,     // file:/PATH: the addresses of a file like /etc/hosts
  };
  Kind kind = Kind::kName;
  // What DNS is asked for: lower case, no dot at the end; not for kAddress. The
  // service of kConsul and the path of kFile, as given.
  std::string name;
  bool absolute = false;               // it was written with a dot at the end
  std::optional<NodeAddress> address;  // of kAddress
  std::uint16_t port = 0;              // of the group, the default where none was given
  std::string text;                    // as given, for messages
};

struct PeerProblem {
  bool fatal = true;  // else the entry was understood, or is not needed
  std::string entry;
  std::string message;  // names the entry; what is wrong, then what to do
};

struct PeerSpecs {
  std::vector<PeerSpec> specs;  // in the order given, each once
  std::vector<PeerProblem> problems;
};

// Each entry may be a comma list itself. `gcomm://` before and `?options`
// behind are left out and reported. At most 256 peers.
PeerSpecs ParsePeerSpecs(std::span<const std::string> entries, std::uint16_t default_port);

// True for what a PeerSource lists; DNS and the resolver do the rest.
bool IsListed(PeerSpec::Kind kind);

// 1 to 253 characters in labels of 1 to 63 letters, digits, '-' and '_'.
bool IsDnsName(std::string_view name);

}  // namespace watchdog

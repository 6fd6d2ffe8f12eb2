// Peers in a file like /etc/hosts: file:/PATH.
#pragma once

#include <string_view>
#include <vector>

#include "discovery/peer_source.h"
#include "galera/result.h"

namespace watchdog {

// The addresses of all lines, "ADDRESS [NAME...]", each with `port`; '#' begins a
// comment. kInvalid for a line that does not begin with the address of one
// machine, and beyond 128: who is left out would be taken for one that is not
// there. Pure.
galera::Result<std::vector<NodeAddress>> ParsePeerFile(std::string_view text, std::uint16_t port);

// Reads the file anew each time. One that is missing is no answer: it may not be
// mounted yet. An empty one is.
class PeerFile : public PeerSource {
 public:
  NameAnswer List(const PeerSpec& spec, SteadyTime deadline, int cancel_fd) const override;
};

}  // namespace watchdog

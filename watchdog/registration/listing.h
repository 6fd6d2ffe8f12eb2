// A list of peers, or why there is none, as an answer to the name asked. Pure but
// for the time of it.
#pragma once

#include <vector>

#include "discovery/peer_picture.h"
#include "discovery/peer_spec.h"
#include "galera/result.h"

namespace watchdog {

// kAddresses (sorted, each host once) or kEmpty; an error is kTimeout or
// kServerFailure, with its message.
NameAnswer Answer(const PeerSpec& spec, galera::Result<std::vector<NodeAddress>> list);

}  // namespace watchdog

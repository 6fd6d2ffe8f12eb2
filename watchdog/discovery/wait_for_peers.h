// The wait for GCOMM_MINIMUM addresses before a cluster is founded or waited
// for, and what to say meanwhile. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "discovery/node_address.h"
#include "discovery/peer_picture.h"

namespace watchdog {

// Between two messages that say the same.
inline constexpr std::chrono::seconds kWaitReminder{60};

// What was said last; hand it in again.
struct WaitMemory {
  std::string said;
  std::optional<SteadyTime> said_at;
};

struct PeerWait {
  bool enough = false;
  int seen = 0;      // distinct hosts, ours included
  std::string text;  // for the log: how many, which names are missing and why
  bool say = false;  // now: it changed, or a reminder is due
};

// `minimum` counts addresses, ours included, and is never lowered: below it,
// only `skip` (the skip file is there) ends the wait, and the text says so.
PeerWait WaitForPeers(const PeerPicture& picture, const NodeAddress& own, int minimum, bool skip,
                      WaitMemory& memory, SteadyTime now);

// GCOMM_MINIMUM after so long a wait: one less for each whole `step`, 1 at least; as it is for a step of 0.
int LoweredMinimum(int minimum, std::chrono::seconds waited, std::chrono::seconds step);

}  // namespace watchdog

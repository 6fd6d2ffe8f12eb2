// Asks wardens for their evidence over HTTP, all at once, within a deadline.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "discovery/peer_picture.h"

namespace watchdog {

// One peer an address, in their order, from `GET /v1/evidence` at `port`, and
// from `/` where that answers 404: a first line "Galera Cluster Node status:
// synced" is Primary, as the health checks of older systems have it; anything
// else is unknown. No proxy, no redirect, bodies of 64 KiB at most. Returns
// after `timeout` at the latest, or as soon as `cancel_fd` (-1: none) is
// readable. Never throws. Any thread.
std::vector<Peer> AskPeers(std::span<const NodeAddress> addresses, std::uint16_t port,
                           std::chrono::milliseconds timeout, int cancel_fd = -1);

}  // namespace watchdog

// Asks wardens for their evidence over HTTP, all at once, within a deadline.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "discovery/peer_picture.h"
#include "evidence/signature.h"

namespace watchdog {

// One peer an address, in their order, from `GET /v1/evidence` at `port`, and
// from `/` where that answers 404: a first line "Galera Cluster Node status:
// synced" is Primary, as the health checks of older systems have it; anything
// else is unknown. No proxy, no redirect, bodies of 64 KiB at most. Returns
// after `timeout` at the latest, or as soon as `cancel_fd` (-1: none) is
// readable. Never throws. Any thread.
//
// With a `key` each peer is asked with a nonce of its own, and what is not
// signed with that key for that nonce does not count: `primary` stays unknown,
// `uncounted` is what was said, `failure` says why. So does "synced".
std::vector<Peer> AskPeers(std::span<const NodeAddress> addresses, std::uint16_t port,
                           std::chrono::milliseconds timeout, int cancel_fd = -1,
                           const SigningKey* key = nullptr);

}  // namespace watchdog

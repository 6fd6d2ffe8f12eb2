// Asks peers for their promise (bootstrap/promise.h) over HTTP, all at once, within
// a deadline.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bootstrap/promise.h"
#include "discovery/peer_picture.h"
#include "evidence/signature.h"

namespace watchdog {

inline constexpr std::chrono::milliseconds kPromiseTimeout{3000};

struct PromiseAnswer {
  enum class Kind {
    kGranted,
    kRefused,   // it answered, and did not grant
    kNoAnswer,  // none, none in time, or one that does not count: it may have promised nonetheless
  };
  NodeAddress address;
  Kind kind = Kind::kNoAnswer;
  std::optional<Evidence> evidence;  // fresh; if granted
  std::string reason;                // why not; one line, for people
};

// One answer a peer, in their order. Each is asked with the ticket of its evidence
// (that of `request` is not used); one without evidence is not asked. Granted is
// only what says so in the evidence of the same node_id, signed for this
// request's nonce where there is a `key`, with at least one second left, and that it neither is in a primary
// component nor sees one. Returns after `timeout` at the latest, or as soon as `cancel_fd` (-1: none) is
// readable. Never throws. Any thread.
std::vector<PromiseAnswer> AskPromises(std::span<const Peer> peers, std::uint16_t port,
                                       const PromiseRequest& request, const SigningKey* key,
                                       std::chrono::milliseconds timeout = kPromiseTimeout,
                                       int cancel_fd = -1);

}  // namespace watchdog

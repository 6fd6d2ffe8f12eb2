// What one round of looking around found: names, and what each peer said.
// Immutable values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "discovery/node_address.h"
#include "evidence/evidence.h"

namespace watchdog {

using SteadyTime = std::chrono::steady_clock::time_point;

// What became of one entry of the list of peers.
struct NameAnswer {
  enum class Kind {
    kAddresses,      // `addresses` are what it has now
    kNoSuchName,     // NXDOMAIN: a definite answer
    kEmpty,          // the name exists, without addresses: a definite answer
    kServerFailure,  // SERVFAIL, REFUSED, nothing that listens, an answer that can't be read
    kTimeout,
  };
  std::string name;  // as the operator wrote it
  Kind kind = Kind::kTimeout;
  // Sorted, each host once. Of a name that fails for now, the last good ones.
  std::vector<NodeAddress> addresses;
  std::optional<SteadyTime> answered;  // when `addresses` were; nullopt: never
  std::string detail;                  // for a human; empty when there is nothing to say

  bool Answered() const { return kind != Kind::kServerFailure && kind != Kind::kTimeout; }
};

std::string_view Name(NameAnswer::Kind kind);

struct Peer {
  // Silence, refusal, a failing name and a malformed answer are kUnknown, never kNo.
  enum class Primary { kYes, kNo, kUnknown };

  NodeAddress address;
  Primary primary = Primary::kUnknown;
  std::optional<Evidence> evidence;       // of this round; never an older one
  std::optional<Evidence> uncounted;      // what it said unsigned, where we have a secret: for people only
  std::string failure;                    // why there is no evidence
  SteadyTime asked;                       // what it says is not older than that
  std::optional<SteadyTime> last_answer;  // of any kind at all
};

struct PeerPicture {
  std::uint64_t round = 0;  // from 1
  SteadyTime time;          // when the round ended
  std::vector<NameAnswer> names;
  std::vector<Peer> peers;  // without ourselves, by address, each host once

  bool AllNamesAnswered() const;
};

}  // namespace watchdog

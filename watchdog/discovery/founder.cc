#include "discovery/founder.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace watchdog {
namespace {

using Kind = FounderDecision::Kind;
using Phase = Evidence::Phase;
using Data = Evidence::Data;

// A peer that answered, with the address that it has for itself: all nodes then
// order it alike, whichever of its addresses they see.
struct Seen {
  const Peer* peer = nullptr;
  const Evidence* evidence = nullptr;
  NodeAddress identity;

  bool Stands() const { return evidence->vote && evidence->candidacy.starts_with(evidence->node_id + "/"); }
  bool Awaits() const { return evidence->phase == Phase::kStarting || evidence->phase == Phase::kWaiting; }
};

struct Surroundings {
  std::vector<Seen> seen;           // each node once
  std::vector<const Peer*> silent;  // no evidence
};

Surroundings LookAround(const FounderView& view) {
  Surroundings around;
  std::set<std::string_view> ids = {view.own_node_id};
  for (const Peer& peer : view.peers) {
    if (!peer.evidence) {
      around.silent.push_back(&peer);
      continue;
    }
    // One node at two addresses has one vote; and we may see ourselves.
    if (!ids.insert(peer.evidence->node_id).second) continue;
    const auto told = ParseNodeAddress(peer.evidence->node_address);
    around.seen.push_back({&peer, &*peer.evidence, told.value_or(peer.address)});
  }
  return around;
}

std::string Shown(const Seen& seen) {
  return seen.identity.SameHost(seen.peer->address)
             ? seen.identity.text
             : seen.identity.text + " (seen at " + seen.peer->address.text + ")";
}

bool OurCluster(const FounderView& view, const Seen& seen) {
  return seen.evidence->cluster_name == view.cluster_name;
}

bool Standing(const FounderView& view, const Ballot& ballot) {
  return ballot.vote && ballot.candidacy.starts_with(view.own_node_id + "/");
}

const Seen* FindCandidate(const Surroundings& around, const Ballot& ballot) {
  const std::string_view node_id = std::string_view(ballot.candidacy).substr(0, ballot.candidacy.rfind('/'));
  for (const Seen& seen : around.seen) {
    if (seen.evidence->node_id == node_id) return &seen;
  }
  for (const Seen& seen : around.seen) {
    // It was started anew.
    if (seen.identity.SameHost(*ballot.vote) || seen.peer->address.SameHost(*ballot.vote)) return &seen;
  }
  return nullptr;
}

// Rule 3.
bool IsReleased(const Surroundings& around, const Ballot& ballot) {
  const Seen* candidate = FindCandidate(around, ballot);
  if (candidate == nullptr || candidate->evidence->data != Data::kEmpty) return false;
  return candidate->evidence->phase != Phase::kFounding && candidate->evidence->candidacy != ballot.candidacy;
}

// Rules 1 to 3.
Ballot NextBallot(const FounderView& view, const Surroundings& around) {
  Ballot ballot = view.ballot;
  if (ballot.vote && !Standing(view, ballot)) {
    if (!IsReleased(around, ballot)) return ballot;
    ballot.vote.reset();
    ballot.candidacy.clear();
  }
  const Seen* lowest = nullptr;
  for (const Seen& seen : around.seen) {
    if (!OurCluster(view, seen) || seen.evidence->data != Data::kEmpty || !seen.Awaits()) continue;
    if (seen.identity < view.own && (lowest == nullptr || seen.identity < lowest->identity)) lowest = &seen;
  }
  if (lowest != nullptr) {
    if (lowest->Stands()) {
      ballot.vote = lowest->identity;
      ballot.candidacy = lowest->evidence->candidacy;
    }
    return ballot;  // else it will stand, or vote for somebody whom we will see
  }
  if (!ballot.vote) {
    ++ballot.stood;
    ballot.vote = view.own;
    ballot.candidacy = view.own_node_id + "/" + std::to_string(ballot.stood);
  }
  return ballot;
}

// Primary, and not for sure another cluster's.
bool IsPrimaryOfOurs(const FounderView& view, const Peer& peer) {
  return peer.primary == Peer::Primary::kYes &&
         (!peer.evidence || peer.evidence->cluster_name == view.cluster_name);
}

std::string TwoClusters(const Peer& one, const Peer& other) {
  std::string text = one.address.text;
  text.append(" and ").append(other.address.text).append(" are Primary in two different clusters (");
  text.append(one.evidence->cluster_state_uuid).append(", ").append(other.evidence->cluster_state_uuid);
  return text.append("): a human must say which one is right");
}

// A primary component to join, or one that comes into being; nullopt if there is neither.
std::optional<FounderDecision> JoinWhatThereIs(const FounderView& view, const Surroundings& around) {
  const Peer* primary = nullptr;
  for (const Peer& peer : view.peers) {
    if (!IsPrimaryOfOurs(view, peer)) continue;
    if (primary == nullptr) primary = &peer;
    if (!peer.evidence || !primary->evidence) continue;
    const std::string& uuid = primary->evidence->cluster_state_uuid;
    const std::string& other = peer.evidence->cluster_state_uuid;
    if (uuid != other && !uuid.empty() && !other.empty()) {
      return FounderDecision{Kind::kWait, view.ballot, TwoClusters(*primary, peer)};
    }
    if (uuid.empty()) primary = &peer;
  }
  if (primary != nullptr)
    return FounderDecision{Kind::kJoin, view.ballot, primary->address.text + " is in a primary component"};
  for (const Seen& seen : around.seen) {
    if (seen.evidence->phase == Phase::kFounding && OurCluster(view, seen))
      return FounderDecision{Kind::kWait, view.ballot,
                             Shown(seen) + " is founding the cluster: waiting for it"};
  }
  return std::nullopt;
}

// What a peer says that forbids to found, whatever the votes; empty if nothing.
std::string ObstacleOf(const FounderView& view, const Seen& seen) {
  const Evidence& evidence = *seen.evidence;
  if (!OurCluster(view, seen)) {
    return Shown(seen) + " belongs to another cluster, \"" + evidence.cluster_name + "\", ours is \"" +
           view.cluster_name + "\": correct the list of peers or the cluster name";
  }
  if (seen.identity.SameHost(view.own))
    return "the peer at " + seen.peer->address.text + " says that its address is ours, " + view.own.text;
  switch (evidence.data) {
    case Data::kEmpty:
      break;
    case Data::kPresent:
    case Data::kHalfInitialised:
      return Shown(seen) +
             (evidence.data == Data::kPresent ? " has data" : " has a half initialised directory") +
             " and is not Primary: it must be started, or a human must decide";
    case Data::kUnknown:
      return Shown(seen) + " does not know what its data directory holds";
  }
  if (evidence.primary.value_or(false)) return Shown(seen) + " is Primary";
  if (!seen.Awaits()) return Shown(seen) + " is " + std::string(Name(evidence.phase));
  return "";
}

// Rule 4: what is missing for us to found; empty if nothing is.
std::string MissingVotes(const FounderView& view, const Surroundings& around, const Ballot& ballot) {
  const std::string own = view.own.text;
  if (!ballot.vote) return "a lower address than ours is waiting for somebody: no vote yet";
  if (!Standing(view, ballot)) {
    const bool answers = FindCandidate(around, ballot) != nullptr;
    return "voted for " + ballot.vote->text +
           (answers ? " to found the cluster: waiting for it"
                    : ", which does not answer and may have founded: start it, or let a human decide");
  }
  if (!around.silent.empty()) {
    const Peer& silent = *around.silent.front();
    return silent.address.text + " does not answer (" + silent.failure + ")";
  }
  if (!view.all_names_answered) return "not every name of a peer could be looked up";
  for (const Seen& seen : around.seen) {
    if (seen.evidence->candidacy == ballot.candidacy) continue;
    return Shown(seen) + (seen.evidence->vote ? " votes for " + *seen.evidence->vote : " has not voted") +
           ", not for us, " + own;
  }
  const int count = 1 + static_cast<int>(around.seen.size());
  if (count < view.minimum) {
    return std::to_string(count) + " of at least " + std::to_string(view.minimum) +
           " nodes are there, ourselves included";
  }
  return "";
}

}  // namespace

FounderDecision DecideFounder(const FounderView& view) {
  const Surroundings around = LookAround(view);
  if (auto join = JoinWhatThereIs(view, around)) return *std::move(join);
  FounderDecision decision;
  decision.ballot = NextBallot(view, around);
  for (const Seen& seen : around.seen) {
    decision.reason = ObstacleOf(view, seen);
    if (!decision.reason.empty()) return decision;
  }
  for (const Peer& peer : view.peers) {
    if (peer.primary != Peer::Primary::kYes) continue;
    decision.reason = peer.address.text + " is Primary in another cluster";
    return decision;
  }
  decision.reason = MissingVotes(view, around, decision.ballot);
  if (!decision.reason.empty()) return decision;
  decision.kind = Kind::kFound;
  decision.reason = "lowest address of " + std::to_string(1 + around.seen.size()) +
                    " nodes with empty directories, and elected by all of them";
  return decision;
}

}  // namespace watchdog

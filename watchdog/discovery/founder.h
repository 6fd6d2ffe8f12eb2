// Who founds the cluster when every data directory is empty. Pure.
//
// Nodes elect one by votes that each publishes in its evidence; votes are read,
// never sent. A node that votes for itself stands, under a candidacy
// "NODE_ID/COUNT" that is new each time it begins to stand; a vote for another
// names the candidacy that it is for.
//
// Rules:
// 1. A vote goes to the lowest address among ourselves and the peers that
//    answer, have an empty directory and our cluster name; to a peer only while
//    it stands.
// 2. A node that stands gives way to a lower one that stands, as long as it has
//    not decided to found. It never takes up a candidacy again.
// 3. A vote for another's candidacy is kept until that candidate is seen alive,
//    with an empty directory, and not standing under it any more. A candidate
//    that is silent, or has data, may have founded: the vote stays.
// 4. A node founds only if it stands, every peer it sees answers, is not
//    Primary, has an empty directory, the same cluster name and votes for this
//    very candidacy, these and itself are at least `minimum` distinct nodes, and
//    no name failed to resolve.
//
// Why two nodes cannot both found while `minimum` is more than half of the
// intended nodes: let A found under candidacy a and B under b. Each had the
// votes of more than half, so some node C voted for both, say for a first.
// By rule 3 C released a only after A was seen to stand under it no more, with
// an empty directory. By rule 2 A never stands under a again, and A that decides
// to found stays with a for good. So A had not founded under a when C released
// it and cannot do so later: a contradiction. (C may be A or B: a node's own
// candidacy is its own vote.) Nothing of this depends on how old a read is:
// "C votes for a" and "a is over" stay true once they are, as long as reads of
// one node never go back in time; PeerWatch asks each address anew every round
// and drops late answers.
//
// What remains:
// - A vote for another has to outlive the voter's process (node/kept_vote.h keeps
//   it in the data directory). A voter that forgets it, because its directory was
//   lost with it, may vote for b while A has founded: two, if no voter of b sees A.
// - A candidate that founded and then loses its directory, or whose address goes
//   to another, empty node while it is invisible itself, is taken for one that
//   gave up.
// - A `minimum` of half the nodes or fewer: partial views may elect two.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "discovery/node_address.h"
#include "discovery/peer_picture.h"

namespace watchdog {

// What a node remembers from one decision to the next, and publishes (`vote` as
// its text, and `candidacy`). A vote for another is kept at a start of the warden;
// else it starts empty. A node
// that stops, or goes on to do something else, without having founded publishes
// an empty vote as its last word where it can: that releases its voters.
struct Ballot {
  std::optional<NodeAddress> vote;
  std::string candidacy;    // which of the candidate's; empty without a vote
  std::uint64_t stood = 0;  // how often this node began to stand

  bool operator==(const Ballot&) const = default;
};

// The caller's own directory is empty; it does not ask otherwise.
struct FounderView {
  NodeAddress own;
  std::string own_node_id;  // as in our evidence
  std::string cluster_name;
  int minimum = 2;          // distinct nodes, ourselves included
  std::vector<Peer> peers;  // of the latest picture
  Ballot ballot;            // of the decision before
  bool all_names_answered = false;
};

struct FounderDecision {
  enum class Kind {
    kWait,
    // Final: publish phase "founding" before anything else, and decide no more.
    kFound,
    kJoin,  // there is a primary component
  };
  Kind kind = Kind::kWait;
  // To be published and handed in with the next view. Also of kWait and kJoin.
  Ballot ballot;
  std::string reason;  // for a human: what is waited for, and from whom
};

FounderDecision DecideFounder(const FounderView& view);

}  // namespace watchdog

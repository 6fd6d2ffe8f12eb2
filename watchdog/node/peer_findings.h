// What one look at all peers says to the node that looks. Pure; a picture may be
// null: nobody has been looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bootstrap/evidence_table.h"
#include "bootstrap/proof.h"
#include "discovery/peer_picture.h"

namespace watchdog {

// The address of a peer that is in a primary component.
std::optional<std::string> PrimaryIn(const PeerPicture* picture);

// Peers that do not say whether they are in one, and names that could not be
// looked up: whoever they stand for says nothing.
std::vector<std::string> SilentIn(const PeerPicture* picture);

// What the peers of our cluster say that counts.
std::vector<Testimony> TestimoniesIn(const PeerPicture* picture, const std::string& cluster_name);

// The name of a peer that is about to start a cluster, or does so, and did not
// promise us not to.
std::optional<std::string> ActingIn(const PeerPicture* picture, const std::string& own_id);

// A row for this node and one for each peer, without what changes from second to second.
std::vector<EvidenceRow> EvidenceRows(const Evidence& own, const PeerPicture* picture);

// The first thing that is wrong with secrets, for the log; empty: nothing is seen to be. With a
// `key` of ours: a peer whose words do not count. Without: a peer that has a
// secret, and so counts nothing of what we say (we count it).
std::string SecretTroubleIn(const PeerPicture* picture, bool key);

std::vector<NodeAddress> AddressesIn(const PeerPicture* picture);

}  // namespace watchdog

// What one look at all peers says to the node that looks. Pure; a picture may be
// null: nobody has been looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "discovery/peer_picture.h"

namespace watchdog {

// The address of a peer that is in a primary component.
std::optional<std::string> PrimaryIn(const PeerPicture* picture);

// A peer that does not say whether it is in one, or a name that could not be
// looked up: whoever it stands for says nothing.
std::optional<std::string> SilentIn(const PeerPicture* picture);

std::vector<NodeAddress> AddressesIn(const PeerPicture* picture);

}  // namespace watchdog

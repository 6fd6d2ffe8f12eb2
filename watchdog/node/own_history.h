// Whether a join would replace data that the cluster has not. Pure.
#pragma once

#include <optional>
#include <string>

#include "bootstrap/proof.h"
#include "discovery/peer_picture.h"
#include "evidence/view_record.h"

namespace watchdog {

// Why the data here, with that position and record, is of another history than
// that of a peer in a primary component; empty: it is not, as far as known.
std::string ForeignHistory(const std::optional<Position>& own, const std::optional<ViewRecord>& record,
                           const PeerPicture* picture);

// The branches of the history that this node is in now: those of a peer in the
// primary component of `state_uuid` that has more of them than `own`; nullopt:
// none has.
std::optional<std::vector<Branch>> BranchesToAdopt(const std::vector<Branch>& own,
                                                   const std::string& state_uuid, const PeerPicture* picture);

}  // namespace watchdog

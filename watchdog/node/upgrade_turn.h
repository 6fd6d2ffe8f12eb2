// One node at a time upgrades its system tables.
#pragma once

#include <stop_token>
#include <vector>

#include "discovery/peer_watch.h"
#include "node/evidence_board.h"

namespace watchdog {

enum class UpgradeTurn {
  kGo,
  kWait,      // another one is at it, or on its way out of our way: stay in line
  kWithdraw,  // one that goes before us is in line: say no longer that we are
};

// For a node that says on its evidence that it upgrades, and sees these peers in a
// round that began after it first said so. Two never go at once: of any two, the
// one that spoke later sees the other one, and goes only when that is done (if it
// has the lower address) or withdraws (if it has the higher one). A silent peer
// holds nobody up. Pure.
UpgradeTurn DecideUpgradeTurn(const NodeAddress& own, const std::vector<Peer>& peers);

// Returns when it is our turn, with the phase `upgrading` on the board; false: when
// `stop` is asked for. `watch` null: at once.
bool AwaitUpgradeTurn(const PeerWatch* watch, EvidenceBoard& board, const NodeAddress& own,
                      const std::stop_token& stop);

}  // namespace watchdog

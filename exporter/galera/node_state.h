// The one word that says what a node is right now.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "galera/wsrep_status.h"

namespace galera {

enum class NodeState {
  kDown,          // mariadbd does not answer
  kStandalone,    // answers, without wsrep
  kDisconnected,  // wsrep is loaded, but not connected to any group
  kNonPrimary,    // connected to a group that is not a primary component
  kConnected,     // in a primary component, state not yet joined
  kJoiner,        // waits for or receives a state transfer
  kJoined,        // has the state, catches up
  kDonor,         // Donor/Desynced
  kSynced,
  kInconsistent,  // voted out or aborted: its data is not the cluster's
  kUnknown,       // answers, but says nothing that we know, or refuses us
};

inline constexpr std::array<NodeState, 11> kNodeStates = {
    NodeState::kDown,      NodeState::kStandalone,   NodeState::kDisconnected, NodeState::kNonPrimary,
    NodeState::kConnected, NodeState::kJoiner,       NodeState::kJoined,       NodeState::kDonor,
    NodeState::kSynced,    NodeState::kInconsistent, NodeState::kUnknown};

std::string_view Name(NodeState state);  // "non_primary"

// For a server that answers: standalone, or what its wsrep rows say.
// A donor that has just lost the primary component still shows
// wsrep_local_state=2 (measured): the component is looked at first.
NodeState ClassifyNode(const std::optional<WsrepStatus>& status);

}  // namespace galera

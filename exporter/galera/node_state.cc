#include "galera/node_state.h"

#include "galera/text.h"
namespace galera {

std::string_view Name(NodeState state) {
  switch (state) {
    case NodeState::kDown:
      return "down";
    case NodeState::kStandalone:
      return "standalone";
    case NodeState::kDisconnected:
      return "disconnected";
    case NodeState::kNonPrimary:
      return "non_primary";
    case NodeState::kConnected:
      return "connected";
    case NodeState::kJoiner:
      return "joiner";
    case NodeState::kJoined:
      return "joined";
    case NodeState::kDonor:
      return "donor";
    case NodeState::kSynced:
      return "synced";
    case NodeState::kInconsistent:
      return "inconsistent";
    case NodeState::kUnknown:
      return "unknown";
  }
  return "unknown";
}

NodeState ClassifyNode(const std::optional<WsrepStatus>& status) {
  if (!status) return NodeState::kStandalone;
  if (status->local_state_comment == "Inconsistent") return NodeState::kInconsistent;
  if (status->connected == false) return NodeState::kDisconnected;
  if (!status->InPrimaryComponent()) {
    return EqualsIgnoringCase(status->cluster_status, "Disconnected") ? NodeState::kDisconnected
                                                                      : NodeState::kNonPrimary;
  }
  switch (status->local_state.value_or(-1)) {
    case 0:
      return NodeState::kConnected;
    case 1:
      return NodeState::kJoiner;
    case 2:
      return NodeState::kDonor;
    case 3:
      return NodeState::kJoined;
    case 4:
      return NodeState::kSynced;
    default:
      return NodeState::kUnknown;
  }
}

}  // namespace galera

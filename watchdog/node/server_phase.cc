#include "node/server_phase.h"

namespace watchdog {

Evidence::Phase PhaseFor(StartKind kind) {
  switch (kind) {
    case StartKind::kHold:
    case StartKind::kPause:
      return Evidence::Phase::kPaused;
    case StartKind::kWait:
      return Evidence::Phase::kWaiting;
    case StartKind::kFound:
    case StartKind::kBootstrap:
      return Evidence::Phase::kFounding;
    case StartKind::kResume:
    case StartKind::kJoin:
    case StartKind::kAlone:
      return Evidence::Phase::kJoining;
  }
  return Evidence::Phase::kUnknown;
}

Evidence::Phase PhaseFor(control::Phase phase) {
  switch (phase) {
    case control::Phase::kWaiting:
      return Evidence::Phase::kJoining;
    case control::Phase::kTransfer:
      return Evidence::Phase::kTransfer;
    case control::Phase::kServing:
      return Evidence::Phase::kServing;
  }
  return Evidence::Phase::kUnknown;
}

control::Phase FirstPhase(StartKind kind) {
  const bool waits = kind == StartKind::kJoin || kind == StartKind::kResume;
  return waits ? control::Phase::kWaiting : control::Phase::kServing;
}

control::Phase NextPhase(control::Phase before, const galera::Snapshot* snapshot) {
  if (before == control::Phase::kServing) return before;
  if (snapshot == nullptr) return before;
  if (snapshot->answered || snapshot->refused) return control::Phase::kServing;
  switch (snapshot->state) {
    case galera::NodeState::kJoiner:
    case galera::NodeState::kJoined:
      return control::Phase::kTransfer;
    case galera::NodeState::kDonor:
    case galera::NodeState::kSynced:
      return control::Phase::kServing;  // hangs, or is on its way down
    default:
      return control::Phase::kWaiting;
  }
}

bool SaysNoPrimary(const std::string& line) {
  for (const char* text : {"failed to reach primary view", "Failed to reach primary view",
                           "failed to open gcomm backend connection: 110"}) {
    if (line.find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace watchdog

// When to tell a human that a node which serves is in no primary component. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "discovery/peer_picture.h"
#include "galera/health.h"

namespace watchdog {

class QuorumLoss {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds kPatience{10};  // short losses heal by themselves

  // With each look at the server. True once a loss: when it has lasted so long. A look
  // without an answer says nothing.
  bool Lasts(const galera::Snapshot* snapshot, Time now);

 private:
  std::optional<Time> since_;
  bool said_ = false;
};

// The command that shows all nodes: this one, and the peers.
std::string InspectCommand(const NodeAddress& own, const PeerPicture* picture);

}  // namespace watchdog

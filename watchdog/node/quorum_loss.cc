#include "node/quorum_loss.h"

#include <utility>

namespace watchdog {

bool QuorumLoss::Lasts(const galera::Snapshot* snapshot, Time now) {
  if (snapshot == nullptr || !snapshot->answered || !snapshot->wsrep) return false;
  if (snapshot->wsrep->InPrimaryComponent()) {
    since_.reset();
    said_ = false;
    return false;
  }
  if (!since_) since_ = now;
  if (now - *since_ < kPatience) return false;
  return !std::exchange(said_, true);
}

std::string InspectCommand(const NodeAddress& own, const PeerPicture* picture) {
  std::string command = "galera-warden inspect " + HostText(own);
  if (picture == nullptr) return command;
  for (const Peer& peer : picture->peers) command += " " + HostText(peer.address);
  return command;
}

}  // namespace watchdog

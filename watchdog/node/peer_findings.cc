#include "node/peer_findings.h"

namespace watchdog {

std::optional<std::string> PrimaryIn(const PeerPicture* picture) {
  if (picture == nullptr) return std::nullopt;
  for (const Peer& peer : picture->peers) {
    if (peer.primary == Peer::Primary::kYes) return peer.address.text;
  }
  return std::nullopt;
}

std::optional<std::string> SilentIn(const PeerPicture* picture) {
  if (picture == nullptr) return std::nullopt;
  for (const NameAnswer& name : picture->names) {
    if (!name.Answered()) return name.name;
  }
  for (const Peer& peer : picture->peers) {
    if (peer.primary == Peer::Primary::kUnknown) return peer.address.text;
  }
  return std::nullopt;
}

std::vector<NodeAddress> AddressesIn(const PeerPicture* picture) {
  std::vector<NodeAddress> addresses;
  if (picture == nullptr) return addresses;
  for (const Peer& peer : picture->peers) addresses.push_back(peer.address);
  return addresses;
}

}  // namespace watchdog

#include "node/peer_findings.h"

#include <algorithm>

#include "bootstrap/testimony.h"

namespace watchdog {

std::optional<std::string> PrimaryIn(const PeerPicture* picture) {
  if (picture == nullptr) return std::nullopt;
  for (const Peer& peer : picture->peers) {
    if (peer.primary == Peer::Primary::kYes) return peer.address.text;
  }
  return std::nullopt;
}

std::vector<std::string> SilentIn(const PeerPicture* picture) {
  std::vector<std::string> silent;
  if (picture == nullptr) return silent;
  for (const NameAnswer& name : picture->names) {
    if (!name.Answered()) silent.push_back(name.name);
  }
  for (const Peer& peer : picture->peers) {
    if (peer.primary == Peer::Primary::kUnknown) silent.push_back(peer.address.text);
  }
  return silent;
}

std::vector<Testimony> TestimoniesIn(const PeerPicture* picture, const std::string& cluster_name) {
  std::vector<Testimony> testimonies;
  if (picture == nullptr) return testimonies;
  for (const Peer& peer : picture->peers) {
    if (!peer.evidence || peer.evidence->cluster_name != cluster_name) continue;
    const auto same = [&](const Testimony& other) { return other.node_id == peer.evidence->node_id; };
    if (std::any_of(testimonies.begin(), testimonies.end(), same)) continue;  // seen at two addresses
    testimonies.push_back(TestimonyOf(*peer.evidence, peer.address.text));
  }
  return testimonies;
}

std::optional<std::string> ActingIn(const PeerPicture* picture, const std::string& own_id) {
  if (picture == nullptr) return std::nullopt;
  for (const Peer& peer : picture->peers) {
    if (!peer.evidence || peer.evidence->promised_to == own_id) continue;
    if (!peer.evidence->acting && peer.evidence->phase != Evidence::Phase::kFounding) continue;
    return peer.evidence->node_name.empty() ? peer.address.text : peer.evidence->node_name;
  }
  return std::nullopt;
}

std::vector<EvidenceRow> EvidenceRows(const Evidence& own, const PeerPicture* picture) {
  Evidence here = own;
  here.primary = false;  // who asks is in none
  std::vector<EvidenceRow> rows = {RowOf(here, own.node_address, 0)};
  if (picture != nullptr) {
    for (const Peer& peer : picture->peers) {
      rows.push_back(peer.evidence ? RowOf(*peer.evidence, peer.address.text, 0)
                                   : SilentRow("", peer.address.text, peer.failure));
    }
  }
  for (EvidenceRow& row : rows) {
    row.age_s.reset();
    row.record_age_s.reset();
  }
  return rows;
}

std::string SecretTroubleIn(const PeerPicture* picture, bool key) {
  if (picture == nullptr) return "";
  for (const Peer& peer : picture->peers) {
    if (key && peer.uncounted) {
      return peer.address.text + " counts for nothing: its " + peer.failure +
             (peer.uncounted->primary.value_or(false) ? "; it says that it is in a primary component" : "");
    }
    if (!key && peer.evidence && peer.evidence->signs) {
      return peer.address.text +
             " has a secret of the cluster, and this node has none: what it says there counts for nothing";
    }
  }
  return "";
}

std::vector<NodeAddress> AddressesIn(const PeerPicture* picture) {
  std::vector<NodeAddress> addresses;
  if (picture == nullptr) return addresses;
  for (const Peer& peer : picture->peers) addresses.push_back(peer.address);
  return addresses;
}

}  // namespace watchdog

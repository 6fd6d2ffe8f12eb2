#include "node/own_history.h"

#include <algorithm>

namespace watchdog {
namespace {

bool IsPrefix(const std::vector<Branch>& shorter, const std::vector<Branch>& longer) {
  return shorter.size() <= longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

// What a forced bootstrap left behind is still here.
bool LeftBehind(const Position& own, const std::vector<Branch>& ours, const std::vector<Branch>& theirs) {
  const std::size_t common = static_cast<std::size_t>(
      std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end()).first - ours.begin());
  if (common < theirs.size() && own.seqno > theirs[common].seqno) return true;
  return common < ours.size() && own.seqno > ours[common].seqno;
}

}  // namespace

std::string ForeignHistory(const std::optional<Position>& own, const std::optional<ViewRecord>& record,
                           const PeerPicture* picture) {
  if (!own || picture == nullptr) return "";
  const std::vector<Branch> ours = record ? record->branches : std::vector<Branch>();
  for (const Peer& peer : picture->peers) {
    if (peer.primary != Peer::Primary::kYes || !peer.evidence) continue;
    const std::string& uuid = peer.evidence->cluster_state_uuid;
    if (uuid.empty()) continue;
    if (uuid != own->uuid)
      return "the data here is of the history " + own->Text() + ", the cluster at " + peer.address.text +
             " has another, " + uuid;
    const bool tells = peer.evidence->record.has_value();
    if (tells && LeftBehind(*own, ours, peer.evidence->record->branches))
      return "the data here, at " + own->Text() + ", has transactions that a forced bootstrap left behind";
  }
  return "";
}

std::optional<std::vector<Branch>> BranchesToAdopt(const std::vector<Branch>& own,
                                                   const std::string& state_uuid,
                                                   const PeerPicture* picture) {
  if (picture == nullptr) return std::nullopt;
  const std::vector<Branch>* longest = &own;
  for (const Peer& peer : picture->peers) {
    if (peer.primary != Peer::Primary::kYes || !peer.evidence || !peer.evidence->record) continue;
    if (peer.evidence->cluster_state_uuid != state_uuid) continue;
    const auto& theirs = peer.evidence->record->branches;
    if (theirs.size() > longest->size() && IsPrefix(own, theirs)) longest = &theirs;
  }
  if (longest == &own) return std::nullopt;
  return *longest;
}

}  // namespace watchdog

#include "node/transfer_forecast.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace watchdog {
namespace {

using Kind = TransferForecast::Kind;

std::optional<std::int64_t> SeqnoOf(const std::string& position) {
  const std::size_t colon = position.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::int64_t seqno = 0;
  const char* const end = position.data() + position.size();
  const auto parsed = std::from_chars(position.data() + colon + 1, end, seqno);
  if (parsed.ec != std::errc() || parsed.ptr != end || seqno < 0) return std::nullopt;
  return seqno;
}

}  // namespace

TransferForecast ForecastTransfer(const std::string& position, const std::vector<Peer>& peers) {
  const auto seqno = SeqnoOf(position);
  if (!seqno) return {Kind::kFull, "this node has no position in the cluster's history"};
  const std::string uuid = position.substr(0, position.rfind(':'));
  std::optional<std::int64_t> nearest;
  std::string nearest_at;
  std::string other_history;
  for (const Peer& peer : peers) {
    if (peer.primary != Peer::Primary::kYes || !peer.evidence) continue;
    const Evidence& evidence = *peer.evidence;
    if (evidence.cluster_state_uuid.empty() || !evidence.cached_downto) continue;
    if (evidence.cluster_state_uuid != uuid) {
      other_history = evidence.cluster_state_uuid;
      continue;
    }
    if (nearest && *nearest <= *evidence.cached_downto) continue;
    nearest = evidence.cached_downto;
    nearest_at = peer.address.text;
  }
  if (!nearest && other_history.empty())
    return {Kind::kUnknown, "no peer has said yet which writes it holds"};
  if (!nearest) {
    return {Kind::kFull, "this node's history is " + uuid + ", the cluster's is " + other_history};
  }
  const std::string held = nearest_at + " holds writes from " + std::to_string(*nearest) +
                           " on, this node is at " + std::to_string(*seqno);
  if (*nearest <= *seqno + 1) return {Kind::kIst, held};
  return {Kind::kFull, held + ": " + std::to_string(*nearest - *seqno - 1) + " writes in between are gone"};
}

}  // namespace watchdog

#include "node/promise_round.h"

#include <algorithm>
#include <vector>

namespace watchdog {

std::string CollectPromises(const StartDecision& decision, const PromiseRequest& request,
                            const std::string& cluster_name, std::uint16_t port, const SigningKey* key,
                            PeerPicture& picture) {
  std::vector<Peer> asked;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < picture.peers.size(); ++i) {
    const Peer& peer = picture.peers[i];
    if (!peer.evidence || peer.evidence->cluster_name != cluster_name) continue;
    const auto& members = decision.proof.members;
    const bool member = std::find(members.begin(), members.end(), peer.evidence->node_id) != members.end();
    if (decision.proven && !member) continue;
    asked.push_back(peer);
    places.push_back(i);
  }
  const auto answers = AskPromises(asked, port, request, key, kPromiseTimeout);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const PromiseAnswer& answer = answers[i];
    if (answer.kind == PromiseAnswer::Kind::kGranted) {
      picture.peers[places[i]].evidence = answer.evidence;
    } else if (decision.proven || answer.kind == PromiseAnswer::Kind::kRefused) {
      return answer.address.text + " does not promise: " + answer.reason;
    }
  }
  return "";
}

}  // namespace watchdog

#include "cli/promotion_evidence.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "cli/node_registration.h"
#include "discovery/peer_inquiry.h"
#include "discovery/peer_spec.h"
#include "discovery/peer_watch.h"
#include "node/peer_findings.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using std::chrono::milliseconds;

constexpr milliseconds kOwnTimeout{3000};
constexpr milliseconds kHalfRound{1500};
constexpr milliseconds kRound{3200};  // with some time for the threads

// "10.0.0.11:3306", "[2001:db8::1]:3306", "db1"; empty where it names no host.
std::string HostOf(const std::string& address) {
  if (address.starts_with('[')) {
    const std::size_t end = address.find(']');
    return end == std::string::npos ? "" : address.substr(1, end - 1);
  }
  const std::size_t colon = address.rfind(':');
  const bool one = colon != std::string::npos && address.find(':') == colon;
  return one ? address.substr(0, colon) : address;
}

// The members of the last view, as far as Galera was told where they are. A member
// that has another's address, or none that can be asked, is missing in the proof.
std::vector<std::string> MembersHosts(const Evidence& own) {
  std::vector<std::string> hosts;
  if (!own.record || !own.record->taken) return hosts;
  for (const galera::NotifiedMember& member : own.record->taken->members) {
    const std::string host = HostOf(member.address);
    if (ParseNodeAddress(host) || (IsDnsName(host) && host != "AUTO")) hosts.push_back(host);
  }
  return hosts;
}

bool Runs(const Evidence& peer) {
  return peer.phase == Evidence::Phase::kServing || peer.phase == Evidence::Phase::kJoining ||
         peer.phase == Evidence::Phase::kTransfer;
}

std::string Shown(const Peer& peer) {
  const bool named = peer.evidence && !peer.evidence->node_name.empty();
  return named ? peer.evidence->node_name : peer.address.text;
}

}  // namespace

Result<Evidence> AskOwnWarden(const PromotionAsker& asker) {
  const std::array<NodeAddress, 2> addresses = {asker.own, *ParseNodeAddress("127.0.0.1")};
  std::string failure;
  for (const Peer& peer :
       AskPeers(addresses, asker.settings.ports.synced_health, kOwnTimeout, -1, asker.key.get())) {
    if (peer.evidence && peer.evidence->cluster_name == asker.settings.cluster_name) {
      if (asker.key || !peer.evidence->signs) return *peer.evidence;
      // What the peers say could be anybody's.
      return Error{ErrorCode::kDenied,
                   "this node has a secret of the cluster, and this command has none, so that it can't tell "
                   "who speaks: give it the node's GALERA_WARDEN_NODE_CLUSTER_SECRET"};
    }
    const std::string why = peer.evidence ? "it is of cluster " + peer.evidence->cluster_name : peer.failure;
    failure += (failure.empty() ? "" : "; ") + HostText(peer.address) + ":" +
               std::to_string(asker.settings.ports.synced_health) + ": " + why;
  }
  return Error{ErrorCode::kUnavailable, "this node's own warden does not say what it has (" + failure +
                                            "): galera-warden node has to run here, with the settings that "
                                            "this command has"};
}

Result<PromotionEvidence> AskAround(const PromotionAsker& asker, const Evidence& own) {
  std::vector<std::string> words = asker.peers.empty() ? asker.settings.peers : asker.peers;
  for (std::string& host : MembersHosts(own)) words.push_back(std::move(host));
  PeerSpecs specs = ParsePeerSpecs(words, asker.settings.ports.group);
  for (const PeerProblem& problem : specs.problems) {
    if (problem.fatal) return Error{ErrorCode::kInvalid, problem.entry + ": " + problem.message};
  }
  PromotionEvidence found;
  found.own = own;
  if (!specs.specs.empty()) {
    PeerWatchOptions options;
    options.peers = std::move(specs.specs);
    options.own = asker.own;
    options.own_node_id = own.node_id;
    options.health_port = asker.settings.ports.synced_health;
    options.resolve_timeout = options.ask_timeout = kHalfRound;
    options.resolver.kubernetes = getenv("KUBERNETES_SERVICE_HOST") != nullptr;
    options.sources = MakePeerSources(asker.settings);
    options.key = asker.key;
    const PeerWatch watch(std::move(options));
    found.picture = watch.WaitBeyond(0, std::chrono::steady_clock::now() + kRound + kHalfRound);
    if (!found.picture) return Error{ErrorCode::kTimeout, "asking the peers took too long: try again"};
  }
  found.rows = EvidenceRows(own, found.picture.get());
  return found;
}

PromotionView ViewOf(const PromotionEvidence& evidence, Word word,
                     const std::optional<Component>& component) {
  const PeerPicture* picture = evidence.picture.get();
  PromotionView view;
  view.word = word;
  view.own = evidence.own;
  view.own_address = evidence.own.node_address;
  view.testimonies = TestimoniesIn(picture, evidence.own.cluster_name);
  view.silent = SilentIn(picture);
  view.primary_at = PrimaryIn(picture);
  view.acting = ActingIn(picture, evidence.own.node_id);
  if (component) view.members = component->members;
  if (picture == nullptr) return view;
  for (const Peer& peer : picture->peers) {
    if (peer.evidence && peer.evidence->sees_primary.value_or(false)) view.seen_by = Shown(peer);
    if (peer.evidence && Runs(*peer.evidence)) view.running.push_back(Shown(peer));
    if (peer.uncounted && peer.uncounted->primary.value_or(false)) view.claims.push_back(peer.address.text);
  }
  return view;
}

}  // namespace watchdog

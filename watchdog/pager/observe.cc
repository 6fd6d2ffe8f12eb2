#include "pager/observe.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace watchdog {
namespace {

using Server = Observation::Server;
using std::chrono::milliseconds;

Server ServerOf(const Sources& sources, std::chrono::steady_clock::time_point now) {
  if (!sources.server_runs) return Server::kGone;
  const galera::Snapshot* snapshot = sources.snapshot.get();
  if (snapshot == nullptr || now - snapshot->taken > sources.snapshot_age_max) return Server::kUnknown;
  if (snapshot->answered) return Server::kAnswers;
  if (snapshot->refused) return Server::kRefuses;
  return snapshot->timed_out ? Server::kHung : Server::kGone;
}

// A node on its way does not answer, or takes no part: that is no incident.
bool ExpectedUp(const Sources& sources) {
  if (!sources.death.empty()) return true;
  if (sources.snapshot != nullptr && !sources.snapshot->answered &&
      (sources.snapshot->state == galera::NodeState::kJoiner ||
       sources.snapshot->state == galera::NodeState::kJoined))
    return false;
  if (!sources.own) return sources.served;
  return sources.own->phase == Evidence::Phase::kServing && sources.served;
}

// wsrep_incoming_addresses and the notification may be of two views: names are only given where the
// number is that of the look.
std::vector<SeenMember> MembersOf(const Sources& sources) {
  std::vector<SeenMember> members;
  if (!sources.view || !sources.view->members || !sources.snapshot || !sources.snapshot->wsrep)
    return members;
  const auto& said = *sources.view->members;
  if (sources.snapshot->wsrep->cluster_size != said.size()) return members;
  // garbd has no address for clients; a node that has none set says AUTO.
  for (const galera::NotifiedMember& member : said)
    members.push_back({member.name, member.uuid, member.address.empty()});
  return members;
}

// mariadbd writes size and index one after the other, and a look may come between: the first in line would
// take itself for the second. The notification has both of one view. The lower one counts: to say something
// twice is better than to wait for nobody.
void TakeIndexOfView(const Sources& sources, galera::WsrepStatus& wsrep) {
  if (!sources.view || !sources.view->members || !sources.view->index || *sources.view->index < 0) return;
  if (wsrep.cluster_size != sources.view->members->size() || !wsrep.local_index) return;
  wsrep.local_index = std::min(*wsrep.local_index, static_cast<std::uint64_t>(*sources.view->index));
}

SeenPeer SeenOf(const Peer& peer, std::chrono::steady_clock::time_point now) {
  SeenPeer seen;
  seen.address = peer.address.text;
  if (!peer.evidence) return seen;
  const Evidence& evidence = *peer.evidence;
  seen.name = evidence.node_name.empty() ? peer.address.text : evidence.node_name;
  seen.primary = evidence.primary;
  seen.state_uuid = evidence.cluster_state_uuid;
  seen.member_uuids = evidence.member_uuids;
  seen.paused = evidence.phase == Evidence::Phase::kPaused;
  if (evidence.paging) {
    // As old as the peer said, and as its word is.
    const auto since = std::max(milliseconds(0), std::chrono::floor<milliseconds>(now - peer.asked));
    seen.delivered = evidence.paging->delivered;
    for (Delivery& delivery : seen.delivered) delivery.age += since;
    seen.maintenance = evidence.paging->maintenance;
    for (Maintenance& one : seen.maintenance) one.remaining -= since;
  }
  return seen;
}

void AddTransfer(const Transfer& transfer, Observation& seen) {
  // Transfer::stalled: for a minute.
  if (transfer.Runs()) seen.transfer_silent = transfer.stalled ? milliseconds(60000) : milliseconds(0);
  if (transfer.Runs() || transfer.result != Transfer::Result::kFailed) return;
  const std::string peer = transfer.peer_name.empty() ? transfer.peer_address : transfer.peer_name;
  const std::string why = transfer.failure.empty() ? "the error log says why" : transfer.failure;
  seen.transfer_failure = peer.empty() ? why : "with " + peer + ": " + why;
}

}  // namespace

Observation Observe(const Sources& sources, std::chrono::steady_clock::time_point now) {
  Observation seen;
  seen.cluster = sources.cluster;
  seen.node = sources.node;
  seen.server = ServerOf(sources, now);
  seen.expected_up = ExpectedUp(sources);
  if (seen.server == Server::kAnswers) {
    seen.state = sources.snapshot->state;
    seen.wsrep = sources.snapshot->wsrep;
    seen.members = MembersOf(sources);
    if (seen.wsrep) {
      seen.receive_queue = seen.wsrep->local_recv_queue;
      TakeIndexOfView(sources, *seen.wsrep);
    }
  } else if (seen.server != Server::kUnknown) {
    seen.failure = sources.death;
    if (seen.failure.empty() && sources.snapshot != nullptr) seen.failure = sources.snapshot->failure;
  }
  if (sources.peers) {
    for (const Peer& peer : sources.peers->peers) {
      // Of another cluster, by a mistake in DNS: what it says is not about this one.
      if (peer.evidence && peer.evidence->cluster_name != sources.cluster) continue;
      seen.peers.push_back(SeenOf(peer, now));
      // What it said before the view changed can't be held against the view.
      if (sources.view && peer.asked < sources.view_heard && seen.peers.back().primary == true)
        seen.peers.back().primary.reset();
    }
  }
  seen.paused = sources.own && sources.own->phase == Evidence::Phase::kPaused;
  if (sources.transfer) AddTransfer(*sources.transfer, seen);
  return seen;
}

}  // namespace watchdog

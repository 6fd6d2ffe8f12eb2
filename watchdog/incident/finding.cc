#include "incident/finding.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "galera/utf8.h"

namespace watchdog {
namespace {

using Details = std::vector<std::pair<std::string, std::string>>;
using Server = Observation::Server;

constexpr std::size_t kSummaryBytesMax = 400;
constexpr std::size_t kNamesMax = 5;
// Rsync and mariadb-backup move something every second or so; less than this is no silence.
constexpr std::chrono::seconds kTransferSilence{10};

struct Said {
  Truth truth = Truth::kUnknown;
  std::string summary;
  Details details;
};

Said No() { return {Truth::kNo, "", {}}; }
Said Unknown() { return {}; }
Said Yes(std::string summary, Details details = {}) {
  return {Truth::kYes, std::move(summary), std::move(details)};
}

// Logs, peers and humans wrote parts of it.
std::string OneLine(const std::string& text) {
  std::string line = galera::ValidUtf8(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  if (line.size() <= kSummaryBytesMax) return line;
  std::size_t end = kSummaryBytesMax - 3;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  return line.substr(0, end) + "...";
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesMax); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kNamesMax) text += " and " + std::to_string(names.size() - kNamesMax) + " more";
  return text;
}

std::string After(std::string_view before, const std::string& text) {
  return text.empty() ? "" : std::string(before) + text;
}

std::string Node(const Observation& seen) { return seen.node.empty() ? "this node" : seen.node; }

bool Runs(const Observation& seen) {
  return seen.server == Server::kAnswers || seen.server == Server::kRefuses;
}

// Its rows, if the server answers and is in a primary component; else nullptr.
const galera::WsrepStatus* Primary(const Observation& seen) {
  if (seen.server != Server::kAnswers || !seen.wsrep || !seen.wsrep->InPrimaryComponent()) return nullptr;
  switch (seen.state) {
    case galera::NodeState::kConnected:
    case galera::NodeState::kJoiner:
    case galera::NodeState::kJoined:
    case galera::NodeState::kDonor:
    case galera::NodeState::kSynced:
    case galera::NodeState::kUnknown:
      return &*seen.wsrep;
    case galera::NodeState::kDown:
    case galera::NodeState::kStandalone:
    case galera::NodeState::kDisconnected:
    case galera::NodeState::kNonPrimary:
    case galera::NodeState::kInconsistent:
      return nullptr;
  }
  return nullptr;
}

// What a field says that is empty when all is well: that it is over only a running server shows.
Said FromText(const Observation& seen, const std::string& text, std::string_view before) {
  if (!text.empty()) return Yes(Node(seen) + std::string(before) + text);
  return Runs(seen) ? No() : Unknown();
}

bool IsMember(const Observation& seen, const std::string& name) {
  return std::ranges::any_of(seen.members, [&](const SeenMember& m) { return m.name == name; });
}

bool HasMember(const Observation& seen, const std::vector<std::string>& uuids) {
  return std::ranges::any_of(seen.members, [&](const SeenMember& m) {
    return !m.uuid.empty() && std::ranges::find(uuids, m.uuid) != uuids.end();
  });
}

// By address, while the names of the members are not known: the peers that are no members. Only where each
// member but ourselves is a peer: else an address may be another name of one.
std::vector<std::string> PeersOutside(const Observation& seen) {
  if (!seen.wsrep) return {};
  const auto members = galera::SplitAddresses(seen.wsrep->incoming_addresses);
  std::vector<std::string> outside;
  std::size_t inside = 0;
  for (const SeenPeer& peer : seen.peers) {
    const bool member = std::ranges::any_of(members, [&](std::string_view address) {
      return !peer.address.empty() && address.substr(0, address.rfind(':')) == peer.address;
    });
    if (member) {
      ++inside;
    } else if (!peer.name.empty()) {
      outside.push_back(peer.name);
    }
  }
  return inside + 1 == members.size() ? outside : std::vector<std::string>();
}

std::vector<std::string> Missing(const Observation& seen) {
  std::vector<std::string> missing;
  const auto consider = [&](const std::string& name) {
    const bool known = std::ranges::find(missing, name) != missing.end();
    if (!name.empty() && name != seen.node && !known && !IsMember(seen, name)) missing.push_back(name);
  };
  if (seen.members.empty()) return PeersOutside(seen);
  for (const SeenMember& member : seen.former_members) {
    if (!member.arbitrator) consider(member.name);
  }
  // Where the first view that was seen had lost a member already.
  for (const SeenPeer& peer : seen.peers) consider(peer.name);
  return missing;
}

// A joiner is shown the views of the past once more, without itself in them, while it applies its IST.
bool HasCaughtUp(const Observation& seen) {
  return seen.state != galera::NodeState::kConnected && seen.state != galera::NodeState::kJoiner;
}

Said ClusterSize(const Observation& seen) {
  if (Primary(seen) == nullptr || !HasCaughtUp(seen) || !seen.expected_size) return Unknown();
  const std::optional<int> present = DataNodes(seen);
  if (!present) return Unknown();
  if (*present >= *seen.expected_size) return No();
  const std::string missing = Joined(Missing(seen));
  Details details = {{"expected", std::to_string(*seen.expected_size)},
                     {"present", std::to_string(*present)}};
  if (!missing.empty()) details.emplace_back("missing", missing);
  return Yes(std::to_string(*present) + " of " + std::to_string(*seen.expected_size) + " data nodes " +
                 (*present == 1 ? "is" : "are") + " in the primary component" + After("; missing: ", missing),
             std::move(details));
}

Said NonPrimary(const Observation& seen) {
  if (seen.server != Server::kAnswers) return Unknown();
  switch (seen.state) {
    case galera::NodeState::kNonPrimary:
    case galera::NodeState::kDisconnected:
      // On its way it is in no component yet; that it was in none before is not over by that.
      if (!seen.expected_up) return Unknown();
      return Yes(
          Node(seen) +
              (seen.state == galera::NodeState::kDisconnected ? " is connected to no other node"
                                                              : " is outside of the primary component") +
              ": it refuses every statement on a table",
          {{"state", std::string(galera::Name(seen.state))}});
    case galera::NodeState::kConnected:
    case galera::NodeState::kJoiner:
    case galera::NodeState::kJoined:
    case galera::NodeState::kDonor:
    case galera::NodeState::kSynced:
      return No();
    case galera::NodeState::kDown:
    case galera::NodeState::kStandalone:  // without wsrep it says nothing of a component
    case galera::NodeState::kInconsistent:
    case galera::NodeState::kUnknown:
      return Unknown();
  }
  return Unknown();
}

Said NodeDown(const Observation& seen) {
  if (seen.server == Server::kUnknown) return Unknown();
  if (seen.server != Server::kGone) return No();
  // Started again is not up again.
  if (!seen.expected_up) return Unknown();
  return Yes(Node(seen) + ": mariadbd is down" + After(": ", seen.failure));
}

Said NodeHung(const Observation& seen) {
  if (seen.server == Server::kUnknown) return Unknown();
  if (seen.server != Server::kHung) return No();
  if (seen.transfer_silent) return Unknown();  // a joiner answers nobody
  return Yes(Node(seen) + ": mariadbd runs and gives no answer" + After(": ", seen.failure));
}

Said NodeNotReady(const Observation& seen) {
  if (seen.server == Server::kRefuses) {
    if (!seen.expected_up) return Unknown();
    return Yes(Node(seen) + ": mariadbd lets the warden not in" + After(": ", seen.failure));
  }
  const galera::WsrepStatus* wsrep = Primary(seen);
  if (wsrep == nullptr || seen.state == galera::NodeState::kUnknown) return Unknown();
  const bool serves = seen.state == galera::NodeState::kSynced || seen.state == galera::NodeState::kDonor;
  if (serves && !wsrep->ready) return Unknown();
  if (serves && *wsrep->ready) return No();
  if (!seen.expected_up) return Unknown();
  const std::string state(galera::Name(seen.state));
  const std::string ready = wsrep->ready == false ? ", wsrep_ready is OFF" : "";
  return Yes(Node(seen) + " is in the primary component and not ready: its state is " + state + ready,
             {{"state", state}});
}

// Of one peer: whether it shows a second history or a second primary component.
Said Diverges(const Observation& seen, const std::string& own_uuid, const SeenPeer& peer) {
  const std::string name = peer.name.empty() ? peer.address : peer.name;
  if (peer.primary == false) return No();
  // Who can't be asked is no proof against itself where Galera counts it among us.
  const bool ours = HasMember(seen, peer.member_uuids);
  if (!peer.primary) return ours || IsMember(seen, peer.name) ? No() : Unknown();
  if (peer.state_uuid.empty()) return ours ? No() : Unknown();
  if (peer.state_uuid != own_uuid) {
    return Yes("two histories under one name: " + Node(seen) + " has the state UUID " + own_uuid + ", " +
                   name + " has " + peer.state_uuid,
               {{"state_uuid", own_uuid}, {"peer", name}, {"peer_state_uuid", peer.state_uuid}});
  }
  if (ours) return No();
  const bool known = !seen.members.empty() && !peer.member_uuids.empty() &&
                     std::ranges::none_of(seen.members, [](const SeenMember& m) { return m.uuid.empty(); });
  if (!known) return Unknown();
  return Yes("two primary components: " + name + " is in one that " + Node(seen) + " is not in",
             {{"state_uuid", own_uuid}, {"peer", name}});
}

Said StateDiverged(const Observation& seen) {
  const galera::WsrepStatus* wsrep = Primary(seen);
  if (wsrep == nullptr || wsrep->cluster_state_uuid.empty()) return Unknown();
  const std::string& own_uuid = wsrep->cluster_state_uuid;
  if (galera::IsZeroUuid(own_uuid)) {
    return Yes("the state UUID of the primary component is zero: its history is lost",
               {{"state_uuid", own_uuid}});
  }
  Said all = No();
  for (const SeenPeer& peer : seen.peers) {
    Said said = Diverges(seen, own_uuid, peer);
    if (said.truth == Truth::kYes) return said;
    if (said.truth == Truth::kUnknown) all = Unknown();
  }
  return all;
}

Said ConfirmationNeeded(const Observation& seen) {
  const bool primary = Primary(seen) != nullptr || std::ranges::any_of(seen.peers, [](const SeenPeer& peer) {
                         return peer.primary == true;
                       });
  if (primary) return No();
  // One that waits no more has not brought the cluster back by that.
  if (!seen.paused) return Unknown();
  std::vector<std::string> waiting = {Node(seen)};
  for (const SeenPeer& peer : seen.peers) {
    if (peer.paused) waiting.push_back(peer.name.empty() ? peer.address : peer.name);
  }
  std::ranges::sort(waiting);
  return Yes("no primary component, and a person has to decide where the cluster starts" +
                 After(": ", seen.question),
             {{"waiting", Joined(waiting)}});
}

Said TransferStuck(const Observation& seen) {
  if (!seen.transfer_silent) return Runs(seen) ? No() : Unknown();
  if (*seen.transfer_silent < kTransferSilence) return No();
  return Yes(Node(seen) + ": a state transfer runs and moves nothing");
}

std::string Percent(double share) { return std::to_string(std::lround(share * 100)) + " %"; }
std::string Whole(double number) { return std::to_string(std::llround(number)); }

Said FlowControl(const Observation& seen, double limit) {
  if (seen.server != Server::kAnswers || !seen.flow_control_share) return Unknown();
  if (!(*seen.flow_control_share > limit)) return No();
  return Yes(Node(seen) + ": replication stood still for " + Percent(*seen.flow_control_share) +
             " of the last minute (limit " + Percent(limit) + ")");
}

Said ReceiveQueue(const Observation& seen, double limit) {
  if (seen.server != Server::kAnswers || !seen.receive_queue) return Unknown();
  if (!(static_cast<double>(*seen.receive_queue) > limit)) return No();
  // A donor or joiner is meant to fall behind, and catches up later.
  if (!seen.receive_queue_growth || seen.state != galera::NodeState::kSynced) return Unknown();
  if (!(*seen.receive_queue_growth > 0)) return No();
  return Yes(Node(seen) + ": " + std::to_string(*seen.receive_queue) +
             " write-sets wait to be applied (limit " + Whole(limit) +
             "), and they get more: " + Whole(std::ceil(*seen.receive_queue_growth * 60)) + " per minute");
}

Said IstWindow(const Observation& seen, double limit) {
  if (seen.server != Server::kAnswers || !seen.ist_window_seconds) return Unknown();
  if (!(*seen.ist_window_seconds < limit)) return No();
  return Yes(Node(seen) + ": its gcache holds about " + Whole(*seen.ist_window_seconds) +
             " s of writes (limit " + Whole(limit) +
             " s): who is away for longer needs a full state transfer");
}

Said Eviction(const Observation& seen) {
  if (!seen.eviction.empty()) return Yes(Node(seen) + " was voted out of the cluster: " + seen.eviction);
  if (seen.server == Server::kAnswers && seen.state == galera::NodeState::kInconsistent) {
    return Yes(Node(seen) + " was voted out of the cluster: its data differs from the others'");
  }
  return Runs(seen) ? No() : Unknown();
}

Said LastDonorGone(const Observation& seen) {
  const std::optional<int> present = DataNodes(seen);
  if (Primary(seen) == nullptr || !present) return Unknown();
  // In a cluster of two nobody has gone: its nightly backup by a desynced node is no news.
  if (*present != 2 || (seen.expected_size && *seen.expected_size <= 2)) return No();
  if (seen.state == galera::NodeState::kUnknown) return Unknown();
  // Of two, a joiner's donor is the other.
  const bool donor = seen.state == galera::NodeState::kDonor;
  if (!donor && seen.state != galera::NodeState::kJoiner) return No();
  return Yes("2 data nodes are left" +
             (seen.expected_size ? " of " + std::to_string(*seen.expected_size) : std::string()) +
             ", and one is donor" + (donor ? ": " + Node(seen) : std::string()) +
             "; one failure more stops the cluster" + After("; missing: ", Joined(Missing(seen))));
}

Said ConnectionLost(const Observation& seen) {
  if (Primary(seen) == nullptr) return Unknown();
  if (seen.lost_connections.empty()) return No();
  return Yes(Node(seen) + " has lost the connection to " + Joined(seen.lost_connections),
             {{"peers", Joined(seen.lost_connections)}});
}

// Known whatever the server does.
Said PagingBroken(const Observation& seen) {
  if (seen.broken_receivers.empty() && seen.state_file_trouble.empty()) return No();
  std::string summary = Node(seen) + ": ";
  if (!seen.broken_receivers.empty()) summary += "pages do not reach " + Joined(seen.broken_receivers);
  if (!seen.state_file_trouble.empty()) {
    summary += After(seen.broken_receivers.empty() ? "" : "; ", "pages are not kept on disk: ");
    summary += seen.state_file_trouble;
  }
  return Yes(std::move(summary));
}

Said Say(Incident incident, const Observation& seen, double threshold) {
  switch (incident) {
    case Incident::kClusterSizeBelowExpected:
      return ClusterSize(seen);
    case Incident::kNonPrimary:
      return NonPrimary(seen);
    case Incident::kNodeDown:
      return NodeDown(seen);
    case Incident::kNodeHung:
      return NodeHung(seen);
    case Incident::kNodeNotReady:
      return NodeNotReady(seen);
    case Incident::kStateDiverged:
      return StateDiverged(seen);
    case Incident::kBootstrapConfirmationNeeded:
      return ConfirmationNeeded(seen);
    case Incident::kRecoveryRefused:
      return FromText(seen, seen.refusal, " can't be started: ");
    case Incident::kStateTransferStuck:
      return TransferStuck(seen);
    case Incident::kStateTransferFailed:
      return FromText(seen, seen.transfer_failure, ": the last state transfer failed: ");
    case Incident::kFlowControlStalled:
      return FlowControl(seen, threshold);
    case Incident::kReceiveQueueGrowing:
      return ReceiveQueue(seen, threshold);
    case Incident::kIstWindowShort:
      return IstWindow(seen, threshold);
    case Incident::kInconsistencyEviction:
      return Eviction(seen);
    case Incident::kLastDonorGone:
      return LastDonorGone(seen);
    case Incident::kPeerConnectionLost:
      return ConnectionLost(seen);
    case Incident::kPagingBroken:
      return PagingBroken(seen);
  }
  return Unknown();
}

}  // namespace

std::optional<int> DataNodes(const Observation& seen) {
  const auto members =
      std::ranges::count_if(seen.members, [](const SeenMember& member) { return !member.arbitrator; });
  if (members > 0) return static_cast<int>(members);
  if (!seen.wsrep) return std::nullopt;
  const auto addresses = galera::SplitAddresses(seen.wsrep->incoming_addresses);
  const auto held = std::ranges::count_if(addresses, [](std::string_view a) { return !a.empty(); });
  if (held > 0) return static_cast<int>(held);
  // Outside of any component the size is 0.
  const std::uint64_t size = seen.wsrep->cluster_size.value_or(0);
  if (size == 0 || size > 100000) return std::nullopt;
  return static_cast<int>(size);
}

std::vector<Finding> Judge(const Observation& seen, const IncidentRules& rules) {
  std::vector<Finding> findings;
  findings.reserve(kIncidentCount);
  for (const IncidentKind& kind : IncidentKinds()) {
    const auto rule = rules.find(kind.incident);
    const double threshold = rule == rules.end() ? kind.rule.threshold : rule->second.threshold;
    Said said = Say(kind.incident, seen, threshold);
    for (auto& [name, value] : said.details) value = OneLine(value);
    findings.push_back({kind.incident, said.truth, OneLine(said.summary), std::move(said.details)});
  }
  return findings;
}

}  // namespace watchdog

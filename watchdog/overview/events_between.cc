#include "overview/events_between.h"

#include <algorithm>
#include <utility>

#include "galera/wsrep_status.h"

namespace watchdog {
namespace {

using galera::NodeState;
using Kind = Event::Kind;
using Phase = Evidence::Phase;
using Server = Observation::Server;
using Level = Event::Severity;

constexpr double kMebibyte = 1024.0 * 1024.0;

std::string Members(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " member" : " members");
}

std::string Because(const std::string& why) { return why.empty() ? "" : ": " + why; }

// Makes the events of one pair of scenes.
class Teller {
 public:
  Teller(const Scene& before, const Scene& after) : before_(before), after_(after) {}

  std::vector<Event> All() {
    TellServer();
    TellPhase();
    TellView();
    TellState();
    TellTransfer();
    TellPeers();
    return std::move(events_);
  }

 private:
  void Say(Level severity, Kind kind, const std::string& node, const std::string& text) {
    events_.push_back({after_.time, severity, kind, node, text});
  }

  void TellServer() {
    if (after_.server == before_.server) return;
    const bool meant = !after_.expected_up || after_.phase == Phase::kStopping;
    const Level bad = meant ? Level::kInfo : Level::kCritical;
    const std::string& node = after_.node;
    switch (after_.server) {
      case Server::kAnswers:
        return Say(Level::kOk, Kind::kServer, node, node + ": mariadbd answers");
      case Server::kRefuses:
        return Say(Level::kWarning, Kind::kServer, node,
                   node + ": mariadbd lets the warden not in" + Because(after_.failure));
      case Server::kHung:
        if (before_.server == Server::kUnknown) return;
        return Say(bad, Kind::kServer, node, node + ": mariadbd gives no answer" + Because(after_.failure));
      case Server::kGone:
        // Before the first answer it was never there.
        if (before_.server == Server::kUnknown) return;
        return Say(bad, Kind::kServer, node, node + ": mariadbd is gone" + Because(after_.failure));
      case Server::kUnknown:
        return;
    }
  }

  void TellPhase() {
    if (after_.phase == before_.phase || !after_.phase || !before_.phase) return;
    const std::string& node = after_.node;
    if (after_.phase == Phase::kPaused) {
      return Say(Level::kCritical, Kind::kPhase, node,
                 node + " waits for a person" + Because(after_.question));
    }
    const bool serves = after_.phase == Phase::kServing;
    Say(serves ? Level::kOk : Level::kInfo, Kind::kPhase, node,
        node + ": " + std::string(Name(*before_.phase)) + " -> " + std::string(Name(*after_.phase)));
  }

  void TellView() {
    if (after_.members.empty() || before_.members.empty()) return TellSize();
    std::vector<std::string> gone;
    std::vector<std::string> come;
    for (const SeenMember& member : before_.members) {
      if (!Has(after_.members, member)) gone.push_back(member.name);
    }
    for (const SeenMember& member : after_.members) {
      if (!Has(before_.members, member)) come.push_back(member.name);
    }
    const std::size_t left = after_.members.size();
    for (const std::string& name : gone) {
      if (std::erase(come, name) > 0) {
        Say(Level::kWarning, Kind::kView, name, name + " left and joined again: " + Members(left));
        continue;
      }
      Say(left == 1 ? Level::kCritical : Level::kWarning, Kind::kView, name,
          name + " left: " + std::to_string(left) + " of " + Members(before_.members.size()) +
              (left == 1 ? " remains" : " remain"));
    }
    for (const std::string& name : come)
      Say(Level::kOk, Kind::kView, name, name + " joined: " + Members(left));
  }

  // Without names.
  void TellSize() {
    if (!after_.size || !before_.size || after_.size == before_.size) return;
    const bool more = *after_.size > *before_.size;
    Say(more ? Level::kOk : Level::kWarning, Kind::kView, "",
        "the primary component has " + Members(*after_.size) + " now, it had " +
            std::to_string(*before_.size));
  }

  // By UUID, as a name may have gone to another machine; by name where there is none.
  static bool Has(const std::vector<SeenMember>& members, const SeenMember& wanted) {
    return std::ranges::any_of(members, [&](const SeenMember& member) {
      return member.uuid.empty() || wanted.uuid.empty() ? member.name == wanted.name
                                                        : member.uuid == wanted.uuid;
    });
  }

  void TellState() {
    const std::string& node = after_.node;
    if (!after_.eviction.empty() && after_.eviction != before_.eviction)
      Say(Level::kCritical, Kind::kLog, node, node + " was voted out of the cluster: " + after_.eviction);
    if (after_.primary == false && before_.primary == true) {
      return Say(Level::kCritical, Kind::kState, node,
                 node + " lost the primary component: it refuses every statement on a table");
    }
    if (after_.primary == true && before_.primary == false) {
      Say(Level::kOk, Kind::kState, node,
          node + " is in the primary component" +
              (after_.size ? ": " + Members(*after_.size) : std::string()));
    }
    if (after_.primary == true) TellChange(node, before_.state, after_.state);
  }

  void TellChange(const std::string& node, std::optional<NodeState> from, std::optional<NodeState> to) {
    if (!from || !to || from == to) return;
    const Level severity = to == NodeState::kSynced         ? Level::kOk
                           : to == NodeState::kInconsistent ? Level::kCritical
                                                            : Level::kInfo;
    Say(severity, Kind::kState, node,
        node + ": " + std::string(galera::Name(*from)) + " -> " + std::string(galera::Name(*to)));
  }

  static std::string Other(const Transfer& transfer) {
    return transfer.peer_name.empty() ? transfer.peer_address : transfer.peer_name;
  }

  // "a full state transfer from n2"
  static std::string What(const Transfer& transfer) {
    const bool joiner = transfer.role == Transfer::Role::kJoiner;
    std::string text = transfer.kind == Transfer::Kind::kSst   ? "a full state transfer"
                       : transfer.kind == Transfer::Kind::kIst ? "the missing write-sets"
                                                               : "a state transfer";
    if (!Other(transfer).empty()) text += (joiner ? " from " : " to ") + Other(transfer);
    return text;
  }

  static std::string HowMuch(const Transfer& transfer) {
    std::string text;
    if (const auto done = transfer.Done()) {
      text =
          transfer.kind == Transfer::Kind::kIst
              ? std::to_string(*done) + " write-sets"
              : std::to_string(static_cast<std::uint64_t>(static_cast<double>(*done) / kMebibyte)) + " MiB";
    }
    if (const auto elapsed = Elapsed(transfer, Moment())) {
      text += (text.empty() ? "in " : " in ") +
              std::to_string(std::chrono::round<std::chrono::seconds>(*elapsed).count()) + " s";
    }
    return text.empty() ? "" : ": " + text;
  }

  void TellTransfer() {
    if (!after_.transfer || after_.transfer == before_.transfer) return;
    const Transfer& now = *after_.transfer;
    const std::string& node = after_.node;
    const bool joiner = now.role == Transfer::Role::kJoiner;
    const bool same = before_.transfer && before_.transfer->Runs() && before_.transfer->role == now.role;
    if (now.Runs()) {
      if (!now.kind || (same && before_.transfer->kind)) return;
      return Say(Level::kInfo, Kind::kTransfer, node, node + (joiner ? " receives " : " sends ") + What(now));
    }
    if (!same) return;
    if (now.result == Transfer::Result::kFailed) {
      return Say(Level::kCritical, Kind::kTransfer, node,
                 node + ": " + What(now) + " has failed" + Because(now.failure));
    }
    Say(Level::kOk, Kind::kTransfer, node,
        node + (joiner ? " has received " : " has sent ") + What(now) + HowMuch(now));
  }

  void TellPeers() {
    for (const auto& [address, peer] : after_.peers) {
      const auto known = before_.peers.find(address);
      if (known == before_.peers.end()) continue;
      const Scene::PeerWord& was = known->second;
      if (was.answers && !peer.answers)
        Say(Level::kWarning, Kind::kState, peer.name, peer.name + ": its warden gives no answer");
      if (!was.answers && peer.answers)
        Say(Level::kOk, Kind::kState, peer.name, peer.name + ": its warden answers");
      if (!was.paused && peer.paused)
        Say(Level::kCritical, Kind::kPhase, peer.name, peer.name + " waits for a person");
      TellChange(peer.name, was.state, peer.state);
    }
  }

  const Scene& before_;
  const Scene& after_;
  std::vector<Event> events_;
};

Scene::PeerWord WordOf(const Peer& peer, const Scene::PeerWord* before) {
  Scene::PeerWord word;
  if (before != nullptr) word = *before;
  word.answers = peer.evidence.has_value();
  if (word.name.empty()) word.name = peer.address.text;
  if (!peer.evidence) return word;
  if (!peer.evidence->node_name.empty()) word.name = peer.evidence->node_name;
  word.paused = peer.evidence->phase == Phase::kPaused;
  if (peer.evidence->now) word.state = peer.evidence->now->state;
  return word;
}

// Where no notification has told of them: by their addresses, once each has a name. Else none.
std::vector<SeenMember> MembersByAddress(const Observation& seen) {
  std::vector<SeenMember> members;
  for (const std::string_view address : galera::SplitAddresses(seen.wsrep->incoming_addresses)) {
    const std::string_view host = address.substr(0, address.rfind(':'));
    const auto peer = std::ranges::find_if(
        seen.peers, [host](const SeenPeer& other) { return !host.empty() && other.address == host; });
    const bool self = seen.wsrep->local_index == members.size();
    const std::string name = self ? seen.node : peer == seen.peers.end() ? "" : peer->name;
    if (name.empty()) return {};
    members.push_back({name, "", false});
  }
  if (members.size() != seen.wsrep->cluster_size) return {};
  return members;
}

}  // namespace

Scene SceneOf(const PagerStep& step, const Scene& before) {
  const Observation& seen = step.seen;
  Scene scene = before;
  scene.time = step.now.wall;
  if (!seen.node.empty()) scene.node = seen.node;
  if (seen.server != Server::kUnknown) scene.server = seen.server;
  scene.expected_up = seen.expected_up;
  scene.failure = seen.failure;
  scene.question = seen.question;
  scene.eviction = seen.eviction;
  if (seen.wsrep) {
    scene.primary = seen.wsrep->InPrimaryComponent();
    scene.state = seen.state;
    if (*scene.primary) scene.size = seen.wsrep->cluster_size;
    const std::vector<SeenMember> members = seen.members.empty() ? MembersByAddress(seen) : seen.members;
    if (*scene.primary && !members.empty()) scene.members = members;
  }
  if (step.sources.own) scene.phase = step.sources.own->phase;
  scene.transfer = step.sources.transfer;
  if (step.sources.peers != nullptr) {
    scene.peers.clear();
    for (const Peer& peer : step.sources.peers->peers) {
      if (peer.evidence && peer.evidence->cluster_name != seen.cluster) continue;
      const auto known = before.peers.find(peer.address.text);
      scene.peers[peer.address.text] = WordOf(peer, known == before.peers.end() ? nullptr : &known->second);
    }
  }
  return scene;
}

std::vector<Event> EventsBetween(const Scene& before, const Scene& after) {
  return Teller(before, after).All();
}

std::vector<Event> EventsOf(const PagerStep& step) {
  std::vector<Event> events;
  for (const Transition& transition : step.transitions) {
    if (transition.kind == Transition::Kind::kChanged) continue;
    const IncidentKind& kind = KindOf(transition.incident);
    const bool over = transition.kind == Transition::Kind::kResolved;
    const auto rule = step.rules.find(transition.incident);
    Event event;
    event.time = transition.at;
    event.kind = over ? Kind::kResolved : Kind::kIncident;
    event.node = kind.scope == Scope::kNode ? step.seen.node : "";
    event.text = std::string(kind.alert) + (over ? " is over: " : ": ") + transition.episode.summary;
    switch (rule == step.rules.end() ? kind.rule.severity : rule->second.severity) {
      case Severity::kInfo:
        event.severity = Level::kInfo;
        break;
      case Severity::kWarning:
        event.severity = Level::kWarning;
        break;
      case Severity::kCritical:
        event.severity = Level::kCritical;
        break;
    }
    if (over) event.severity = Level::kOk;
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace watchdog

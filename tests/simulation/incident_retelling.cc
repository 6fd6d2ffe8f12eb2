#include "incident_retelling.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

namespace simulation {
namespace {

using galera::NodeState;
using std::chrono::milliseconds;
using watchdog::FlapRule;
using watchdog::Incident;
using watchdog::Observation;
using watchdog::SeenMember;
using watchdog::SeenPeer;

// How long, up to look `end`, it was seen to be `truth` without having been seen otherwise.
milliseconds SeenFor(const std::vector<Look>& looks, std::size_t begin, std::size_t end, bool truth) {
  milliseconds time{0};
  for (std::size_t i = end; i > begin && !looks[i].first; --i) {
    if (looks[i - 1].truth == !truth) break;
    if (looks[i - 1].truth == truth) time += looks[i].at - looks[i - 1].at;
  }
  return time;
}

bool Restarted(const std::vector<Look>& looks, std::size_t after, std::size_t until) {
  return std::any_of(looks.begin() + static_cast<std::ptrdiff_t>(after) + 1,
                     looks.begin() + static_cast<std::ptrdiff_t>(until) + 1,
                     [](const Look& look) { return look.first; });
}

bool Flaps(const std::vector<Look>& looks, const std::vector<Message>& messages, std::size_t trigger,
           const FlapRule& flaps) {
  const auto fires = std::count_if(messages.begin(), messages.end(), [&](const Message& m) {
    return m.firing && !Restarted(looks, m.look, trigger) &&
           looks[trigger].at - looks[m.look].at <= flaps.within;
  });
  return flaps.fires > 0 && fires + 1 >= flaps.fires;
}

bool Data(const SeenMember& member) { return !member.arbitrator; }

std::optional<int> PlainSize(const Observation& o) {
  int count = 0;
  for (const SeenMember& member : o.members) count += Data(member) ? 1 : 0;
  if (count == 0 && o.wsrep) {
    bool empty = true;
    for (const char c : o.wsrep->incoming_addresses + ",") {
      if (c != ',') empty = false;
      if (c == ',' && !empty) ++count;
      if (c == ',') empty = true;
    }
    if (count == 0) count = static_cast<int>(o.wsrep->cluster_size.value_or(0));
  }
  return count == 0 ? std::nullopt : std::optional<int>(count);
}

struct Conditions {
  bool yes = false;
  bool no = false;
};

// Where the peers leave a cluster of one history.
Conditions Divergence(const Observation& o) {
  const std::string& own = o.wsrep->cluster_state_uuid;
  std::set<std::string> ours;
  std::set<std::string> names;
  bool all_known = !o.members.empty();
  for (const SeenMember& m : o.members) {
    ours.insert(m.uuid);
    names.insert(m.name);
    all_known = all_known && !m.uuid.empty();
  }
  ours.erase("");
  Conditions is{own.find_first_not_of("0-") == std::string::npos && !own.empty(), !own.empty()};
  for (const SeenPeer& p : o.peers) {
    const bool among = std::any_of(p.member_uuids.begin(), p.member_uuids.end(),
                                   [&](const std::string& uuid) { return ours.count(uuid) != 0; });
    const bool elsewhere = p.primary == true && !p.state_uuid.empty() && p.state_uuid != own;
    const bool apart =
        p.primary == true && p.state_uuid == own && !among && all_known && !p.member_uuids.empty();
    is.yes = is.yes || (!own.empty() && (elsewhere || apart));
    const bool harmless = p.primary == false || among || (!p.primary && names.count(p.name) != 0);
    is.no = is.no && harmless;
  }
  is.no = is.no && !is.yes;
  return is;
}

Conditions Primary(Incident incident, const Observation& o) {
  const std::optional<int> size = PlainSize(o);
  switch (incident) {
    case Incident::kClusterSizeBelowExpected:
      if (!size || !o.expected_size) return {};
      if (o.state == NodeState::kConnected || o.state == NodeState::kJoiner) return {};
      return {*size < *o.expected_size, *size >= *o.expected_size};
    case Incident::kStateDiverged:
      return Divergence(o);
    case Incident::kLastDonorGone: {
      const bool left = size == 2 && o.expected_size.value_or(3) > 2;
      const bool transfers = o.state == NodeState::kDonor || o.state == NodeState::kJoiner;
      return {left && transfers, size && (!left || (!transfers && o.state != NodeState::kUnknown))};
    }
    case Incident::kPeerConnectionLost:
      return {!o.lost_connections.empty(), o.lost_connections.empty()};
    case Incident::kNodeNotReady: {
      const bool serves = o.state == NodeState::kSynced || o.state == NodeState::kDonor;
      const bool judged = o.state != NodeState::kUnknown;
      return {judged && o.expected_up && (!serves || o.wsrep->ready == false),
              serves && o.wsrep->ready == true};
    }
    default:
      return {};
  }
}

Conditions Of(Incident incident, const Observation& o, double threshold) {
  const bool answers = o.server == Observation::Server::kAnswers;
  const bool refuses = o.server == Observation::Server::kRefuses;
  const bool hung = o.server == Observation::Server::kHung;
  const bool gone = o.server == Observation::Server::kGone;
  const bool runs = answers || refuses;
  const std::set<NodeState> within = {NodeState::kConnected, NodeState::kJoiner, NodeState::kJoined,
                                      NodeState::kDonor, NodeState::kSynced};
  const bool primary = answers && o.wsrep && o.wsrep->cluster_status == "Primary" &&
                       (within.count(o.state) != 0 || o.state == NodeState::kUnknown);
  const bool outside = o.state == NodeState::kNonPrimary || o.state == NodeState::kDisconnected;
  switch (incident) {
    case Incident::kNonPrimary:
      return {answers && o.expected_up && outside, answers && within.count(o.state) != 0};
    case Incident::kNodeDown:
      return {gone && o.expected_up, runs || hung};
    case Incident::kNodeHung:
      return {hung && !o.transfer_silent, runs || gone};
    case Incident::kNodeNotReady:
      if (refuses) return {o.expected_up, false};
      return primary ? Primary(incident, o) : Conditions{};
    case Incident::kBootstrapConfirmationNeeded: {
      const bool lives = primary || std::any_of(o.peers.begin(), o.peers.end(),
                                                [](const SeenPeer& p) { return p.primary.value_or(false); });
      return {o.paused && !lives, lives};
    }
    case Incident::kRecoveryRefused:
      return {!o.refusal.empty(), o.refusal.empty() && runs};
    case Incident::kStateTransferStuck:
      return {o.transfer_silent && o.transfer_silent->count() >= 10000,
              (o.transfer_silent && o.transfer_silent->count() < 10000) || (!o.transfer_silent && runs)};
    case Incident::kStateTransferFailed:
      return {!o.transfer_failure.empty(), o.transfer_failure.empty() && runs};
    case Incident::kFlowControlStalled:
      return {answers && o.flow_control_share > threshold,
              answers && o.flow_control_share && !(o.flow_control_share > threshold)};
    case Incident::kReceiveQueueGrowing: {
      const bool counted = answers && o.receive_queue;
      const bool many = counted && static_cast<double>(*o.receive_queue) > threshold;
      const bool judged = many && o.receive_queue_growth && o.state == NodeState::kSynced;
      return {judged && o.receive_queue_growth > 0.0,
              (counted && !many) || (judged && !(o.receive_queue_growth > 0.0))};
    }
    case Incident::kIstWindowShort:
      return {answers && o.ist_window_seconds && *o.ist_window_seconds < threshold,
              answers && o.ist_window_seconds && *o.ist_window_seconds >= threshold};
    case Incident::kInconsistencyEviction: {
      const bool out = !o.eviction.empty() || (answers && o.state == NodeState::kInconsistent);
      return {out, !out && runs};
    }
    case Incident::kPagingBroken: {
      const bool broken = !o.broken_receivers.empty() || !o.state_file_trouble.empty();
      return {broken, !broken};
    }
    default:
      return primary ? Primary(incident, o) : Conditions{};
  }
}

}  // namespace

std::vector<Message> Retell(const std::vector<Look>& looks, const FlapRule& flaps) {
  std::vector<Message> messages;
  std::size_t begin = 0;
  while (begin < looks.size()) {
    std::size_t fires = begin;
    while (fires < looks.size() && !(looks[fires].rule.enabled && looks[fires].truth == true &&
                                     SeenFor(looks, begin, fires, true) >= looks[fires].rule.for_time)) {
      ++fires;
    }
    std::size_t told = fires;
    while (told < looks.size() &&
           !(looks[told].rule.enabled && looks[told].truth == true && !looks[told].quiet)) {
      ++told;
    }
    const bool held = told < looks.size() && Flaps(looks, messages, told, flaps);
    std::size_t over = fires + 1;
    for (; over < looks.size(); ++over) {
      const Look& look = looks[over];
      if (!look.rule.enabled) break;
      const bool holds = held && told <= over && !Restarted(looks, told, over);
      const milliseconds keep = holds ? std::max(look.rule.keep_firing, flaps.quiet) : look.rule.keep_firing;
      if (look.truth == false && SeenFor(looks, fires, over, false) >= keep) break;
    }
    if (told < over && told < looks.size()) {
      messages.push_back({told, true});
      if (over < looks.size()) messages.push_back({over, false});
    }
    begin = over;
  }
  return messages;
}

std::optional<bool> PlainTruth(Incident incident, const Observation& seen, double threshold) {
  const Conditions is = Of(incident, seen, threshold);
  if (is.yes) return true;
  if (is.no) return false;
  return std::nullopt;
}

}  // namespace simulation

#include "overview/node_rows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "galera/wsrep_status.h"
#include "overview/view_member.h"

namespace watchdog {
namespace {

using galera::NodeState;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Phase = Evidence::Phase;

constexpr std::size_t kNoMember = static_cast<std::size_t>(-1);

// A row on its way: where it stands, and when what it says was true.
struct Draft {
  NodeRow row;
  std::vector<std::string> uuids;  // what Galera calls it
  std::size_t member = kNoMember;  // index into the view
  std::optional<steady_clock::time_point> position_of;
  bool answered = false;
};

// What a warden that says no more means.
NodeState StateFrom(const Evidence& evidence) {
  switch (evidence.phase) {
    case Phase::kStarting:
    case Phase::kWaiting:
    case Phase::kFounding:
    case Phase::kPaused:
    case Phase::kUpgrading:
      return NodeState::kDown;
    case Phase::kTransfer:
      return NodeState::kJoiner;
    case Phase::kJoining:
    case Phase::kServing:
    case Phase::kStopping:
    case Phase::kUnknown:
      return NodeState::kUnknown;
  }
  return NodeState::kUnknown;
}

std::string UrlOf(const std::string& host, std::uint16_t port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  return "http://" + (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + "/";
}

void AddNow(const NodeNow& said, NodeRow& row) {
  row.state = galera::Name(said.state);
  row.ready = said.ready;
  row.receive_queue = said.receive_queue;
  if (said.flow_control_ppm) row.flow_control = static_cast<double>(*said.flow_control_ppm) / 1e6;
  row.ist_window_s = said.ist_window_seconds;
  row.ist_window_unlimited = said.ist_window_unlimited;
  row.conf_id = said.conf_id;
  row.quorum_margin = said.quorum_margin;
  row.transfer = said.transfer;
  row.provider_version = said.provider_version;
  row.warden_version = said.warden_version;
  row.trouble = said.failure;
}

NodeRow RowFrom(const Evidence& evidence) {
  NodeRow row;
  row.name = evidence.node_name;
  // `monitor` is at nothing itself.
  const bool entrypoint = evidence.phase != Phase::kServing || evidence.data != Evidence::Data::kUnknown;
  if (entrypoint) row.phase = Name(evidence.phase);
  row.primary = evidence.primary;
  row.state_uuid = evidence.state_uuid;
  row.cluster_state_uuid = evidence.cluster_state_uuid;
  if (evidence.seqno.value_or(-1) >= 0) row.seqno = evidence.seqno;
  row.mariadb_version = evidence.mariadb_version;
  row.data_bytes = evidence.data_bytes;
  row.disk_free_bytes = evidence.disk_free_bytes;
  if (evidence.members) row.members = static_cast<std::uint64_t>(*evidence.members);
  row.state = galera::Name(StateFrom(evidence));
  if (evidence.now) AddNow(*evidence.now, row);
  if (evidence.phase == Phase::kPaused) {
    row.question = evidence.now ? evidence.now->question : "";
    if (row.question.empty()) row.question = "it is paused until a person decides";
  }
  return row;
}

milliseconds AgeSince(steady_clock::time_point then, steady_clock::time_point now) {
  return std::max(milliseconds(0), std::chrono::floor<milliseconds>(now - then));
}

Draft OwnDraft(const OverviewInputs& inputs, steady_clock::time_point now) {
  Draft draft;
  draft.row = RowFrom(inputs.own);
  draft.row.name = inputs.teller.node.empty() ? inputs.own.node_name : inputs.teller.node;
  draft.row.address = inputs.own.node_address;
  draft.row.self = true;
  draft.answered = true;
  draft.uuids = inputs.own.member_uuids;
  draft.row.age = milliseconds(0);
  if (inputs.snapshot != nullptr) {
    draft.row.age = AgeSince(inputs.snapshot->taken, now);
    draft.position_of = inputs.snapshot->taken;
  }
  return draft;
}

Draft PeerDraft(const Peer& peer, const OverviewInputs& inputs, steady_clock::time_point now) {
  Draft draft;
  const auto known = inputs.names.find(peer.address.text);
  const bool foreign = peer.evidence && !inputs.own.cluster_name.empty() &&
                       peer.evidence->cluster_name != inputs.own.cluster_name;
  if (peer.evidence && !foreign) {
    const Evidence& evidence = *peer.evidence;
    draft.row = RowFrom(evidence);
    draft.answered = true;
    draft.uuids = evidence.member_uuids;
    draft.row.age = AgeSince(peer.asked, now);
    draft.position_of = peer.asked;
    if (evidence.now && evidence.now->age) {
      *draft.row.age += *evidence.now->age;
      *draft.position_of -= *evidence.now->age;
    }
    if (evidence.now && evidence.now->metrics_port)
      draft.row.page = UrlOf(peer.address.text, *evidence.now->metrics_port);
  } else {
    draft.row.state = "silent";
    draft.row.trouble =
        foreign ? "its warden is of another cluster: " + peer.evidence->cluster_name : peer.failure;
  }
  if (draft.row.name.empty() && known != inputs.names.end()) draft.row.name = known->second;
  draft.row.address = peer.address.text;
  return draft;
}

// Names of the list of peers that stand for nobody now.
std::vector<Draft> UnresolvedDrafts(const OverviewInputs& inputs) {
  std::vector<Draft> drafts;
  if (inputs.peers == nullptr) return drafts;
  for (const NameAnswer& name : inputs.peers->names) {
    if (!name.addresses.empty()) continue;
    // The view as a list of peers (`monitor`) is no name of a node.
    if (name.name.starts_with("file:")) continue;
    Draft draft;
    draft.row.address = name.name;
    draft.row.state = "silent";
    draft.row.trouble = name.detail.empty() ? "its name is not found: " + std::string(Name(name.kind))
                                            : "its name is not found: " + name.detail;
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

// The one draft without a member for which `is` holds; null for none, and for several.
template <typename Is>
Draft* Only(std::vector<Draft>& drafts, Is is) {
  Draft* only = nullptr;
  for (Draft& draft : drafts) {
    if (draft.member != kNoMember || !is(draft)) continue;
    if (only != nullptr) return nullptr;
    only = &draft;
  }
  return only;
}

Draft* DraftOf(const ViewMember& member, std::vector<Draft>& drafts) {
  if (member.self) return Only(drafts, [](const Draft& draft) { return draft.row.self; });
  const auto has_uuid = [&](const Draft& draft) {
    return !draft.row.self && !member.uuid.empty() &&
           std::ranges::find(draft.uuids, member.uuid) != draft.uuids.end();
  };
  const auto has_name = [&](const Draft& draft) {
    return !draft.row.self && !member.name.empty() && draft.row.name == member.name;
  };
  const auto has_address = [&](const Draft& draft) {
    return !draft.row.self && !member.address.empty() && draft.row.address == member.address;
  };
  if (Draft* found = Only(drafts, has_uuid)) return found;
  if (Draft* found = Only(drafts, has_name)) return found;
  return Only(drafts, has_address);
}

void Match(const std::vector<ViewMember>& members, const OverviewInputs& inputs, std::vector<Draft>& drafts) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    const ViewMember& member = members[i];
    Draft* draft = DraftOf(member, drafts);
    if (draft == nullptr) {
      if (drafts.size() >= kNodesMax) return;
      drafts.emplace_back();
      draft = &drafts.back();
      const auto known = inputs.names.find(member.address);
      if (known != inputs.names.end()) draft->row.name = known->second;
    }
    draft->member = i;
    if (!member.name.empty()) draft->row.name = member.name;
    if (draft->row.address.empty()) draft->row.address = member.address;
    if (member.arbitrator && !draft->answered) draft->row.state = "arbitrator";
  }
}

// Who was in the largest view and has no row yet.
void AddFormerMembers(const OverviewInputs& inputs, std::vector<Draft>& drafts) {
  for (const SeenMember& member : inputs.former_members) {
    const auto is = [&](const Draft& draft) {
      return draft.row.name == member.name ||
             (!member.uuid.empty() && std::ranges::find(draft.uuids, member.uuid) != draft.uuids.end());
    };
    if (member.name.empty() || std::ranges::any_of(drafts, is) || drafts.size() >= kNodesMax) continue;
    const auto unresolved = std::ranges::find_if(drafts, [&](const Draft& draft) {
      return !draft.answered && draft.row.name.empty() && draft.row.address == member.name;
    });
    if (unresolved != drafts.end()) {
      unresolved->row.name = member.name;
      continue;
    }
    Draft draft;
    draft.row.name = member.name;
    if (inputs.peers != nullptr) draft.row.state = "silent";
    drafts.push_back(std::move(draft));
  }
}

std::optional<bool> InView(const Draft& draft, bool self_in, bool anonymous, const OverviewInputs& inputs) {
  if (draft.member != kNoMember) return true;
  if (draft.row.self) {
    if (self_in) return true;
    if (draft.row.primary == true) return std::nullopt;  // the look is old
    const bool hung = inputs.snapshot != nullptr && inputs.snapshot->timed_out;
    return draft.row.primary == false && !hung ? std::optional(false) : std::nullopt;
  }
  if (!self_in) return draft.answered ? draft.row.primary : std::nullopt;
  if (!anonymous) return false;
  // Some members have neither a name nor an address that would tell.
  if (!draft.answered || !draft.row.primary) return std::nullopt;
  return draft.row.primary;
}

std::optional<NodeRow::Role> RoleOf(const NodeRow& row) {
  if (row.state == "arbitrator") return NodeRow::Role::kArbitrator;
  if (row.state == "joiner") return NodeRow::Role::kJoiner;
  if (!row.in_view) return std::nullopt;
  if (!*row.in_view) return NodeRow::Role::kOutside;
  return row.state == "donor" ? NodeRow::Role::kDonor : NodeRow::Role::kMember;
}

// How far a node is: from this node's own track at that moment where it is known, else from 0.
struct Standing {
  std::string state_uuid;  // empty: not known
  bool tracked = false;
  double seqno = 0;
};

Standing StandingOf(const Draft& draft, const SeqnoTrack& track) {
  const NodeRow& row = draft.row;
  if (!row.seqno || row.state_uuid.empty() || galera::IsZeroUuid(row.state_uuid)) return {};
  const auto own = draft.position_of ? track.At(row.state_uuid, *draft.position_of) : std::nullopt;
  return {row.state_uuid, own.has_value(), static_cast<double>(*row.seqno) - own.value_or(0)};
}

// Positions are compared under the same state UUID, and as of the same moment where this node's own track
// allows it: what a peer has said is some seconds old.
void AddLags(const SeqnoTrack& track, std::vector<Draft>& drafts) {
  std::map<std::pair<std::string, bool>, double> most;
  std::vector<Standing> standings;
  for (const Draft& draft : drafts) {
    const Standing& standing = standings.emplace_back(StandingOf(draft, track));
    if (standing.state_uuid.empty()) continue;
    const auto [group, first] = most.try_emplace({standing.state_uuid, standing.tracked}, standing.seqno);
    if (!first) group->second = std::max(group->second, standing.seqno);
  }
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const Standing& standing = standings[i];
    if (standing.state_uuid.empty()) continue;
    drafts[i].row.lag = std::llround(most.at({standing.state_uuid, standing.tracked}) - standing.seqno);
  }
}

bool Before(const Draft& a, const Draft& b) {
  if (a.member != b.member) return a.member < b.member;
  return std::pair(a.row.Shown(), a.row.address) < std::pair(b.row.Shown(), b.row.address);
}

}  // namespace

std::vector<NodeRow> NodeRows(const OverviewInputs& inputs, steady_clock::time_point now) {
  std::vector<Draft> drafts = {OwnDraft(inputs, now)};
  if (inputs.peers != nullptr) {
    for (const Peer& peer : inputs.peers->peers) {
      if (drafts.size() < kNodesMax) drafts.push_back(PeerDraft(peer, inputs, now));
    }
  }
  const std::vector<ViewMember> members = ViewMembers(inputs, now);
  Match(members, inputs, drafts);
  for (Draft& draft : UnresolvedDrafts(inputs)) {
    const auto same = [&](const Draft& other) { return other.row.name == draft.row.address; };
    if (drafts.size() < kNodesMax && std::ranges::none_of(drafts, same)) drafts.push_back(std::move(draft));
  }
  AddFormerMembers(inputs, drafts);
  const galera::Snapshot* look = FreshLook(inputs, now);
  const bool self_in = look != nullptr && look->wsrep && look->wsrep->InPrimaryComponent();
  const bool anonymous =
      self_in && (members.empty() || std::ranges::any_of(members, [](const ViewMember& member) {
                    return member.name.empty() && member.address.empty() && !member.arbitrator &&
                           !member.self;
                  }));
  for (Draft& draft : drafts) {
    draft.row.in_view = InView(draft, self_in, anonymous, inputs);
    draft.row.role = RoleOf(draft.row);
  }
  AddLags(inputs.seqnos, drafts);
  std::ranges::stable_sort(drafts, Before);
  std::vector<NodeRow> rows;
  rows.reserve(drafts.size());
  for (Draft& draft : drafts) rows.push_back(std::move(draft.row));
  return rows;
}

}  // namespace watchdog

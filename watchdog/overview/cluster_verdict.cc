#include "overview/cluster_verdict.h"

#include <algorithm>
#include <set>
#include <utility>

#include "galera/wsrep_status.h"
#include "overview/node_words.h"

namespace watchdog {
namespace {

using Code = ClusterVerdict::Code;

constexpr std::size_t kReasonsMax = 20;

const NodeRow* Self(const std::vector<NodeRow>& nodes) {
  const auto self = std::ranges::find_if(nodes, &NodeRow::self);
  return self == nodes.end() ? nullptr : &*self;
}

bool IsData(const NodeRow& node) { return node.state != "arbitrator"; }

// Who is in a primary component and says most of it: this node, else a peer.
const NodeRow* PrimaryTeller(const std::vector<NodeRow>& nodes) {
  const NodeRow* teller = nullptr;
  for (const NodeRow& node : nodes) {
    const bool in = node.self ? node.in_view == true : node.primary == true;
    if (in && (teller == nullptr || node.self)) teller = &node;
  }
  return teller;
}

std::string Nodes(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " node" : " nodes"); }

std::string Ordinal(std::uint64_t number) {
  static constexpr const char* kWords[] = {"first", "second", "third", "fourth", "fifth"};
  if (number >= 1 && number <= 5) return kWords[number - 1];
  return std::to_string(number) + "th";
}

std::string QuorumWords(const std::optional<std::uint64_t>& margin, std::uint64_t size) {
  if (!margin) return "How many members may fail is not known here: their weights (pc.weight) may differ.";
  if (size == 1) return "It is the only node: if it fails, nothing serves.";
  if (*margin == 0) return "One more failure stops writes.";
  if (*margin == 1) return "Any one node may fail; a second failure at once stops writes.";
  return "Any " + std::to_string(*margin) + " nodes may fail at once; a " + Ordinal(*margin + 1) +
         " failure at once stops writes.";
}

std::uint64_t DataMembers(const ClusterFacts& cluster) {
  const std::uint64_t size = cluster.size.value_or(0);
  return size - std::min(size, cluster.arbitrators.value_or(0));
}

std::vector<std::string> NamesOf(const std::vector<NodeRow>& nodes, bool (*is)(const NodeRow&)) {
  std::vector<std::string> names;
  for (const NodeRow& node : nodes) {
    if (is(node)) names.push_back(node.Shown());
  }
  return names;
}

bool Waits(const NodeRow& node) { return !node.question.empty(); }
bool IsOut(const NodeRow& node) { return IsData(node) && node.in_view == false; }

std::string WaitHeadline(const std::vector<NodeRow>& nodes) {
  const std::vector<std::string> names = NamesOf(nodes, Waits);
  if (names.size() == 1) return names.front() + " waits for a person's decision.";
  return std::to_string(names.size()) + " nodes wait for a person's decision: " + Enumerated(names) + ".";
}

std::string NoPrimaryHeadline(const std::vector<NodeRow>& nodes, bool peers_asked) {
  const auto is_silent = [](const NodeRow& node) {
    return !node.self && (node.state == "silent" || node.state == "unknown");
  };
  const auto silent = static_cast<std::size_t>(std::ranges::count_if(nodes, is_silent));
  const NodeRow* self = Self(nodes);
  if (silent == 0 && nodes.size() > 1) return "No node is in a primary component: nothing takes writes.";
  if (silent + 1 < nodes.size() || self == nullptr)
    return "No node that answers is in a primary component: nothing takes writes here.";
  return self->Shown() + " is in no primary component, and " +
         (peers_asked ? "no other node answers." : "no other node has been asked yet.");
}

std::string CountInCluster(const ClusterFacts& cluster) {
  const std::uint64_t in = DataMembers(cluster);
  const std::uint64_t all = std::max(in, static_cast<std::uint64_t>(cluster.expected_size.value_or(0)));
  const std::string are = in == 1 ? " is in the cluster" : " are in the cluster";
  return all > in ? std::to_string(in) + " of " + Nodes(all) + are : Nodes(in) + are;
}

std::string HealthyHeadline(const std::vector<NodeRow>& nodes, const ClusterFacts& cluster) {
  const NodeRow* self = Self(nodes);
  if (self != nullptr && self->state == "standalone")
    return self->Shown() + " answers; it is a standalone server (wsrep is off).";
  const auto synced = static_cast<std::uint64_t>(std::ranges::count_if(
      nodes, [](const NodeRow& node) { return node.in_view == true && node.state == "synced"; }));
  const std::uint64_t data = DataMembers(cluster);
  const std::uint64_t arbitrators = cluster.arbitrators.value_or(0);
  const std::string with = arbitrators == 0
                               ? ""
                               : " and " + std::to_string(arbitrators) +
                                     (arbitrators == 1 ? " arbitrator votes" : " arbitrators vote");
  if (data == 1 && self != nullptr) return self->Shown() + " is synced; it is the only node" + with + ".";
  if (synced == data) return "All " + std::to_string(data) + " nodes are synced" + with + ".";
  if (synced <= 1 && self != nullptr && self->state == "synced") {
    return self->Shown() + " is synced, in a primary component of " + std::to_string(*cluster.size) +
           " members.";
  }
  return std::to_string(synced) + " of " + Nodes(data) +
         " say that they are synced; the others are members and were not heard" + with + ".";
}

// The one thing to know first.
std::string DegradedHeadline(const std::vector<NodeRow>& nodes, const ClusterFacts& cluster,
                             const std::vector<IncidentRow>& incidents) {
  const NodeRow* self = Self(nodes);
  const std::string count = CountInCluster(cluster);
  if (self != nullptr && self->in_view != true && self->state != "joiner" && TroubleWords(*self)) {
    const bool down = self->state == "down" && self->phase != "stopping";
    return self->Shown() + (down ? " is down" : " is out of the cluster") + "; " + count + ".";
  }
  const bool missing =
      cluster.expected_size && DataMembers(cluster) < static_cast<std::uint64_t>(*cluster.expected_size);
  if (missing) {
    const std::vector<std::string> out = NamesOf(nodes, IsOut);
    if (out.empty()) return "Nodes are missing: " + count + ".";
    return Enumerated(out) + (out.size() == 1 ? " is missing: " : " are missing: ") + count + ".";
  }
  for (const NodeRow& node : nodes) {
    const auto words = TroubleWords(node);
    if (words && node.state != "donor") return node.Shown() + " " + *words + ".";
  }
  for (const NodeRow& node : nodes) {
    if (const auto words = TroubleWords(node)) return node.Shown() + " " + *words + ".";
  }
  for (const IncidentRow& incident : incidents) {
    if (incident.firing) return incident.summary + ".";
  }
  return count + ".";
}

// What the rows say already, in words of their own.
bool IsSaidByRows(const IncidentRow& incident) {
  static const std::set<std::string> kSaid = {"ClusterSizeBelowExpected", "NonPrimary", "NodeDown",
                                              "NodeNotReady", "BootstrapConfirmationNeeded"};
  return kSaid.contains(incident.name);
}

int Rank(const NodeRow& node) {
  if (Waits(node)) return 0;
  if (node.self && node.in_view != true) return 1;
  if (node.state == "inconsistent") return 2;
  if (node.in_view != true) return 3;
  return node.state == "donor" ? 5 : 4;
}

// An outsider that nobody expects and that says nothing is an entry in a list.
bool Counts(const NodeRow& node, bool complete) {
  const bool heard = node.state != "silent" && node.state != "unknown";
  return node.self || node.in_view == true || heard || !complete;
}

std::vector<std::string> Reasons(const std::vector<NodeRow>& nodes, const std::vector<IncidentRow>& incidents,
                                 bool complete) {
  std::vector<std::pair<int, std::string>> ranked;
  for (const NodeRow& node : nodes) {
    const auto words = TroubleWords(node);
    if (words && Counts(node, complete)) ranked.emplace_back(Rank(node), node.Shown() + " " + *words);
  }
  for (const IncidentRow& incident : incidents) {
    if (incident.firing && incident.severity != Severity::kInfo && !IsSaidByRows(incident))
      ranked.emplace_back(incident.severity == Severity::kCritical ? 2 : 6, incident.summary);
  }
  std::ranges::stable_sort(ranked, {}, &std::pair<int, std::string>::first);
  std::vector<std::string> reasons;
  for (auto& [rank, text] : ranked) {
    if (reasons.size() < kReasonsMax) reasons.push_back(std::move(text));
  }
  return reasons;
}

bool IsComplete(const ClusterFacts& cluster) {
  return cluster.expected_size && DataMembers(cluster) >= static_cast<std::uint64_t>(*cluster.expected_size);
}

Code CodeOf(const std::vector<NodeRow>& nodes, const ClusterFacts& cluster, bool trouble) {
  if (std::ranges::any_of(nodes, Waits)) return Code::kWaiting;
  const NodeRow* self = Self(nodes);
  if (self != nullptr && self->state == "standalone") return trouble ? Code::kDegraded : Code::kHealthy;
  if (cluster.primary == false) return Code::kNoPrimary;
  if (!cluster.primary) return Code::kUnknown;
  const bool missing = cluster.expected_size && !IsComplete(cluster);
  return trouble || missing ? Code::kDegraded : Code::kHealthy;
}

bool IsOutside(const NodeRow& node) { return node.state == "non_primary" || node.state == "disconnected"; }

std::string UnknownHeadline(const std::vector<NodeRow>& nodes, bool peers_asked) {
  const NodeRow* self = Self(nodes);
  const std::string who = self == nullptr ? "This node" : self->Shown();
  const bool down = self != nullptr && self->state == "down" && self->phase != "stopping";
  return who + (down ? " is down" : " says nothing of itself") + ", and " +
         (peers_asked ? "no other node that answers tells of a primary component."
                      : "no other node has been asked yet.");
}

}  // namespace

ClusterFacts FactsOf(const std::vector<NodeRow>& nodes, const std::string& name,
                     std::optional<int> expected_size) {
  ClusterFacts cluster;
  cluster.name = name;
  cluster.expected_size = expected_size;
  const NodeRow* teller = PrimaryTeller(nodes);
  const auto is_not = [](const NodeRow& node) { return node.primary == false; };
  const NodeRow* self = Self(nodes);
  if (teller != nullptr) {
    cluster.primary = true;
    cluster.size = teller->members;
    cluster.conf_id = teller->conf_id;
    cluster.state_uuid = teller->cluster_state_uuid;
  } else if (self != nullptr && is_not(*self) &&
             (IsOutside(*self) || std::ranges::count_if(nodes, is_not) > 1)) {
    // One that is down alone says nothing of the others.
    cluster.primary = false;
  }
  // Who has a member without a name or an address can't tell whether it is one.
  if (teller != nullptr && teller->self) {
    const auto in_view =
        std::ranges::count_if(nodes, [](const NodeRow& node) { return node.in_view == true; });
    const auto arbitrators = std::ranges::count_if(nodes, [](const NodeRow& node) { return !IsData(node); });
    if (cluster.size == static_cast<std::uint64_t>(in_view))
      cluster.arbitrators = static_cast<std::uint64_t>(arbitrators);
  }
  for (const NodeRow& node : nodes) {
    if (node.state_uuid.empty() || galera::IsZeroUuid(node.state_uuid) || !node.seqno) continue;
    if (cluster.state_uuid.empty()) cluster.state_uuid = node.state_uuid;
    if (node.state_uuid == cluster.state_uuid)
      cluster.last_committed = std::max(cluster.last_committed.value_or(0), *node.seqno);
  }
  return cluster;
}

ClusterVerdict VerdictOf(const std::vector<NodeRow>& nodes, const ClusterFacts& cluster,
                         const std::vector<IncidentRow>& incidents, bool peers_asked) {
  ClusterVerdict verdict;
  if (cluster.primary == true) {
    const NodeRow* teller = PrimaryTeller(nodes);
    verdict.quorum_margin = teller->quorum_margin;
    verdict.quorum = QuorumWords(verdict.quorum_margin, cluster.size.value_or(0));
  }
  verdict.reasons = Reasons(nodes, incidents, cluster.primary == true && IsComplete(cluster));
  verdict.code = CodeOf(nodes, cluster, !verdict.reasons.empty());
  switch (verdict.code) {
    case Code::kHealthy:
      verdict.headline = HealthyHeadline(nodes, cluster);
      break;
    case Code::kDegraded:
      verdict.headline = DegradedHeadline(nodes, cluster, incidents);
      break;
    case Code::kNoPrimary:
      verdict.headline = NoPrimaryHeadline(nodes, peers_asked);
      break;
    case Code::kWaiting:
      verdict.headline = WaitHeadline(nodes);
      break;
    case Code::kUnknown:
      verdict.headline = UnknownHeadline(nodes, peers_asked);
      break;
  }
  return verdict;
}

}  // namespace watchdog

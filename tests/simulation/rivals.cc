#include "rivals.h"

#include <algorithm>
#include <bit>

#include "actor.h"

namespace simulation {
namespace {

const Node& At(const Model& model, int n) { return model.nodes[static_cast<std::size_t>(n)]; }
const View& ViewAt(const Model& model, int v) { return model.views[static_cast<std::size_t>(v)]; }

// --wsrep-recover prints what InnoDB says, under a zero UUID as well.
bool HasPosition(const Node& node) { return node.data == Data::kPosition || node.data == Data::kTainted; }

std::vector<int> Those(const Model& model, unsigned seen, bool (*wanted)(const Node&)) {
  std::vector<int> nodes;
  for (int n = 0; n < model.count; ++n) {
    if ((seen & Bit(n)) != 0 && wanted(At(model, n))) nodes.push_back(n);
  }
  return nodes;
}

bool Flagged(const Node& node) { return node.data == Data::kPosition && node.safe_to_bootstrap; }

std::optional<int> Greatest(const Model& model, const std::vector<int>& nodes, bool last_of_equals) {
  std::optional<int> best;
  for (const int n : nodes) {
    const bool more = !best || At(model, n).seqno > At(model, *best).seqno;
    const bool as_much = best && At(model, n).seqno == At(model, *best).seqno;
    if (more || (last_of_equals && as_much)) best = n;
  }
  return best;
}

std::optional<int> SeqnoOnly(const Model& model, unsigned seen) {
  return Greatest(model, Those(model, seen, HasPosition), false);
}

std::optional<int> FlagThenSeqno(const Model& model, unsigned seen) {
  const std::vector<int> flagged = Those(model, seen, Flagged);
  return flagged.empty() ? SeqnoOnly(model, seen) : flagged.front();
}

// All members of the latest gvwstate.dat are there: Galera forms the component itself.
std::optional<int> GaleraItself(const Model& model, unsigned seen) {
  std::int8_t latest = kNoView;
  for (const int n : Those(model, seen, [](const Node& node) { return node.restored_view != kNoView; }))
    latest = std::max(latest, At(model, n).restored_view);
  if (latest == kNoView) return std::nullopt;
  std::vector<int> members;
  for (int n = 0; n < model.count; ++n) {
    if ((ViewAt(model, latest).members & Bit(n)) == 0) continue;
    if ((seen & Bit(n)) == 0 || At(model, n).restored_view != latest) return std::nullopt;
    if (At(model, n).data == Data::kPosition) members.push_back(n);
  }
  return Greatest(model, members, false);
}

// mariadb-galera-swarm: max(3, members of gvwstate.dat, names given) - 1 others must send their
// position, one less after a minute.
std::optional<int> Swarm(const Model& model, unsigned seen) {
  const std::vector<int> nodes = Those(model, seen, HasPosition);
  if (nodes.empty()) return std::nullopt;
  const int others = static_cast<int>(nodes.size()) - 1;
  if (others < std::max(1, std::max<int>(3, model.count) - 2)) return std::nullopt;
  const Node& first = At(model, nodes.front());
  const auto alike = [&](int n) {
    const Node& node = At(model, n);
    return node.restored_view == first.restored_view && node.seqno == first.seqno &&
           node.history == first.history;
  };
  if (first.restored_view != kNoView && std::all_of(nodes.begin(), nodes.end(), alike) &&
      std::popcount(static_cast<unsigned>(ViewAt(model, first.restored_view).members)) ==
          static_cast<int>(nodes.size()))
    return nodes.front();
  const std::vector<int> flagged = Those(model, seen, Flagged);
  return flagged.size() == 1 ? flagged.front() : Greatest(model, nodes, false);
}

// mariadb-operator: any flag, else all replicas that are not new.
std::optional<int> Operator(const Model& model, unsigned seen) {
  const std::vector<int> flagged = Those(model, seen, Flagged);
  if (!flagged.empty()) return flagged.front();
  if (std::popcount(seen) < model.count) return std::nullopt;
  const auto recovered = [](const Node& node) { return node.data == Data::kPosition; };
  return Greatest(model, Those(model, seen, recovered), true);
}

// More than half of the latest view recorded, and the greatest seqno among them.
std::optional<int> Quorum(const Model& model, unsigned seen) {
  Rule rule;
  rule.majority_enough = true;
  return Judge(model, seen, rule);
}

std::optional<int> Confirm(const Model&, unsigned) { return std::nullopt; }

std::optional<int> Proven(const Model& model, unsigned seen) {
  unsigned stopped = 0;  // who can promise
  for (const int n : Those(model, seen, [](const Node& node) { return !node.running; })) stopped |= Bit(n);
  const std::optional<int> winner = Prove(model, seen);
  return winner == Prove(model, stopped) ? winner : std::nullopt;
}

}  // namespace

const std::vector<Rival>& Rivals() {
  static const std::vector<Rival> kRivals = {
      {"greatest seqno of who is reachable", SeqnoOnly},
      {"`safe_to_bootstrap` first, then seqno", FlagThenSeqno},
      {"swarm: one less than all after a minute", Swarm},
      {"mariadb-operator: any flag, else all replicas", Operator},
      {"more than half of the last view, greatest seqno", Quorum},
      {"Galera's own `pc.recovery`", GaleraItself},
      {"ours: confirm", Confirm},
      {"ours: proven", Proven},
  };
  return kRivals;
}

}  // namespace simulation

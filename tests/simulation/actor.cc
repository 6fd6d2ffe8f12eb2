#include "actor.h"

#include <algorithm>
#include <bit>
#include <set>
#include <unordered_map>

namespace simulation {
namespace {

using watchdog::RecordedView;
using watchdog::Testimony;

const Node& At(const Model& model, int n) { return model.nodes[static_cast<std::size_t>(n)]; }
Node& At(Model& model, int n) { return model.nodes[static_cast<std::size_t>(n)]; }
const View& ViewAt(const Model& model, int v) { return model.views[static_cast<std::size_t>(v)]; }

std::string HistoryText(int history) {
  return history == 0 ? "11111111-1111-1111-1111-111111111111" : "22222222-2222-2222-2222-222222222222";
}

std::string NameText(const Model& model, int n) {
  return std::string(1, static_cast<char>('a' + model.names[static_cast<std::size_t>(n)]));
}

std::string UuidText(int uuid) { return "u" + std::to_string(uuid); }

RecordedView ViewText(const Model& model, int v, bool placed) {
  const View& view = ViewAt(model, v);
  RecordedView text;
  text.state_uuid = HistoryText(view.history);
  if (placed) text.seqno = view.seqno;
  for (int n = 0; n < model.count; ++n) {
    if ((view.members & Bit(n)) == 0) continue;
    text.members.push_back({UuidText(view.uuids[static_cast<std::size_t>(n)]), NameText(model, n), ""});
  }
  return text;
}

// The rule in the model's own terms, written a second time.
class Judgement {
 public:
  Judgement(const Model& model, unsigned nodes, const Rule& rule) : model_(model), rule_(rule) {
    for (int n = 0; n < model.count; ++n) {
      if ((nodes & Bit(n)) != 0) reporters_.push_back(n);
    }
  }

  std::optional<int> Winner() {
    if (!OneHistory()) return std::nullopt;
    const std::vector<int> latest = Latest();
    if (latest.empty()) return std::nullopt;
    unsigned in_all = ~0U;
    unsigned in_any = 0;
    for (const int v : latest) {
      unsigned members = 0;
      const View& view = ViewAt(model_, v);
      int asked = 0;
      int present = 0;
      for (int m = 0; m < model_.count; ++m) {
        if ((view.members & Bit(m)) == 0) continue;
        ++asked;
        const std::vector<int> found = Find(m, v);
        if (found.size() > 1) return std::nullopt;
        if (found.empty() || !Reports(found.front(), v)) continue;
        ++present;
        members |= Bit(found.front());
      }
      if (rule_.majority_enough ? 2 * present <= asked : present != asked) return std::nullopt;
      in_all &= members;
      in_any |= members;
    }
    return Best(rule_.member_of_any ? in_any : in_all);
  }

 private:
  int Taken(int n) const {
    const Node& node = At(model_, n);
    if (!node.record.exists) return kNoView;
    std::int8_t view = node.record.taken;
    if (rule_.joining_counts && node.record.joining != kNoView) view = node.record.joining;
    if (view == kNoView) return kNoView;
    const bool position = node.data == Data::kPosition || node.data == Data::kTainted;
    if (position && !rule_.uuids_alike && ViewAt(model_, view).history != node.history) return kNoView;
    return view;
  }

  bool Placed(int n) const {
    const Record& record = At(model_, n).record;
    return record.placed || (rule_.joining_counts && record.joining != kNoView);
  }

  bool OneHistory() const {
    if (rule_.uuids_alike) return true;
    std::set<int> histories;
    for (const int n : reporters_) {
      const Node& node = At(model_, n);
      if (node.data == Data::kPosition || node.data == Data::kTainted) histories.insert(node.history);
      for (const std::int8_t v : {node.record.taken, node.record.joining}) {
        if (node.record.exists && v != kNoView) histories.insert(ViewAt(model_, v).history);
      }
    }
    return histories.size() <= 1;
  }

  std::vector<int> Latest() const {
    int latest = -1;
    for (const int n : reporters_) {
      if (Taken(n) != kNoView && Placed(n)) latest = std::max<int>(latest, ViewAt(model_, Taken(n)).seqno);
    }
    std::vector<int> views;
    for (const int n : reporters_) {
      const int v = Taken(n);
      if (v == kNoView) continue;
      const Node& node = At(model_, n);
      bool older = ViewAt(model_, v).seqno < latest;
      if (!Placed(n)) {
        const bool position = node.data == Data::kPosition || node.data == Data::kTainted;
        older = latest >= 0 && (rule_.unplaced_is_old || (position && node.seqno + 1 < latest));
      }
      if (!older && std::find(views.begin(), views.end(), v) == views.end()) views.push_back(v);
    }
    return views;
  }

  std::vector<int> Find(int member, int view) const {
    const int uuid = ViewAt(model_, view).uuids[static_cast<std::size_t>(member)];
    std::vector<int> found;
    for (const int n : reporters_) {
      const Node& node = At(model_, n);
      const bool recorded = node.record.exists && node.record.member_uuid == uuid;
      if (recorded || (node.restored_view != kNoView && node.restored_uuid == uuid)) found.push_back(n);
    }
    if (!found.empty()) return found;
    const auto name = model_.names[static_cast<std::size_t>(member)];
    int namesakes = 0;
    for (int m = 0; m < model_.count; ++m) {
      const bool in = (ViewAt(model_, view).members & Bit(m)) != 0;
      namesakes += in && model_.names[static_cast<std::size_t>(m)] == name ? 1 : 0;
    }
    if (namesakes > 1 && !rule_.namesake_reports) return found;
    for (const int n : reporters_) {
      if (model_.names[static_cast<std::size_t>(n)] != name) continue;
      if (rule_.namesake_reports || Took(n, view)) found.push_back(n);
    }
    return found;
  }

  bool IsOfTheRun(const Node& node, int view) const {
    for (int m = 0; m < model_.count; ++m) {
      const bool member = (ViewAt(model_, view).members & Bit(m)) != 0;
      if (member && node.restored_view != kNoView &&
          ViewAt(model_, view).uuids[static_cast<std::size_t>(m)] == node.restored_uuid)
        return true;
    }
    return false;
  }

  bool Took(int n, int view) const {
    const int taken = Taken(n);
    return taken != kNoView && ViewAt(model_, taken).uuids == ViewAt(model_, view).uuids &&
           ViewAt(model_, taken).members == ViewAt(model_, view).members;
  }

  bool Reports(int n, int view) const {
    const Node& node = At(model_, n);
    if (node.booting) return false;
    if (node.record.exists) {
      // A record of another cluster's view says nothing of the data.
      if (Taken(n) == kNoView && node.record.taken != kNoView && !rule_.no_record_reports) return false;
    } else if (!rule_.no_record_reports && !(rule_.empty_reports && node.data == Data::kEmpty) &&
               !(node.data == Data::kCutShort && IsOfTheRun(node, view))) {
      return false;
    }
    switch (node.data) {
      case Data::kEmpty:
        if (rule_.earlier_is_enough && node.record.exists && Placed(n) && Taken(n) != kNoView &&
            ViewAt(model_, Taken(n)).seqno < ViewAt(model_, view).seqno)
          return true;
        return rule_.empty_reports || node.record.taken == kNoView;
      case Data::kCutShort:
        return rule_.cut_short_reports || !Took(n, view);
      case Data::kPosition:
      case Data::kTainted:
        return true;
    }
    return false;
  }

  std::optional<int> Best(unsigned members) const {
    int best = -1;
    for (const int n : reporters_) {
      const bool member = (members & Bit(n)) != 0 || rule_.position_of_nonmembers;
      if (!member || At(model_, n).data != Data::kPosition) continue;
      if (best < 0 || Before(n, best)) best = n;
    }
    if (best < 0) return std::nullopt;
    std::uint8_t branches = 0;
    for (const int n : reporters_) {
      if (At(model_, n).record.exists) branches = std::max(branches, At(model_, n).record.branches);
    }
    for (const int n : reporters_) {
      if (!Agrees(n, best, branches)) return std::nullopt;
    }
    return best;
  }

  bool Before(int n, int best) const {
    const Node& a = At(model_, n);
    const Node& b = At(model_, best);
    if (a.seqno != b.seqno) return a.seqno > b.seqno;
    const auto name = [&](int i) { return model_.names[static_cast<std::size_t>(i)]; };
    return name(n) != name(best) ? name(n) < name(best) : n < best;
  }

  bool Agrees(int n, int best, std::uint8_t branches) const {
    const Node& node = At(model_, n);
    if (node.running && node.in_primary) return false;
    if (node.data != Data::kPosition && node.data != Data::kTainted) return true;
    if (!rule_.uuids_alike && node.history != At(model_, best).history) return false;
    const bool counts = node.data == Data::kPosition || !rule_.tainted_counts_for_nothing;
    if (counts && node.seqno > At(model_, best).seqno) return false;
    if (rule_.branches_alike || !node.record.exists || node.record.branches == branches) return true;
    return node.seqno <= model_.forks[static_cast<std::size_t>(node.record.branches + 1)];
  }

  const Model& model_;
  const Rule& rule_;
  std::vector<int> reporters_;
};

// All that testimonies are made of.
std::string Key(const Model& model, unsigned nodes) {
  std::string key(1, static_cast<char>(nodes));
  const auto add = [&](int value) { key += static_cast<char>(value); };
  const auto add_view = [&](int v) {
    add(v == kNoView ? 0 : 1);
    if (v == kNoView) return;
    const View& view = ViewAt(model, v);
    add(view.seqno);
    add(view.history);
    add(view.members);
    for (int n = 0; n < model.count; ++n) add(view.uuids[static_cast<std::size_t>(n)]);
  };
  for (int n = 0; n < model.count; ++n) add(model.names[static_cast<std::size_t>(n)]);
  for (int b = 1; b <= model.branch; ++b) add(model.forks[static_cast<std::size_t>(b)]);
  for (int n = 0; n < model.count; ++n) {
    const Node& node = At(model, n);
    if ((nodes & Bit(n)) == 0) continue;
    add(static_cast<int>(node.data) | node.history << 2 | (node.running && node.in_primary ? 8 : 0) |
        (node.booting ? 16 : 0) | (node.record.exists ? 32 : 0) | (node.record.placed ? 64 : 0));
    add(node.seqno);
    add(node.record.branches);
    add(node.record.member_uuid);
    add(node.restored_view == kNoView ? 0 : node.restored_uuid);
    add_view(node.record.taken);
    add_view(node.record.joining);
  }
  return key;
}

bool Ask(Model& model, int i, int j, const Rule& rule) {
  if (i == j || j >= model.count || !Reaches(model, i, j)) return false;
  Node& actor = At(model, i);
  Node& other = At(model, j);
  const bool actor_free = actor.promised_to == kNobody || actor.promised_to == i;
  if (actor.running || !actor_free || SeesPrimary(model, i)) return false;
  if (other.promised_to != kNobody || other.booting || SeesPrimary(model, j)) return false;
  if (other.running && rule.promise != Rule::Promise::kRunning) return false;
  actor.promised_to = static_cast<std::int8_t>(i);
  other.promised_to = static_cast<std::int8_t>(i);
  actor.hand = static_cast<std::uint8_t>(actor.hand | Bit(j));
  if (rule.promise == Rule::Promise::kForgotten) actor.proven = Judge(model, actor.hand | Bit(i), rule) == i;
  return true;
}

// The promises end: the one who got them counts from when it asked, and knows first.
bool Release(Model& model, int i, const Rule& rule) {
  bool any = At(model, i).hand != 0;
  if (rule.promise != Rule::Promise::kForgotten) At(model, i).hand = 0;
  for (int n = 0; n < model.count; ++n) {
    if (At(model, n).promised_to != i) continue;
    At(model, n).promised_to = kNobody;
    any = true;
  }
  return any;
}

bool Boot(Model& model, int i, const Rule& rule) {
  Node& node = At(model, i);
  if (!node.on || node.running || node.runs > 30 || SeesPrimary(model, i)) return false;
  const bool asks = rule.promise != Rule::Promise::kNone;
  if (asks && node.promised_to != kNobody && node.promised_to != i) return false;
  if (rule.promise == Rule::Promise::kForgotten && node.hand != 0) {
    if (!node.proven) return false;
    node.running = node.booting = true;
    node.uuid = static_cast<std::uint8_t>((i << 5) | ++node.runs);
    return true;
  }
  const unsigned nodes = asks ? node.hand | Bit(i) : Seen(model, i);
  if ((rule.Strict() ? Prove(model, nodes) : Judge(model, nodes, rule)) != i) return false;
  node.promised_to = asks ? static_cast<std::int8_t>(i) : kNobody;
  node.running = true;
  node.booting = true;
  node.uuid = static_cast<std::uint8_t>((i << 5) | ++node.runs);
  return true;
}

}  // namespace

bool Rule::Strict() const {
  return !(majority_enough || joining_counts || empty_reports || no_record_reports || unplaced_is_old ||
           uuids_alike || branches_alike || tainted_counts_for_nothing || cut_short_reports ||
           namesake_reports || position_of_nonmembers || member_of_any || earlier_is_enough);
}

Testimony Testify(const Model& model, int n) {
  const Node& node = At(model, n);
  Testimony said;
  said.node_id = "id" + std::to_string(n);
  said.name = NameText(model, n);
  said.address = "10.0.0." + std::to_string(n);
  said.primary = node.booting                      ? Testimony::Primary::kUnknown
                 : node.running && node.in_primary ? Testimony::Primary::kYes
                                                   : Testimony::Primary::kNo;
  switch (node.data) {
    case Data::kEmpty:
      said.data = Testimony::Data::kEmpty;
      break;
    case Data::kCutShort:
      said.data = Testimony::Data::kCutShort;
      break;
    case Data::kPosition:
    case Data::kTainted:
      said.data = node.data == Data::kPosition ? Testimony::Data::kPosition : Testimony::Data::kTainted;
      said.position = watchdog::Position{HistoryText(node.history), node.seqno};
      break;
  }
  if (node.restored_view != kNoView) said.member_uuids.push_back(UuidText(node.restored_uuid));
  if (!node.record.exists) return said;
  watchdog::ViewRecord record;
  record.node_name = said.name;
  record.node_address = said.address;
  record.member_uuid = UuidText(node.record.member_uuid);
  if (node.record.taken != kNoView) record.taken = ViewText(model, node.record.taken, node.record.placed);
  if (node.record.joining != kNoView) record.joining = ViewText(model, node.record.joining, false);
  for (int b = 1; b <= node.record.branches; ++b) {
    const auto fork = model.forks[static_cast<std::size_t>(b)];
    record.branches.push_back({"branch" + std::to_string(b), fork});
  }
  said.record = record;
  return said;
}

std::vector<Testimony> Testimonies(const Model& model, unsigned nodes) {
  std::vector<Testimony> all;
  for (int n = 0; n < model.count; ++n) {
    if ((nodes & Bit(n)) != 0) all.push_back(Testify(model, n));
  }
  return all;
}

std::optional<int> Judge(const Model& model, unsigned nodes, const Rule& rule) {
  return Judgement(model, nodes, rule).Winner();
}

std::optional<int> Prove(const Model& model, unsigned nodes) {
  static std::unordered_map<std::string, std::int8_t> known;
  if (known.size() > 400000) known.clear();
  const auto [at, unknown] = known.try_emplace(Key(model, nodes), kNobody);
  if (unknown) {
    const watchdog::Proof proof = watchdog::Prove(Testimonies(model, nodes));
    if (proof.holds) at->second = static_cast<std::int8_t>(proof.winner[2] - '0');
  }
  return at->second == kNobody ? std::nullopt : std::optional<int>(at->second);
}

bool HappenByRule(Model& model, Event event, const Rule& rule, bool early_mark) {
  if (event.a >= model.count && event.kind != Event::Kind::kPartition) return false;
  switch (event.kind) {
    case Event::Kind::kAsk:
      return rule.promise != Rule::Promise::kNone && Ask(model, event.a, event.b, rule);
    case Event::Kind::kRelease:
      return Release(model, event.a, rule);
    case Event::Kind::kBoot:
      return Boot(model, event.a, rule);
    default:
      return Happen(model, event, early_mark);
  }
}

unsigned Seen(const Model& model, int n) {
  unsigned mask = 0;
  for (int m = 0; m < model.count; ++m) {
    if (Reaches(model, n, m)) mask |= Bit(m);
  }
  return mask;
}

}  // namespace simulation

#include "galera_model.h"

#include <algorithm>
#include <bit>

namespace simulation {
namespace {

using Has = Node::Has;
using Kind = Event::Kind;

int Count(unsigned mask) { return std::popcount(mask); }

template <typename Wanted>
unsigned NodesThat(const Model& model, Wanted wanted) {
  unsigned mask = 0;
  for (int n = 0; n < model.count; ++n) {
    if (wanted(n)) mask |= Bit(n);
  }
  return mask;
}

Node& At(Model& model, int n) { return model.nodes[static_cast<std::size_t>(n)]; }
const Node& At(const Model& model, int n) { return model.nodes[static_cast<std::size_t>(n)]; }
View& ViewAt(Model& model, int v) { return model.views[static_cast<std::size_t>(v)]; }
const View& ViewAt(const Model& model, int v) { return model.views[static_cast<std::size_t>(v)]; }

std::uint8_t Seqno(int value) { return static_cast<std::uint8_t>(value); }

// The client's connection is gone: nobody is told of what it had ordered.
void Forget(Model& model, int n) {
  for (int s = At(model, n).seqno + 1; s <= model.length; ++s) {
    std::int8_t& entry = model.entries[static_cast<std::size_t>(s)];
    if (entry == -1 - n) entry = kNobodysEntry;
  }
}

void Die(Model& model, int n) {
  Node& node = At(model, n);
  if (!node.running) return;
  Forget(model, n);
  node.running = node.in_primary = node.booting = node.restoring = false;
  node.has = Has::kNothing;
  node.donor = kNobody;
  node.joins = node.last_primary = kNoView;
  node.received = 0;
}

bool Room(const Model& model) { return model.length < kEntriesMax && model.view_count < kViewsMax; }

// The next primary view, of all in `group`. Who has the state and all that was
// ordered keeps it; the others join.
void Install(Model& model, unsigned group) {
  const int before = model.length;
  const auto v = static_cast<std::int8_t>(model.view_count++);
  model.length = Seqno(before + 1);
  model.entries[model.length] = v;
  View& view = ViewAt(model, v);
  view = {model.length, 0, static_cast<std::uint8_t>(group), {}};
  const std::int8_t previous = model.primary;
  model.primary = v;
  for (int n = 0; n < model.count; ++n) {
    if ((group & Bit(n)) == 0) continue;
    Node& node = At(model, n);
    view.uuids[static_cast<std::size_t>(n)] = node.uuid;
    const bool follows = node.last_primary == previous || node.last_primary == kNoView;
    const bool stays = follows && node.has == Has::kState && node.received == before;
    const bool transfers = follows && node.in_primary && (node.has == Has::kSst || node.has == Has::kIst);
    if (!stays && !transfers) {
      Forget(model, n);
      node.has = Has::kNothing;
      node.donor = kNobody;
      node.joins = v;
    }
    node.received = model.length;
    node.last_primary = v;
    node.in_primary = true;
    node.restoring = false;
    node.restored_view = v;
    node.restored_uuid = node.uuid;
    node.safe_to_bootstrap = group == Bit(n);
  }
}

void LeavePrimary(Model& model, unsigned group, bool lose_queue) {
  for (int n = 0; n < model.count; ++n) {
    Node& node = At(model, n);
    if ((group & Bit(n)) == 0 || !node.in_primary) continue;
    node.in_primary = false;
    if (lose_queue && node.has == Has::kState && node.received > node.seqno) {
      node.received = node.seqno;
    }
  }
}

unsigned RunningIn(const Model& model, int cell) {
  return NodesThat(model, [&](int n) {
    const Node& node = At(model, n);
    return node.running && !node.booting && node.cell == cell;
  });
}

// A primary component of those in `group`, by the rule of the majority: `leaver` said that it goes.
bool FormByMajority(Model& model, unsigned group, int leaver, bool lose_queue) {
  std::int8_t latest = kNoView;
  for (int n = 0; n < model.count; ++n) {
    if ((group & Bit(n)) != 0) latest = std::max(latest, At(model, n).last_primary);
  }
  if (latest == kNoView) return false;
  const View& last = ViewAt(model, latest);
  const unsigned present =
      NodesThat(model, [&](int n) { return (group & Bit(n)) != 0 && At(model, n).last_primary == latest; });
  const unsigned asked = leaver < 0 ? last.members : last.members & ~Bit(leaver);
  const unsigned with_state = NodesThat(model, [&](int n) {
    return (present & Bit(n)) != 0 && At(model, n).has == Has::kState &&
           (latest != model.primary || At(model, n).received == model.length);
  });
  const bool majority = 2 * Count(present) > Count(asked);
  const unsigned in_primary = NodesThat(model, [&](int n) { return At(model, n).in_primary; });
  if (!majority || with_state == 0) {
    if ((in_primary & group) == 0) return false;
    LeavePrimary(model, group, lose_queue);
    return true;
  }
  if (latest != model.primary) {  // another component was bootstrapped since
    const bool lives = NodesThat(model, [&](int n) {
                         return At(model, n).in_primary && At(model, n).last_primary == model.primary;
                       }) != 0;
    model.fault = lives ? Fault::kTwoPrimaries : Fault::kNotOurs;
    return true;
  }
  if (group == last.members && (in_primary & group) == group) return false;
  if (!Room(model)) return false;
  Install(model, group);
  return true;
}

// By pc.recovery: all members of the latest view that any in `group` restored.
bool FormByRestoring(Model& model, unsigned group) {
  std::int8_t latest = kNoView;
  for (int n = 0; n < model.count; ++n) {
    const Node& node = At(model, n);
    if ((group & Bit(n)) != 0 && node.restoring) latest = std::max(latest, node.restored_view);
  }
  if (latest == kNoView || !Room(model)) return false;
  const unsigned present = NodesThat(model, [&](int n) {
    const Node& node = At(model, n);
    return (group & Bit(n)) != 0 && node.restoring && node.restored_view == latest;
  });
  if (present != ViewAt(model, latest).members) return false;
  int most = -1;
  for (int n = 0; n < model.count; ++n) {
    if ((present & Bit(n)) != 0 && At(model, n).data == Data::kPosition)
      most = std::max<int>(most, Common(model, At(model, n)));
  }
  if (most < 0) return false;
  if (PrimaryExists(model) || (model.acknowledged >> (most + 1)) != 0 || latest != model.primary) {
    model.fault = Fault::kNotOurs;
    return true;
  }
  model.length = Seqno(most);
  for (int n = 0; n < model.count; ++n) {
    Node& node = At(model, n);
    if ((present & Bit(n)) == 0 || node.data != Data::kPosition) continue;
    node.has = node.seqno == most && node.branch == model.branch ? Has::kState : Has::kNothing;
    node.received = node.seqno;
  }
  Install(model, group);
  return true;
}

bool Form(Model& model, int n, bool lose_queue) {
  const unsigned group = RunningIn(model, At(model, n).cell);
  if ((group & Bit(n)) == 0) return false;
  return FormByMajority(model, group, kNobody, lose_queue) || FormByRestoring(model, group);
}

bool Order(Model& model, int n) {
  const Node& node = At(model, n);
  if (!node.in_primary || node.has != Has::kState || node.last_primary != model.primary || !Room(model))
    return false;
  const View& view = ViewAt(model, model.primary);
  for (int m = 0; m < model.count; ++m) {
    if ((view.members & Bit(m)) == 0) continue;
    const Node& member = At(model, m);
    if (!member.in_primary || member.last_primary != model.primary || member.cell != node.cell) return false;
  }
  model.entries[++model.length] = static_cast<std::int8_t>(-1 - n);
  for (int m = 0; m < model.count; ++m) {
    if ((view.members & Bit(m)) != 0) At(model, m).received = model.length;
  }
  return true;
}

void WriteTaken(Node& node, std::int8_t view, bool placed) {
  node.record.exists = true;
  node.record.taken = view;
  node.record.placed = placed;
  node.record.joining = kNoView;
  node.record.member_uuid = node.uuid;
}

bool StepWithState(Model& model, int n, bool placed) {
  Node& node = At(model, n);
  if (node.seqno >= node.received) return false;
  const std::int8_t entry = model.entries[static_cast<std::size_t>(node.seqno + 1)];
  if (entry >= 0 && (node.record.taken != entry || !node.record.exists)) {
    WriteTaken(node, entry, placed);  // written ahead
    return true;
  }
  node.seqno = Seqno(node.seqno + 1);
  if (entry == -1 - n) model.acknowledged |= std::uint64_t{1} << node.seqno;
  return true;
}

bool DonorThere(const Model& model, const Node& node) {
  const Node& donor = At(model, node.donor);
  return donor.running && donor.in_primary && donor.has == Has::kState && donor.cell == node.cell &&
         node.in_primary && donor.last_primary == node.last_primary;
}

bool StepOfJoiner(Model& model, int n, bool placed, bool early_mark) {
  Node& node = At(model, n);
  const View& joined = ViewAt(model, node.joins);
  switch (node.has) {
    case Has::kNothing:
      if (!node.in_primary || (node.record.joining == node.joins && node.record.exists)) return false;
      node.record.exists = true;
      node.record.joining = node.joins;
      node.record.member_uuid = node.uuid;
      // The script of the joiner leaves sst_in_progress before a donor was asked.
      if (early_mark && node.data == Data::kPosition) node.data = Data::kCutShort;
      return true;
    case Has::kSst: {
      if (!DonorThere(model, node)) {
        Die(model, n);
        return true;
      }
      const Node& donor = At(model, node.donor);
      node.data = Data::kPosition;
      node.history = donor.history;
      node.branch = donor.branch;
      node.seqno = donor.seqno;
      node.has = Has::kIst;
      return true;
    }
    case Has::kIst:
      if (node.seqno >= joined.seqno) {
        WriteTaken(node, node.joins, placed);
        node.record.branches = model.branch;
        node.has = Has::kState;
        node.donor = kNobody;
      } else if (!DonorThere(model, node)) {
        Die(model, n);
      } else {
        node.seqno = Seqno(node.seqno + 1);
        node.branch = model.branch;
      }
      return true;
    case Has::kState:
      return false;
  }
  return false;
}

bool Step(Model& model, int n, bool placed, bool early_mark) {
  const Node& node = At(model, n);
  if (!node.running || node.booting) return false;
  if (node.has == Has::kState) return StepWithState(model, n, placed);
  if (node.joins == kNoView) return false;
  return StepOfJoiner(model, n, placed, early_mark);
}

bool Donate(Model& model, int n, int d, bool full, bool early_mark) {
  if (n == d) return false;
  Node& node = At(model, n);
  const Node& donor = At(model, d);
  if (!node.in_primary || node.has != Has::kNothing || node.joins == kNoView || !donor.in_primary)
    return false;
  // Without a record: it is killed before it could write one.
  if ((node.record.exists && node.record.joining != node.joins) || donor.has != Has::kState ||
      donor.cell != node.cell)
    return false;
  if (donor.last_primary != node.last_primary) return false;  // of another component
  if (donor.seqno < ViewAt(model, node.joins).seqno) return false;
  if (full) {
    node.data = Data::kCutShort;
    node.clean = false;
    node.seqno = 0;
    node.has = Has::kSst;
  } else {
    const bool marked = early_mark && node.data == Data::kCutShort && node.seqno > 0;
    if ((node.data != Data::kPosition && !marked) || node.history != 0) return false;
    if (Common(model, node) != node.seqno || node.seqno > donor.seqno) return false;
    node.data = Data::kPosition;
    node.clean = false;
    node.has = Has::kIst;
  }
  node.donor = static_cast<std::int8_t>(d);
  return true;
}

bool Start(Model& model, int n, bool restored) {
  Node& node = At(model, n);
  if (!node.on || node.running || node.runs > 30) return false;
  if (restored) {
    if (node.restored_view == kNoView || node.promised_to != kNobody) return false;
    node.uuid = node.restored_uuid;
    node.restoring = true;
  } else {
    if (!SeesPrimary(model, n)) return false;
    node.promised_to = kNobody;
    node.hand = 0;
    node.proven = false;
    node.uuid = Seqno((n << 5) | ++node.runs);
  }
  node.running = true;
  node.clean = false;
  node.has = Has::kNothing;
  node.joins = node.last_primary = kNoView;
  return true;
}

bool Stop(Model& model, int n) {
  Node& node = At(model, n);
  if (!node.running || node.booting) return false;
  if (node.has == Has::kState) {
    while (StepWithState(model, n, true)) {
    }
    node.clean = true;
  }
  const bool was = node.in_primary;
  const std::int8_t view = node.last_primary;
  const int cell = node.cell;
  Die(model, n);
  node.restored_view = kNoView;
  if (was && view == model.primary) FormByMajority(model, RunningIn(model, cell), n, false);
  return true;
}

void EmptyDisk(Node& node, bool record_too) {
  node.data = Data::kEmpty;
  node.clean = false;
  node.seqno = 0;
  node.history = 0;
  node.branch = 0;
  node.safe_to_bootstrap = false;
  node.restored_view = kNoView;
  if (record_too) node.record = {};
}

bool ForeignDisk(Model& model, int n, unsigned mask) {
  if (model.view_count >= kViewsMax) return false;
  Node& node = At(model, n);
  EmptyDisk(node, true);
  const auto v = static_cast<std::int8_t>(model.view_count++);
  View& view = ViewAt(model, v);
  view = {Seqno(40), 1, static_cast<std::uint8_t>((mask & (Bit(model.count) - 1)) | Bit(n)), {}};
  for (int m = 0; m < model.count; ++m) view.uuids[static_cast<std::size_t>(m)] = Seqno(m << 5);
  node.data = Data::kPosition;
  node.history = 1;
  node.seqno = Seqno(41);
  node.record = {true, true, v, kNoView, Seqno(n << 5), 0};
  return true;
}

bool Force(Model& model, int n) {
  Node& node = At(model, n);
  // Not beside a mariadbd whose queue is of the branch that is left.
  const bool somebody = NodesThat(model, [&](int m) { return At(model, m).running; }) != 0;
  if (!node.on || node.running || node.data != Data::kPosition || node.history != 0 || somebody) return false;
  if (node.promised_to != kNobody || node.branch != model.branch || model.branch == kBranchesMax)
    return false;
  if (node.runs > 30 || !Room(model)) return false;
  model.forks[++model.branch] = node.seqno;
  node.branch = model.branch;
  node.record.exists = true;
  node.record.branches = model.branch;
  model.acknowledged &= (std::uint64_t{2} << node.seqno) - 1;
  model.length = node.seqno;
  node.uuid = Seqno((n << 5) | ++node.runs);
  node.running = true;
  node.booting = true;
  return BecomePrimary(model, n);
}

bool HappenToDisk(Model& model, Event event) {
  Node& node = At(model, event.a);
  if (node.running || node.promised_to != kNobody) return false;
  switch (event.kind) {
    case Kind::kLoseDisk:
      if (node.data == Data::kEmpty && !node.record.exists) return false;
      EmptyDisk(node, true);
      return true;
    case Kind::kWipe:
      if (node.data == Data::kEmpty) return false;
      EmptyDisk(node, false);
      return true;
    case Kind::kLoseRecord:
      if (!node.record.exists) return false;
      node.record = {};
      return true;
    case Kind::kForeignDisk:
      return ForeignDisk(model, event.a, event.b);
    default:
      return false;
  }
}

bool HappenToMachine(Model& model, Event event) {
  Node& node = At(model, event.a);
  switch (event.kind) {
    case Kind::kPowerOn:
      if (node.on) return false;
      node.on = true;
      return true;
    case Kind::kKill:
      if (!node.running) return false;
      Die(model, event.a);
      return true;
    case Kind::kKillInDdl:
      if (!node.running || node.has != Has::kState) return false;
      Die(model, event.a);
      node.data = Data::kTainted;
      return true;
    case Kind::kPowerOff:
      if (!node.on) return false;
      Die(model, event.a);
      node.on = false;
      return true;
    case Kind::kPowerCut:
      for (int n = 0; n < model.count; ++n) {
        Die(model, n);
        At(model, n).on = false;
      }
      return true;
    case Kind::kPartition:
      for (int n = 0; n < model.count; ++n) At(model, n).cell = (event.a & Bit(n)) != 0 ? 1 : 0;
      return true;
    default:
      return false;
  }
}

bool KnowsBranch(const Model& model, unsigned nodes) {
  return model.branch == 0 ||
         NodesThat(model, [&](int n) {
           const Node& node = At(model, n);
           return (nodes & Bit(n)) != 0 && node.record.exists && node.record.branches == model.branch;
         }) != 0;
}

const char* Name(Kind kind) {
  static constexpr std::array<const char*, 24> kNames = {
      "power on",  "start",       "start restored", "form",        "order",        "step",  "place",
      "donate",    "donate full", "kill",           "power off",   "power cut",    "stop",  "ddl kill",
      "partition", "lose disk",   "wipe",           "lose record", "foreign disk", "force", "ask",
      "release",   "boot",        "become primary"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string Letters(unsigned mask) {
  std::string text;
  for (int n = 0; n < kNodesMax; ++n) {
    if ((mask & Bit(n)) != 0) text += static_cast<char>('a' + n);
  }
  return text;
}

std::string DescribeView(const Model& model, int v) {
  if (v == kNoView) return "-";
  const View& view = ViewAt(model, v);
  return (view.history == 0 ? "" : "foreign ") + std::to_string(view.seqno) + "{" + Letters(view.members) +
         "}";
}

}  // namespace

std::string Describe(const Event& event) {
  std::string text = Name(event.kind);
  if (event.kind == Kind::kPowerCut) return text;
  if (event.kind == Kind::kPartition) return text + " {" + Letters(event.a) + "} off from the others";
  text += std::string(" ") + static_cast<char>('a' + event.a);
  const bool pair =
      event.kind == Kind::kAsk || event.kind == Kind::kDonate || event.kind == Kind::kDonateFull;
  if (pair) text += std::string(" ") + static_cast<char>('a' + event.b);
  if (event.kind == Kind::kForeignDisk) text += " was with {" + Letters(event.b) + "}";
  if (event.kind == Kind::kForm && event.b != 0) text += ", queues lost";
  if (event.kind == Kind::kStep && event.b != 0) text += ", place known";
  return text;
}

std::string Describe(const Model& model) {
  static constexpr std::array<const char*, 4> kData = {"empty", "position", "cut short", "tainted"};
  std::string text = "ordered " + std::to_string(model.length) + ", acknowledged";
  for (int s = 1; s <= kEntriesMax; ++s) {
    if (((model.acknowledged >> s) & 1) != 0) text += " " + std::to_string(s);
  }
  text += ", primary view " + DescribeView(model, model.primary) + "\n";
  for (int n = 0; n < model.count; ++n) {
    const Node& node = At(model, n);
    text += std::string("  ") + static_cast<char>('a' + n) + " named " +
            static_cast<char>('a' + model.names[static_cast<std::size_t>(n)]) + ": " +
            kData[static_cast<std::size_t>(node.data)] + " " + std::to_string(node.seqno) +
            (node.history != 0 ? " of another cluster" : "") + (node.on ? "" : ", off") +
            (node.running ? ", runs" : "") + (node.in_primary ? ", primary" : "") +
            (node.has == Has::kState ? ", has the state" : "") + ", received " +
            std::to_string(node.received);
    if (node.record.exists) {
      text += ", taken " + DescribeView(model, node.record.taken) + (node.record.placed ? "" : "?") +
              ", joining " + DescribeView(model, node.record.joining);
    }
    text += ", gvwstate " + DescribeView(model, node.restored_view) + "\n";
  }
  return text;
}

Model EmptyCluster(int nodes) {
  Model model;
  model.count = Seqno(nodes);
  for (int n = 0; n < nodes; ++n) model.names[static_cast<std::size_t>(n)] = Seqno(n);
  return model;
}

Model RunningCluster(int nodes, unsigned mask) {
  Model model = EmptyCluster(nodes);
  for (int n = 0; n < nodes; ++n) {
    Node& node = At(model, n);
    node.on = true;
    if ((mask & Bit(n)) == 0) continue;
    node.running = true;
    node.data = Data::kPosition;
    node.has = Has::kState;
    node.uuid = Seqno((n << 5) | ++node.runs);
  }
  Install(model, mask);
  for (int n = 0; n < nodes; ++n) {
    if ((mask & Bit(n)) == 0) continue;
    WriteTaken(At(model, n), model.primary, true);
    At(model, n).seqno = model.length;
  }
  return model;
}

std::uint8_t Common(const Model& model, const Node& node) {
  std::uint8_t common = node.seqno;
  for (int b = node.branch + 1; b <= model.branch; ++b)
    common = std::min(common, model.forks[static_cast<std::size_t>(b)]);
  return common;
}

bool HasAllAcknowledged(const Model& model, const Node& node) {
  if (node.data != Data::kPosition || node.history != 0) return false;
  return (model.acknowledged >> (Common(model, node) + 1)) == 0;
}

bool PrimaryExists(const Model& model) {
  return NodesThat(model, [&](int n) { return At(model, n).in_primary; }) != 0;
}

bool KnowsOurs(const Model& model, unsigned nodes) {
  return NodesThat(model, [&](int n) {
           const Node& node = At(model, n);
           const bool taken = node.record.exists && node.record.taken != kNoView &&
                              ViewAt(model, node.record.taken).history == 0;
           return (nodes & Bit(n)) != 0 && (taken || (node.data == Data::kPosition && node.history == 0));
         }) != 0;
}

bool SeesPrimary(const Model& model, int n) {
  return NodesThat(model, [&](int m) { return At(model, m).in_primary && Reaches(model, n, m); }) != 0;
}

bool Reaches(const Model& model, int a, int b) {
  return At(model, a).on && At(model, b).on && At(model, a).cell == At(model, b).cell;
}

bool BecomePrimary(Model& model, int n) {
  Node& node = At(model, n);
  if (!node.running || !node.booting || !Room(model)) return false;
  node.booting = false;
  if (node.history != 0 && !KnowsOurs(model, node.hand | Bit(n))) {
    model.fault = Fault::kNotOurs;  // all disks that are here are the other cluster's
    return true;
  }
  if (!KnowsBranch(model, node.hand | Bit(n))) {
    model.fault = Fault::kNotOurs;  // a human's force out of sight: see proof.h, what remains
    return true;
  }
  // Joiners alone, whose donor is gone, commit nothing; nor does one that fell out of an
  // earlier view and has not noticed.
  const unsigned others = NodesThat(model, [&](int m) {
    const Node& other = At(model, m);
    return other.in_primary && other.has == Has::kState && other.last_primary == model.primary;
  });
  if (others != 0) {
    model.fault = Fault::kTwoPrimaries;
    return true;
  }
  if (!HasAllAcknowledged(model, node)) {
    model.fault = Fault::kLostWrite;
    return true;
  }
  for (int m = 0; m < model.count; ++m) {
    const Node& other = At(model, m);
    if (other.data == Data::kPosition && other.history == 0 && other.branch == node.branch &&
        other.seqno > node.seqno) {
      model.fault = Fault::kAheadLeft;
      return true;
    }
  }
  if (Common(model, node) != node.seqno) {
    model.fault = Fault::kLostBranch;
    return true;
  }
  node.branch = model.branch;
  model.length = node.seqno;
  node.received = node.seqno;
  node.has = Has::kState;
  node.clean = false;
  node.promised_to = kNobody;
  node.hand = 0;
  node.proven = false;
  Install(model, Bit(n));
  return true;
}

bool Happen(Model& model, Event event, bool early_mark) {
  if (event.a >= model.count && event.kind != Kind::kPartition && event.kind != Kind::kPowerCut) return false;
  switch (event.kind) {
    case Kind::kStart:
      return Start(model, event.a, false);
    case Kind::kStartRestored:
      return Start(model, event.a, true);
    case Kind::kForm:
      return Form(model, event.a, event.b != 0);
    case Kind::kOrder:
      return Order(model, event.a);
    case Kind::kStep:
      return Step(model, event.a, event.b != 0, early_mark);
    case Kind::kPlace: {
      Node& node = At(model, event.a);
      if (!node.running || node.record.placed || node.record.taken == kNoView) return false;
      node.record.placed = true;
      return true;
    }
    case Kind::kDonate:
    case Kind::kDonateFull:
      if (event.b >= model.count) return false;
      return Donate(model, event.a, event.b, event.kind == Kind::kDonateFull, early_mark);
    case Kind::kStop:
      return Stop(model, event.a);
    case Kind::kForce:
      return Force(model, event.a);
    case Kind::kLoseDisk:
    case Kind::kWipe:
    case Kind::kLoseRecord:
    case Kind::kForeignDisk:
      return HappenToDisk(model, event);
    case Kind::kPowerOn:
    case Kind::kKill:
    case Kind::kPowerOff:
    case Kind::kPowerCut:
    case Kind::kKillInDdl:
    case Kind::kPartition:
      return HappenToMachine(model, event);
    case Kind::kBecome:
      return BecomePrimary(model, event.a);
    case Kind::kAsk:
    case Kind::kRelease:
    case Kind::kBoot:
      return false;
  }
  return false;
}

}  // namespace simulation

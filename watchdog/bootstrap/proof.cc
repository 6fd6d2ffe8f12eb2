#include "bootstrap/proof.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace watchdog {
namespace {

using Kind = Objection::Kind;
using Data = Testimony::Data;
using Primary = Testimony::Primary;
using Member = galera::NotifiedMember;

// garbd's name is fixed, and it serves no clients.
bool IsArbitrator(const Member& member) { return member.name == "garb" && member.address.empty(); }

std::string Shown(const Testimony& testimony) {
  return testimony.name.empty() ? testimony.address : testimony.name;
}

std::string Shown(const Member& member) { return member.name.empty() ? member.uuid : member.name; }

std::set<std::string> Uuids(const RecordedView& view) {
  std::set<std::string> uuids;
  for (const Member& member : view.members) uuids.insert(member.uuid);
  return uuids;
}

// The last view taken, where the record is of the history that the data is of.
const RecordedView* Taken(const Testimony& testimony) {
  if (!testimony.record || !testimony.record->taken) return nullptr;
  const RecordedView& view = *testimony.record->taken;
  if (testimony.position && testimony.position->uuid != view.state_uuid) return nullptr;
  return &view;
}

bool HasRecord(const Testimony& testimony) {
  return testimony.record && (!testimony.record->taken || Taken(testimony) != nullptr);
}

// The views that may be the latest one taken: it, and those whose place is not
// known and may be later.
std::vector<RecordedView> LatestViews(std::span<const Testimony> testimonies) {
  std::optional<std::int64_t> latest;
  for (const Testimony& testimony : testimonies) {
    const RecordedView* view = Taken(testimony);
    if (view != nullptr && view->seqno) latest = std::max(latest.value_or(*view->seqno), *view->seqno);
  }
  std::vector<RecordedView> views;
  for (const Testimony& testimony : testimonies) {
    const RecordedView* view = Taken(testimony);
    if (view == nullptr) continue;
    // A view that a node took is the next of its history, or it has committed it.
    const bool older = view->seqno ? view->seqno < latest
                                   : latest && testimony.position && testimony.position->seqno + 1 < *latest;
    const auto same = [&](const RecordedView& other) { return Uuids(other) == Uuids(*view); };
    if (older) continue;
    const auto found = std::find_if(views.begin(), views.end(), same);
    if (found == views.end()) {
      views.push_back(*view);
    } else if (!found->seqno) {
      *found = *view;
    }
  }
  std::sort(views.begin(), views.end(), [](const RecordedView& a, const RecordedView& b) {
    return std::tuple(b.seqno, Uuids(a)) < std::tuple(a.seqno, Uuids(b));
  });
  return views;
}

// Which members of the latest view report, and what is missing.
class Roll {
 public:
  explicit Roll(std::span<const Testimony> testimonies) : testimonies_(testimonies) {}

  // Who reports as a member of all of `views`.
  std::set<const Testimony*> InAll(std::size_t views) const {
    std::set<const Testimony*> members;
    for (const auto& [member, in] : present_) {
      if (in.size() == views) members.insert(member);
    }
    return members;
  }
  std::set<const Testimony*> InAny() const {
    std::set<const Testimony*> members;
    for (const auto& [member, in] : present_) members.insert(member);
    return members;
  }
  std::vector<Objection>& objections() { return objections_; }

  void Call(const Member& member, const RecordedView& view) {
    if (IsArbitrator(member)) return;
    const std::vector<const Testimony*> found = Find(member, view);
    if (found.empty()) return Missing(member);
    if (found.size() > 1) return Ambiguous(member, found);
    const Testimony& testimony = *found.front();
    present_[&testimony].insert(&view);
    Examine(testimony, view);
  }

  void Object(Kind kind, std::string node, std::string other, std::string detail) {
    objections_.push_back({kind, std::move(node), std::move(other), std::move(detail)});
  }

 private:
  // By gvwstate.dat, which is of the run that was cut short: a join puts an older one aside.
  static bool IsOfTheRun(const Testimony& testimony, const RecordedView& view) {
    return std::any_of(view.members.begin(), view.members.end(), [&](const Member& member) {
      const auto& uuids = testimony.member_uuids;
      return std::find(uuids.begin(), uuids.end(), member.uuid) != uuids.end();
    });
  }

  static bool Took(const Testimony& testimony, const RecordedView& view) {
    const RecordedView* taken = Taken(testimony);
    return taken != nullptr && Uuids(*taken) == Uuids(view);
  }

  // By Galera's own UUID of that run; by name, if it is unique, only one that took that very view. A
  // name alone may be borne by the machine that replaced the member's, or by the
  // member itself after it lost its disk: its record is of later runs.
  std::vector<const Testimony*> Find(const Member& member, const RecordedView& view) const {
    std::vector<const Testimony*> found;
    for (const Testimony& testimony : testimonies_) {
      const auto& uuids = testimony.member_uuids;
      const bool known = (testimony.record && testimony.record->member_uuid == member.uuid) ||
                         std::find(uuids.begin(), uuids.end(), member.uuid) != uuids.end();
      if (known) found.push_back(&testimony);
    }
    const auto namesake = [&](const Member& other) { return other.name == member.name; };
    const bool unique = std::count_if(view.members.begin(), view.members.end(), namesake) == 1;
    if (!found.empty() || member.name.empty() || !unique) return found;
    for (const Testimony& testimony : testimonies_) {
      if (testimony.name == member.name && Took(testimony, view)) found.push_back(&testimony);
    }
    return found;
  }

  // Nobody is known to be that member; says what there is under its name.
  void Missing(const Member& member) {
    std::vector<const Testimony*> named;
    for (const Testimony& testimony : testimonies_) {
      if (!member.name.empty() && testimony.name == member.name) named.push_back(&testimony);
    }
    if (named.size() > 1) return Ambiguous(member, named);
    if (named.empty()) return Object(Kind::kMemberSilent, Shown(member), "", member.address);
    const Testimony& now = *named.front();
    if (now.data == Data::kEmpty) return Object(Kind::kMemberEmpty, Shown(member), "", "");
    if (!HasRecord(now)) return Object(Kind::kNoRecord, Shown(member), "", "");
    Object(Kind::kMemberSilent, Shown(member), "",
           now.address + " bears its name now, and has no record of that run");
  }

  void Ambiguous(const Member& member, const std::vector<const Testimony*>& found) {
    Object(Kind::kAmbiguousMember, Shown(member), "", found[0]->address + " and " + found[1]->address);
  }

  void Examine(const Testimony& testimony, const RecordedView& view) {
    if (testimony.primary == Primary::kUnknown) Object(Kind::kMemberUncertain, Shown(testimony), "", "");
    switch (testimony.data) {
      case Data::kEmpty:
        // One that joined and never got the state has nothing to lose.
        if (!testimony.record || testimony.record->taken)
          return Object(Kind::kMemberEmpty, Shown(testimony), "", "");
        break;
      case Data::kUnknown:
        return Object(Kind::kMemberUnknown, Shown(testimony), "", "");
      case Data::kCutShort:
        // The script of a joiner leaves its mark before a donor has taken the view of the join.
        if (Took(testimony, view)) return Object(Kind::kMemberCutShort, Shown(testimony), "", "");
        // A run of mariadbd that began with a transfer, and is known by Galera's own file, has taken no
        // view in it: the command that records one is first run when the transfer is over.
        if (!testimony.record && IsOfTheRun(testimony, view)) return;
        break;
      case Data::kPosition:
      case Data::kTainted:
        break;
    }
    if (!HasRecord(testimony)) Object(Kind::kNoRecord, Shown(testimony), "", "");
  }

  const std::span<const Testimony> testimonies_;
  std::map<const Testimony*, std::set<const RecordedView*>> present_;
  std::vector<Objection> objections_;
};

// The member to start from: the greatest seqno, then the lowest name.
const Testimony* Best(const std::set<const Testimony*>& members) {
  const Testimony* best = nullptr;
  for (const Testimony* member : members) {
    if (member->data != Data::kPosition || !member->position) continue;
    const auto key = [](const Testimony& t) {
      return std::tuple(-t.position->seqno, std::string_view(t.name), std::string_view(t.address),
                        std::string_view(t.node_id));
    };
    if (best == nullptr || key(*member) < key(*best)) best = member;
  }
  return best;
}

void CompareBranches(std::span<const Testimony> testimonies, Roll& roll) {
  const Testimony* longest = nullptr;
  const auto branches = [](const Testimony& t) -> const std::vector<Branch>& { return t.record->branches; };
  for (const Testimony& testimony : testimonies) {
    if (!testimony.record) continue;
    if (longest == nullptr || branches(testimony).size() > branches(*longest).size()) longest = &testimony;
  }
  if (longest == nullptr) return;
  for (const Testimony& testimony : testimonies) {
    if (!testimony.record || !testimony.position) continue;
    const auto& own = branches(testimony);
    const auto& all = branches(*longest);
    const bool prefix = std::equal(own.begin(), own.end(), all.begin());
    if (prefix && (own.size() == all.size() || testimony.position->seqno <= all[own.size()].seqno)) continue;
    roll.Object(Kind::kTwoBranches, Shown(testimony), Shown(*longest), testimony.position->Text());
  }
}

// All data, and all views that anybody took or joined, are of one history: seqnos of two can't be compared.
void CompareHistories(std::span<const Testimony> testimonies, const Testimony* best, Roll& roll) {
  const Testimony* other = best;
  std::string uuid = best == nullptr ? "" : best->position->uuid;
  const auto compare = [&](const Testimony& testimony, const std::string& own) {
    if (uuid.empty()) {
      uuid = own;
      other = &testimony;
    }
    if (own != uuid) roll.Object(Kind::kTwoHistories, Shown(testimony), Shown(*other), own + " and " + uuid);
  };
  for (const Testimony& testimony : testimonies) {
    if (testimony.position) compare(testimony, testimony.position->uuid);
    if (!testimony.record) continue;
    if (testimony.record->taken) compare(testimony, testimony.record->taken->state_uuid);
    if (testimony.record->joining) compare(testimony, testimony.record->joining->state_uuid);
  }
}

void CompareWithAll(std::span<const Testimony> testimonies, const Testimony* best, Roll& roll) {
  for (const Testimony& testimony : testimonies) {
    if (testimony.primary == Primary::kYes)
      roll.Object(Kind::kPrimaryExists, Shown(testimony), "", testimony.address);
    if (best == nullptr || !testimony.position) continue;
    if (testimony.position->uuid != best->position->uuid) continue;  // CompareHistories()
    if (testimony.position->seqno <= best->position->seqno) continue;
    const bool tainted = testimony.data == Data::kTainted;
    roll.Object(tainted ? Kind::kMemberTainted : Kind::kAheadOfMembers, Shown(testimony), Shown(*best),
                testimony.position->Text() + " and " + best->position->Text());
  }
  CompareHistories(testimonies, best, roll);
  CompareBranches(testimonies, roll);
}

bool Before(const Objection& a, const Objection& b) {
  return std::tie(a.kind, a.node, a.other, a.detail) < std::tie(b.kind, b.node, b.other, b.detail);
}

}  // namespace

Proof Prove(std::span<const Testimony> said) {
  Proof proof;
  // In one order, so that what is said of two nodes names them in one order.
  std::vector<Testimony> testimonies(said.begin(), said.end());
  std::sort(testimonies.begin(), testimonies.end(),
            [](const Testimony& a, const Testimony& b) { return a.node_id < b.node_id; });
  Roll roll(testimonies);
  const std::vector<RecordedView> views = LatestViews(testimonies);
  if (views.empty()) roll.Object(Kind::kNoRecord, "", "", "");
  for (const RecordedView& view : views) {
    for (const Member& member : view.members) roll.Call(member, view);
  }
  // Where it is not known which view is the latest, the one to start from is a member of each that
  // may be: who asks for promises by any of them must need the promise of that one.
  const Testimony* best = Best(roll.InAll(views.size()));
  if (best == nullptr && !views.empty()) roll.Object(Kind::kNobodyHasState, "", "", "");
  for (const Testimony* member : roll.InAny()) {
    proof.members.push_back(member->node_id);
    if (member->data == Data::kTainted && !member->position)
      roll.Object(Kind::kMemberTainted, Shown(*member), "", "");
  }
  CompareWithAll(testimonies, best, roll);
  if (!views.empty()) proof.view = views.front();
  std::sort(proof.members.begin(), proof.members.end());
  proof.objections = std::move(roll.objections());
  std::sort(proof.objections.begin(), proof.objections.end(), Before);
  proof.objections.erase(std::unique(proof.objections.begin(), proof.objections.end()),
                         proof.objections.end());
  proof.holds = proof.objections.empty() && best != nullptr;
  if (!proof.holds) return proof;
  proof.winner = best->node_id;
  proof.winner_name = best->name;
  proof.position = best->position;
  return proof;
}

std::string_view Name(Kind kind) {
  switch (kind) {
    case Kind::kPrimaryExists:
      return "primary_exists";
    case Kind::kNoRecord:
      return "no_record";
    case Kind::kMemberSilent:
      return "member_silent";
    case Kind::kMemberUncertain:
      return "member_uncertain";
    case Kind::kMemberEmpty:
      return "member_empty";
    case Kind::kMemberCutShort:
      return "member_cut_short";
    case Kind::kMemberUnknown:
      return "member_unknown";
    case Kind::kMemberTainted:
      return "member_tainted";
    case Kind::kAmbiguousMember:
      return "ambiguous_member";
    case Kind::kTwoHistories:
      return "two_histories";
    case Kind::kTwoBranches:
      return "two_branches";
    case Kind::kNobodyHasState:
      return "nobody_has_state";
    case Kind::kAheadOfMembers:
      return "ahead_of_members";
  }
  return "";
}

std::string Describe(const Objection& o) {
  const std::string detail = o.detail.empty() ? "" : " (" + o.detail + ")";
  switch (o.kind) {
    case Kind::kPrimaryExists:
      return o.node + " is in a primary component" + detail;
    case Kind::kNoRecord:
      return o.node.empty() ? "no node has a record of the last primary view"
                            : o.node + " was in the last primary view, and has no record of its views";
    case Kind::kMemberSilent:
      return o.node + detail + " was in the last primary view, and does not report";
    case Kind::kMemberUncertain:
      return o.node + " does not know whether it is in a primary component";
    case Kind::kMemberEmpty:
      return o.node + " was in the last primary view, and its directory is empty: what it had is lost";
    case Kind::kMemberCutShort:
      return o.node +
             " was in the last primary view, and a state transfer into it was cut short since: what it had "
             "may be lost";
    case Kind::kMemberUnknown:
      return o.node + " was in the last primary view, and its position is not known";
    case Kind::kMemberTainted:
      return o.node + " has a zero UUID in grastate.dat, and may have more than the others" + detail;
    case Kind::kAmbiguousMember:
      return "two nodes could be " + o.node + detail + ": give each its own wsrep_node_name";
    case Kind::kTwoHistories:
      return o.node + " and " + o.other + " have data of two different clusters" + detail;
    case Kind::kTwoBranches:
      return o.node + " has transactions that a forced bootstrap, known to " + o.other + ", left behind" +
             detail;
    case Kind::kNobodyHasState:
      return "no member of the last primary view has a position to start from";
    case Kind::kAheadOfMembers:
      return o.node + " was not in the last primary view, and has more than " + o.other + detail;
  }
  return "";
}

}  // namespace watchdog

// From which node a cluster can be started without losing a commit that a client
// was told of: a proof from what the nodes say, never a guess. Pure.
//
// What a position is: all transactions up to its seqno are on that node's disk
// (innodb_flush_log_at_trx_commit=1; any other value takes that away, for the
// last second before a crash). What a record says: see evidence/view_record.h.
//
// The proof holds when, of the latest view T that any reporter has taken:
// 1. every member of T reports, and none of them has taken a later view (else
//    that one is T). A member reports when it says now that it is in no primary
//    component, and what it has: a position; or it has not taken T, and a state
//    transfer into it was cut short or never began. An empty directory is no
//    report: a disk may have been lost. Nor is a transfer that was cut short into one
//    that took T: the mark (sst_in_progress) is made before a donor was found,
//    so what it had may be there, or gone. An arbitrator (garbd) has no data and is not asked.
// 2. a member is who bears its UUID: of that run of mariadbd. By its name, if no other
//    member bears it, only one whose record says that it took T: a name
//    may have gone to another machine, or to the same one with a new disk.
// 3. all who report have data, and records of views, of one history: one state UUID,
//    one branch.
// 4. nobody who is seen is in a primary component.
// Where the place of a view is not known it may be the latest: then all this holds for
// each such view, and who is started is a member of each.
// Then the member of T with the greatest seqno has every commit.
//
// Why. Let T have been taken by R. (a) What was acknowledged in a view before T
// was ordered before T, so it is on R's disk (R had committed all of it before
// it took T); and R, or it is no report, has a position. (b) What was acknowledged in T
// is on the disk of the member that acknowledged it: it had taken T, and has a position.
// (c) Nothing was acknowledged in a view after T: let N be the
// first node to take such a view. N is a member of T, or it got its state after
// T from a node that had taken a later view, which contradicts "first". So N is a
// member of T, it reports, and it has taken a later view than T: a contradiction.
//
// Why no second cluster: a primary component after T needs a member of T that
// took part in it and has recorded it (c), or a bootstrap, which needs a
// promise of every member of T (bootstrap/promise.h), the one who is started among them: as long
// as it acts it promises nothing, even when the promises given to it have expired.
// "In no primary component" is not enough for a promise: a mariadbd that waits
// may form one by itself at any time, by the majority of its last view or by
// gvwstate.dat. Who promises runs none, starts none but to join a primary component
// that it sees, and says with the promise what it has; the rule is judged by that.
//
// gvwstate.dat is no proof: gcomm writes it when it installs a view, and what was ordered before
// may still be in memory. All members of that view may have lost what a node outside has told a
// client. So nobody starts mariadbd with it unless the proof holds.
//
// What remains: a data directory that was put back from an old copy with its record; the disks of
// another cluster, where nobody of this one is in sight; a human's force out of sight, which
// branches the history: it is seen when both branches report, and then nothing is proven;
// a record that could not be written (then it has to be removed: no record is no report).
//
// tests/simulation searches a model of Galera for a counterexample, and shows what each of
// the conditions is for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evidence/view_record.h"

namespace watchdog {

struct Position {
  std::string uuid;        // in lower case, not the zero one
  std::int64_t seqno = 0;  // 0 or more

  std::string Text() const { return uuid + ":" + std::to_string(seqno); }  // as --wsrep_start_position
  bool operator==(const Position&) const = default;
};

// What one node says of itself now. Only what counts: of a peer whose evidence
// is missing, unsigned or malformed there is none.
struct Testimony {
  enum class Primary { kYes, kNo, kUnknown };
  enum class Data {
    kEmpty,     // no data, and it may have had some
    kPosition,  // `position` is what it has
    kCutShort,  // a state transfer into it did not end: nothing of its own
    kTainted,   // a zero UUID in grastate.dat: voted out, or killed inside a DDL statement.
                // Never a source by proof; `position` is what InnoDB says, nullopt: not known
    kUnknown,   // not recovered yet, or it can't be read
  };

  std::string node_id;  // of the warden's run; unique
  std::string name;     // wsrep_node_name
  std::string address;  // for people, and as a last key
  Primary primary = Primary::kUnknown;
  Data data = Data::kUnknown;
  std::optional<Position> position;
  std::optional<ViewRecord> record;       // its own
  std::vector<std::string> member_uuids;  // under which Galera knew it last (gvwstate.dat); may be empty
};

// Why nothing is proven; data for the log, the page and the tests.
struct Objection {
  enum class Kind {
    kPrimaryExists,    // `node` is in a primary component
    kNoRecord,         // nobody has a record of a view
    kMemberSilent,     // `node`, a member of the latest view, does not report
    kMemberUncertain,  // ... does not say whether it is in a primary component
    kMemberEmpty,      // ... has an empty directory
    kMemberCutShort,   // ... had all of that view, and a state transfer into it was cut short since
    kMemberUnknown,    // ... has data whose position is not known
    kMemberTainted,    // ... may have more than the others, under a zero UUID
    kAmbiguousMember,  // two who report could be `node`
    kTwoHistories,     // `node` has another state UUID than `other`
    kTwoBranches,      // `node` has transactions that a forced bootstrap left behind
    kNobodyHasState,   // no member has a position
    kAheadOfMembers,   // `node`, no member, has more than all members: the records contradict each other
  };
  Kind kind = Kind::kNoRecord;
  std::string node;  // name, or address where there is none
  std::string other;
  std::string detail;  // for a human: numbers, addresses

  bool operator==(const Objection&) const = default;
};

struct Proof {
  bool holds = false;
  // The latest view taken, as far as known; also when the proof does not hold.
  std::optional<RecordedView> view;
  std::vector<std::string> members;  // node_id of each member that reports, sorted
  std::string winner;                // node_id; only if it holds
  std::string winner_name;
  std::optional<Position> position;   // of the winner
  std::vector<Objection> objections;  // sorted; empty if it holds
};

// The same answer whatever the order of `testimonies`. One per node_id; ourselves among them.
Proof Prove(std::span<const Testimony> testimonies);

std::string_view Name(Objection::Kind kind);
std::string Describe(const Objection& objection);  // one line

}  // namespace watchdog

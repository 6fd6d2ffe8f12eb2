// What wardens do in the model: testify, prove, promise, bootstrap. The rule is the
// product's (bootstrap/proof.h), or a copy of it that can be weakened, to see
// what each of its conditions is for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bootstrap/proof.h"
#include "galera_model.h"

namespace simulation {

// The product's rule, and what is left out of it.
struct Rule {
  bool majority_enough = false;             // of the members of the latest view; not all
  bool joining_counts = false;              // a view that was joined without the state counts as taken
  bool empty_reports = false;               // an empty directory is a report
  bool no_record_reports = false;           // a member without a record reports by its position
  bool unplaced_is_old = false;             // a view whose seqno is not known is not asked for
  bool uuids_alike = false;                 // positions and views of all clusters are compared
  bool branches_alike = false;              // what a human's force left behind counts
  bool tainted_counts_for_nothing = false;  // more under a zero UUID does not matter
  bool cut_short_reports = false;           // sst_in_progress: nothing of its own, whatever it had taken
  bool namesake_reports = false;            // a member is found by its name alone
  bool position_of_nonmembers = false;      // the greatest seqno wins, member or not
  // Not a weakness, but what may be added: a member whose own record says that it took no view
  // as late as the latest has acknowledged nothing in it, whatever became of its disk.
  bool earlier_is_enough = false;
  bool member_of_any = false;  // of the views that may be the latest; not of each
  enum class Promise : std::uint8_t {
    kStopped,    // by nodes whose mariadbd does not run; evidence is taken with it
    kRunning,    // by any node that is in no primary component
    kForgotten,  // as kStopped, but it may end before the one who got it knows
    kNone,       // nobody is asked
  } promise = Promise::kStopped;

  bool Strict() const;
};

// What node `n` would say of itself now (or said with its promise: a node that promised does not change).
watchdog::Testimony Testify(const Model& model, int n);
std::vector<watchdog::Testimony> Testimonies(const Model& model, unsigned nodes);

// The winner by the rule from what `nodes` say; nullopt: it pauses.
std::optional<int> Judge(const Model& model, unsigned nodes, const Rule& rule);
// ... by the product. Kept per evidence, so that a search asks once.
std::optional<int> Prove(const Model& model, unsigned nodes);

// As Happen(), and kAsk, kRelease, kBoot by that rule.
bool HappenByRule(Model& model, Event event, const Rule& rule, bool early_mark = false);

unsigned Seen(const Model& model, int n);  // reachable, itself among them

}  // namespace simulation

// What each condition of the rule is for: without it the same histories lose a
// commit or make two primary components. MUTANT=name prints the shortest history for one.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "histories.h"
#include "state_search.h"

namespace simulation {
namespace {

bool Wrong(const Model& model) { return model.fault != Fault::kNone && model.fault != Fault::kNotOurs; }

const char* Name(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "nothing";
    case Fault::kLostWrite:
      return "a lost commit";
    case Fault::kTwoPrimaries:
      return "two primary components";
    case Fault::kAheadLeft:
      return "a node with more than the one that is bootstrapped";
    case Fault::kLostBranch:
      return "an abandoned branch";
    case Fault::kNotOurs:
      return "not ours";
  }
  return "";
}

// The number of histories up to the first wrong one; 0: none in `most`.
std::uint64_t HistoriesToAFault(const char* name, const Rule& rule, std::uint64_t most) {
  std::uint64_t played = 0;
  for (std::uint64_t seed = 0; seed < most; ++seed) {
    ++played;
    Player player(seed, rule);
    player.Play(30 + static_cast<int>(seed % 170));
    player.EndWithOutage();
    player.BringAllBack();
    if (player.model().fault == Fault::kNone && !PrimaryExists(player.model())) {
      const unsigned all = Bit(player.model().count) - 1;
      const std::optional<int> winner = Judge(player.model(), all, rule);
      if (winner) player.RecoverFrom(*winner);
    }
    if (!Wrong(player.model())) continue;
    const History shortest = Shrunk(player.history(), rule, Wrong);
    std::printf("%-28s %7llu histories to %s, in %zu steps\n", name, static_cast<unsigned long long>(played),
                Name(Replay(shortest, rule).fault), shortest.events.size());
    const char* shown = std::getenv("MUTANT");
    if (shown != nullptr && std::string_view(shown) == name)
      std::printf("%s\n", Describe(shortest, rule).c_str());
    return played;
  }
  std::printf("%-28s nothing in %llu histories\n", name, static_cast<unsigned long long>(most));
  return 0;
}

TEST(WeakenedRule, EachConditionIsNeeded) {
  struct Mutant {
    const char* name;
    bool Rule::*condition;
  };
  static constexpr Mutant kMutants[] = {
      {"majority_enough", &Rule::majority_enough},
      {"joining_counts", &Rule::joining_counts},
      {"empty_reports", &Rule::empty_reports},
      {"no_record_reports", &Rule::no_record_reports},
      {"uuids_alike", &Rule::uuids_alike},
      {"branches_alike", &Rule::branches_alike},
      {"tainted_counts_for_nothing", &Rule::tainted_counts_for_nothing},
      {"cut_short_reports", &Rule::cut_short_reports},
      {"namesake_reports", &Rule::namesake_reports},
  };
  for (const Mutant& mutant : kMutants) {
    Rule rule;
    rule.*mutant.condition = true;
    EXPECT_GT(HistoriesToAFault(mutant.name, rule, 200000), 0U) << mutant.name;
  }
}

void SearchFinds(const char* name, const Search& search, const Rule& rule) {
  const Found found = SearchStates(search, rule);
  EXPECT_NE(found.fault, Fault::kNone) << name;
  std::printf("%-28s %7llu states to %s, in %d steps\n", name, static_cast<unsigned long long>(found.states),
              Name(found.fault), found.depth);
  const char* shown = std::getenv("MUTANT");
  if (shown != nullptr && std::string_view(shown) == name) std::printf("%s\n", found.trace.c_str());
}

// What is too rare in random histories.
TEST(WeakenedRule, EachConditionIsNeededInSmallClusters) {
  Search search;
  search.bounds = {.orders = 0, .crashes = 2, .stops = 1, .starts = 0, .unplaced = 1, .acts = 2};
  Rule rule;
  rule.member_of_any = true;
  SearchFinds("member_of_any", search, rule);
  rule = {};
  rule.position_of_nonmembers = true;
  SearchFinds("position_of_nonmembers", search, rule);
  rule = {};
  rule.promise = Rule::Promise::kForgotten;
  search.bounds = {.orders = 0, .crashes = 1, .starts = 0, .partitions = 1, .forces = 1};
  SearchFinds("promise: forgotten", search, rule);
  rule = {};
  rule.unplaced_is_old = true;
  search.nodes = 3;
  search.bounds = {.orders = 1, .crashes = 1, .starts = 1, .unplaced = 1};
  SearchFinds("unplaced_is_old", search, rule);
}

TEST(WeakenedRule, ThePromiseIsNeeded) {
  struct Mutant {
    const char* name;
    Rule::Promise promise;
  };
  static constexpr Mutant kMutants[] = {
      {"promise: nobody is asked", Rule::Promise::kNone},
      {"promise: mariadbd may run", Rule::Promise::kRunning},
  };
  for (const Mutant& mutant : kMutants) {
    Rule rule;
    rule.promise = mutant.promise;
    EXPECT_GT(HistoriesToAFault(mutant.name, rule, 200000), 0U) << mutant.name;
  }
}

}  // namespace
}  // namespace simulation

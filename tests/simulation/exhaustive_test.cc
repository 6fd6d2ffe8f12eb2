// Every state of two and three nodes within bounds. FULL=1 goes further.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "state_search.h"

namespace simulation {
namespace {

bool Full() { return std::getenv("FULL") != nullptr; }

void FindsNothing(const char* what, Search search) {
#ifndef NDEBUG
  search.states_max = 20000;
#endif
  const Found found = SearchStates(search, Rule{});
  std::printf("%s: %llu states, %d deep%s; bootstraps by rule: %llu\n", what,
              static_cast<unsigned long long>(found.states), found.depth, found.complete ? ", all" : "",
              static_cast<unsigned long long>(found.proven));
  EXPECT_EQ(found.fault, Fault::kNone) << found.trace;
  EXPECT_EQ(found.disagreements, 0U) << found.trace;
  EXPECT_GT(found.proven, 0U);
}

// `quick` ends by itself where it can; `full` goes as far as memory allows.
Search Within(const Bounds& quick, const Bounds& full) {
  Search search;
  search.bounds = Full() ? full : quick;
  search.states_max = Full() ? 20000000 : 1000000;
  return search;
}

TEST(Exhaustive, TwoNodesThatCrashAndLeave) {
  FindsNothing("two nodes that crash and leave",
               Within({.orders = 2, .crashes = 2, .stops = 1, .starts = 1, .acts = 2},
                      {.orders = 2, .crashes = 2, .stops = 1, .starts = 2, .unplaced = 1, .acts = 2}));
}

TEST(Exhaustive, TwoNodesThatPart) {
  FindsNothing(
      "two nodes that part",
      Within({.orders = 1, .crashes = 2, .starts = 1, .partitions = 1, .unplaced = 1, .truncations = 1},
             {.orders = 2, .crashes = 2, .stops = 1, .starts = 1, .partitions = 1, .truncations = 1}));
}

TEST(Exhaustive, TwoNodesWithLostDisks) {
  Search search = Within({.orders = 1, .crashes = 2, .stops = 1, .starts = 1, .disks = 1, .kills_in_ddl = 1},
                         {.orders = 1, .crashes = 2, .stops = 1, .starts = 2, .disks = 1, .kills_in_ddl = 1});
  search.early_mark = true;
  FindsNothing("two nodes with lost disks", search);
}

TEST(Exhaustive, TwoNodesAHumansForceAForeignDisk) {
  FindsNothing("two nodes, a human's force, a foreign disk",
               Within({.orders = 2, .crashes = 1, .stops = 1, .starts = 1, .forces = 1, .foreign = 1},
                      {.orders = 2, .crashes = 2, .stops = 1, .starts = 1, .forces = 1, .foreign = 1}));
}

TEST(Exhaustive, ThreeNodesThatCrash) {
  Search search = Within({.orders = 1, .crashes = 2, .starts = 1, .unplaced = 1},
                         {.orders = 1, .crashes = 3, .starts = 1, .unplaced = 1, .acts = 2});
  search.nodes = 3;
  search.first = 7;
  FindsNothing("three nodes that crash", search);
}

TEST(Exhaustive, ThreeNodesThatPart) {
  Search search = Within({.orders = 1, .crashes = 1, .starts = 0, .partitions = 1, .truncations = 1},
                         {.orders = 1, .crashes = 2, .starts = 1, .partitions = 1, .truncations = 1});
  search.nodes = 3;
  search.first = 7;
  FindsNothing("three nodes that part", search);
}

TEST(Exhaustive, AThirdNodeJoins) {
  Search search = Within({.orders = 1, .crashes = 1, .starts = 1, .unplaced = 1},
                         {.orders = 1, .crashes = 2, .stops = 1, .starts = 2, .unplaced = 1});
  search.nodes = 3;
  FindsNothing("a third node joins", search);
}

TEST(Exhaustive, AMemberIsReplacedByOneOfItsName) {
  Search search = Within({.orders = 1, .crashes = 1, .stops = 1, .starts = 1},
                         {.orders = 1, .crashes = 2, .stops = 1, .starts = 2, .disks = 1});
  search.nodes = 3;
  search.namesakes = true;
  FindsNothing("a member replaced by one of its name", search);
}

}  // namespace
}  // namespace simulation

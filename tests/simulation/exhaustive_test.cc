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

std::uint64_t States(std::uint64_t quick, std::uint64_t full) { return Full() ? full : quick; }

TEST(Exhaustive, TwoNodesThatCrashAndLeave) {
  Search search;
  search.bounds = {.orders = 2, .crashes = 2, .stops = 1, .starts = 1, .acts = 2};
  search.states_max = States(1000000, 20000000);
  FindsNothing("two nodes that crash and leave", search);
}

TEST(Exhaustive, TwoNodesThatPart) {
  Search search;
  search.bounds = {.orders = 2,
                   .crashes = 2,
                   .stops = 1,
                   .starts = 1,
                   .partitions = 1,
                   .unplaced = 1,
                   .truncations = 1,
                   .acts = 2};
  search.states_max = States(1000000, 20000000);
  FindsNothing("two nodes that part", search);
}

TEST(Exhaustive, TwoNodesWithLostDisks) {
  Search search;
  search.bounds = {.orders = 1, .crashes = 2, .stops = 1, .starts = 1, .disks = 1, .kills_in_ddl = 1};
  search.early_mark = true;
  search.states_max = States(1000000, 20000000);
  FindsNothing("two nodes with lost disks", search);
}

TEST(Exhaustive, ThreeNodesThatCrash) {
  Search search;
  search.nodes = 3;
  search.first = 7;
  search.bounds = {.orders = 1, .crashes = 2, .starts = 1, .unplaced = 1, .acts = 2};
  search.states_max = States(1000000, 20000000);
  FindsNothing("three nodes that crash", search);
}

TEST(Exhaustive, ThreeNodesThatPart) {
  Search search;
  search.nodes = 3;
  search.first = 7;
  search.bounds = {.orders = 1, .crashes = 2, .starts = 1, .partitions = 1, .truncations = 1};
  search.states_max = States(1000000, 20000000);
  FindsNothing("three nodes that part", search);
}

TEST(Exhaustive, AThirdNodeJoins) {
  Search search;
  search.nodes = 3;
  search.first = 3;
  search.bounds = {.orders = 1, .crashes = 2, .stops = 1, .starts = 2};
  search.states_max = States(1000000, 20000000);
  FindsNothing("a third node joins", search);
}

TEST(Exhaustive, AMemberIsReplacedByOneOfItsName) {
  Search search;
  search.nodes = 3;
  search.first = 3;
  search.namesakes = true;
  search.bounds = {.orders = 1, .crashes = 2, .stops = 1, .starts = 2, .disks = 1};
  search.states_max = States(600000, 20000000);
  FindsNothing("a member replaced by one of its name", search);
}

TEST(Exhaustive, ForcedAndForeign) {
  Search search;
  search.bounds = {.orders = 2, .crashes = 2, .stops = 1, .starts = 1, .forces = 1, .foreign = 1};
  search.states_max = States(600000, 20000000);
  FindsNothing("two nodes, a human's force, a foreign disk", search);
}

}  // namespace
}  // namespace simulation

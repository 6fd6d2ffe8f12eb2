#include "bootstrap/restart_budget.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(RestartBudget, NoneByDefault) {
  EXPECT_EQ(RestartBudget(0).AfterDeath(RestartBudget::Time()), std::nullopt);
}

TEST(RestartBudget, RestsLongerEachTimeAndEnds) {
  RestartBudget budget(3);
  RestartBudget::Time now;
  EXPECT_EQ(budget.AfterDeath(now), seconds(1));
  EXPECT_EQ(budget.AfterDeath(now += seconds(5)), seconds(2));
  EXPECT_EQ(budget.AfterDeath(now += seconds(5)), seconds(4));
  EXPECT_EQ(budget.AfterDeath(now += seconds(5)), std::nullopt);
  EXPECT_EQ(budget.AfterDeath(now += minutes(59)), std::nullopt);
  EXPECT_EQ(budget.AfterDeath(now += minutes(1)), seconds(1)) << "an hour later";
}

TEST(RestartBudget, RestsAMinuteAtMost) {
  RestartBudget budget(100);
  for (int i = 0; i < 99; ++i) EXPECT_LE(budget.AfterDeath(RestartBudget::Time()), seconds(60));
}

}  // namespace
}  // namespace watchdog

#include "supervisor/restart_delay.h"

#include <gtest/gtest.h>

namespace watchdog::supervisor {
namespace {

using namespace std::chrono_literals;

TEST(RestartDelay, DoublesUpToItsMostAndStartsAnewAfterALongLife) {
  RestartDelay delay(100ms, 500ms);
  EXPECT_EQ(delay.AfterDeath(0ms), 100ms);
  EXPECT_EQ(delay.AfterDeath(9999ms), 200ms);
  EXPECT_EQ(delay.AfterDeath(0ms), 400ms);
  EXPECT_EQ(delay.AfterDeath(0ms), 500ms);
  EXPECT_EQ(delay.AfterDeath(0ms), 500ms);
  EXPECT_EQ(delay.AfterDeath(10s), 100ms);
}

TEST(RestartDelay, IsNeverNothing) {
  RestartDelay delay(0ms, 0ms);
  EXPECT_EQ(delay.AfterDeath(0ms), 1ms);
}

}  // namespace
}  // namespace watchdog::supervisor

#include "page/back_off.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;

TEST(BackOff, DoublesUpToFiveMinutes) {
  constexpr int kSeconds[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
  int failures = 0;
  for (const int seconds : kSeconds) EXPECT_EQ(BackOff(++failures, 1.0), milliseconds(seconds * 1000));
  EXPECT_EQ(BackOff(1'000'000, 1.0), kBackOffMax);
}

TEST(BackOff, IsAnywhereBelow) {
  EXPECT_EQ(BackOff(10, 0.5), milliseconds(150000));
  EXPECT_EQ(BackOff(10, 0.25), milliseconds(75000));
}

TEST(BackOff, IsNeverNothing) {
  EXPECT_EQ(BackOff(10, 0.0), milliseconds(100));
  EXPECT_EQ(BackOff(0, -1.0), milliseconds(100));
  EXPECT_EQ(BackOff(-5, 2.0), milliseconds(1000));
}

}  // namespace
}  // namespace watchdog

#include "pager/duration_text.h"

#include <gtest/gtest.h>

#include "config/option_value.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;

TEST(DurationText, IsReadAsTheSame) {
  for (const std::int64_t ms :
       {1, 999, 1000, 60'000, 61'001, 90'000, 3'600'000, 86'400'000, 604'800'000, 93'784'005}) {
    const auto read = galera::ParseDuration(DurationText(milliseconds(ms)));
    ASSERT_TRUE(read) << DurationText(milliseconds(ms));
    EXPECT_EQ(read->count(), ms);
  }
  EXPECT_EQ(DurationText(milliseconds(0)), "0s");
  EXPECT_EQ(DurationText(milliseconds(-5)), "0s");
  EXPECT_EQ(DurationText(milliseconds(90'500)), "1m30s500ms");
  EXPECT_EQ(DurationText(std::chrono::hours(24 * 7)), "7d");
}

TEST(DurationText, TheRoughOneHasTwoUnitsAtMost) {
  EXPECT_EQ(RoughDurationText(milliseconds(93'784'005)), "1d2h");
  EXPECT_EQ(RoughDurationText(milliseconds(250'900)), "4m10s");
  EXPECT_EQ(RoughDurationText(milliseconds(12'999)), "12s");
  EXPECT_EQ(RoughDurationText(milliseconds(999)), "0s");
  EXPECT_EQ(RoughDurationText(milliseconds(-999)), "0s");
  EXPECT_EQ(RoughDurationText(std::chrono::hours(1)), "1h");
}

}  // namespace
}  // namespace watchdog

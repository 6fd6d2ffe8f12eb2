#include "system/process_stats.h"

#include <gtest/gtest.h>

#include <string>

#include "system/mariadbd_process.h"

namespace galera {
namespace {

constexpr char kStat[] =
    "4242 (odd) name)) S 1 2 3 4 5 6 7 8 9 10 111 222 0 0 20 0 17 0 99000 123456789 4321 "
    "18446744073709551615 1 1 0";

TEST(ParseProcStat, StartsAfterTheLastBracket) {
  const auto stat = ParseProcStat(kStat);
  ASSERT_TRUE(stat.has_value());
  EXPECT_EQ(stat->cpu_ticks, 333);
  EXPECT_EQ(stat->start_ticks, 99000);
  EXPECT_EQ(stat->virtual_bytes, 123456789);
  EXPECT_EQ(stat->resident_pages, 4321);
}

TEST(ParseProcStat, RejectsWhatIsNone) {
  for (const char* text :
       {"", "4242 (x) S 1 2", "no bracket at all", "1 (x) S a b c d e f g h i j k l m n o p q r s t u v"}) {
    EXPECT_FALSE(ParseProcStat(text).has_value()) << text;
  }
}

TEST(ReadProcessStats, KnowsThisProcess) {
  const ProcessStats stats = ReadProcessStats();
  EXPECT_GT(stats.resident_bytes.value_or(0), 100000);
  EXPECT_GE(stats.open_fds.value_or(0), 3);
  EXPECT_GT(stats.start_time_seconds.value_or(0), 1e9);
}

TEST(MariadbdRunsSinceBefore, FindsNoneThatStartedBeforeTheKernel) {
  EXPECT_FALSE(MariadbdRunsSinceBefore(1));
}

}  // namespace
}  // namespace galera

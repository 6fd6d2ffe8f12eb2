#include "galera/ist_window.h"

#include <gtest/gtest.h>

#include <cmath>

namespace galera {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

GcachePoint At(int second, std::uint64_t committed, std::uint64_t downto, std::uint64_t bytes) {
  return {steady_clock::time_point(seconds(1000 + second)), committed, downto, bytes};
}

TEST(IstWindow, IsUnknownUntilTenSecondsHaveBeenSeen) {
  IstWindow window;
  EXPECT_EQ(window.Seconds(1000), std::nullopt);
  window.Add(At(0, 10, 1, 0));
  EXPECT_EQ(window.Seconds(1000), std::nullopt);
  window.Add(At(9, 20, 1, 100));
  EXPECT_EQ(window.Seconds(1000), std::nullopt);
}

TEST(IstWindow, IsSizeOverByteRateWhileTheCacheFills) {
  IstWindow window;
  window.Add(At(0, 10, 1, 0));
  window.Add(At(10, 20, 1, 1000));  // 100 bytes a second
  EXPECT_EQ(window.Seconds(50000), 500);
  EXPECT_EQ(window.Seconds(std::nullopt), std::nullopt);
}

TEST(IstWindow, IsHeldWriteSetsOverCommitRateOnceTheCacheIsFull) {
  IstWindow window;
  window.Add(At(0, 1000, 500, 0));
  window.Add(At(10, 1100, 601, 1000000));  // 10 commits a second, 500 held
  EXPECT_EQ(window.Seconds(1), 50);
}

TEST(IstWindow, IsEndlessWithoutWrites) {
  IstWindow window;
  window.Add(At(0, 10, 1, 5));
  window.Add(At(20, 10, 1, 5));
  ASSERT_TRUE(window.Seconds(1000).has_value());
  EXPECT_TRUE(std::isinf(*window.Seconds(1000)));
}

TEST(IstWindow, ForgetsAHistoryThatWentBack) {
  IstWindow window;
  window.Add(At(0, 1000, 1, 5000));
  window.Add(At(20, 1100, 1, 9000));
  window.Add(At(21, 3, 1, 100));  // restarted
  EXPECT_EQ(window.Seconds(1000), std::nullopt);
}

TEST(IstWindow, JudgesTheLastTenMinutesOnly) {
  IstWindow window;
  window.Add(At(0, 0, 0, 0));
  window.Add(At(10, 1, 0, 1000000));  // a burst, long ago
  for (int s = 20; s <= 700; s += 5) window.Add(At(s, 1, 0, 1000000 + static_cast<std::uint64_t>(s) * 10));
  const auto got = window.Seconds(1000);
  ASSERT_TRUE(got.has_value());
  EXPECT_NEAR(*got, 100, 1);
}

// A scraper that comes twice a second must not make the memory grow.
TEST(IstWindow, KeepsTheNewestPointWhenPointsComeFast) {
  IstWindow window;
  for (int i = 0; i <= 100; ++i) {
    window.Add({steady_clock::time_point(std::chrono::milliseconds(200 * i)), static_cast<std::uint64_t>(i),
                0, static_cast<std::uint64_t>(i) * 20});
  }
  EXPECT_NEAR(window.Seconds(1000).value_or(0), 10, 0.5);  // 100 bytes a second
}

}  // namespace
}  // namespace galera

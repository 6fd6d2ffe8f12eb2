#include "overview/history.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr std::int64_t kBegin = 1790000000;

system_clock::time_point Wall(double second) {
  return system_clock::time_point(std::chrono::milliseconds(kBegin * 1000 + static_cast<int>(second * 1000)));
}

galera::Snapshot Look(double second, std::uint64_t committed, std::uint64_t paused_ms = 0,
                      std::uint64_t queue = 0) {
  galera::Snapshot look;
  look.taken = steady_clock::time_point(std::chrono::milliseconds(static_cast<int>(second * 1000)));
  look.answered = true;
  galera::WsrepStatus& wsrep = look.wsrep.emplace();
  wsrep.cluster_status = "Primary";
  wsrep.cluster_size = 3;
  wsrep.last_committed = committed;
  wsrep.flow_control_paused_ns = paused_ms * 1000000;
  wsrep.local_recv_queue = queue;
  return look;
}

void Add(History& history, double second, const galera::Snapshot& look) { history.Add(look, Wall(second)); }

TEST(History, TellsOfStepsThatHaveEnded) {
  History history;
  EXPECT_TRUE(history.Line(Wall(5)).points.empty());
  for (int i = 0; i <= 10; ++i)
    Add(history, i,
        Look(i, 100 + static_cast<std::uint64_t>(i) * 50, static_cast<std::uint64_t>(i) * 100, 4));
  const HistoryLine line = history.Line(Wall(12));
  ASSERT_EQ(line.points.size(), 1u);
  EXPECT_EQ(line.end, Wall(10));
  EXPECT_EQ(line.points[0].size, 3u);
  EXPECT_DOUBLE_EQ(*line.points[0].commits_per_s, 50);
  EXPECT_DOUBLE_EQ(*line.points[0].flow_control, 0.1);
  EXPECT_DOUBLE_EQ(*line.points[0].receive_queue, 4);
}

TEST(History, KnowsNothingOfStepsWithoutALook) {
  History history;
  Add(history, 1, Look(1, 1));
  Add(history, 41, Look(41, 1000));
  const HistoryLine line = history.Line(Wall(52));
  ASSERT_EQ(line.points.size(), 5u);
  EXPECT_EQ(line.points[0].size, 3u);
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(line.points[static_cast<std::size_t>(i)], HistoryPoint());
  EXPECT_EQ(line.points[4].size, 3u);
  // What happened in between has no rate.
  EXPECT_EQ(line.points[4].commits_per_s, std::nullopt);
}

TEST(History, IsEmptyWhileTheServerGivesNoAnswer) {
  History history;
  galera::Snapshot none;
  none.taken = Look(1, 0).taken;
  history.Add(none, Wall(1));
  const HistoryLine line = history.Line(Wall(31));
  ASSERT_EQ(line.points.size(), 3u);
  for (const HistoryPoint& point : line.points) EXPECT_EQ(point, HistoryPoint());
}

TEST(History, HasNoSizeOutsideOfThePrimaryComponent) {
  History history;
  galera::Snapshot look = Look(1, 1);
  look.wsrep->cluster_status = "non-Primary";
  look.wsrep->cluster_size = 1;
  Add(history, 1, look);
  EXPECT_EQ(history.Line(Wall(11)).points.at(0).size, std::nullopt);
}

TEST(History, ACounterThatFellGivesNoRate) {
  History history;
  Add(history, 1, Look(1, 500, 900));
  Add(history, 2, Look(2, 20, 0));
  Add(history, 3, Look(3, 30, 0));
  const HistoryLine line = history.Line(Wall(11));
  EXPECT_DOUBLE_EQ(*line.points.at(0).commits_per_s, 10);
  EXPECT_DOUBLE_EQ(*line.points.at(0).flow_control, 0);
}

TEST(History, KeepsAnHourAndForgetsTheRest) {
  History history;
  for (int i = 0; i < 5000; i += 5) Add(history, i, Look(i, static_cast<std::uint64_t>(i) * 2));
  HistoryLine line = history.Line(Wall(5000));
  ASSERT_EQ(line.points.size(), kHistoryPoints);
  for (const HistoryPoint& point : line.points) EXPECT_EQ(point.commits_per_s, 2.0);
  // Two hours of sleep.
  Add(history, 12200, Look(12200, 5));
  line = history.Line(Wall(12210));
  ASSERT_EQ(line.points.size(), kHistoryPoints);
  EXPECT_EQ(line.points[kHistoryPoints - 2], HistoryPoint());
  EXPECT_EQ(line.points.back().size, 3u);
  line = history.Line(Wall(99999));
  ASSERT_EQ(line.points.size(), kHistoryPoints);
  EXPECT_EQ(line.points.back(), HistoryPoint());
}

TEST(History, AClockThatGoesBackDoesNoHarm) {
  History history;
  Add(history, 25, Look(1, 1));
  history.Add(Look(2, 9), Wall(-4000));
  EXPECT_EQ(history.Line(Wall(31)).points.size(), 1u);
  EXPECT_TRUE(history.Line(Wall(-4000)).points.size() <= kHistoryPoints);
}

}  // namespace
}  // namespace watchdog

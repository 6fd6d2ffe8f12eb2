#include "pager/rates.h"

#include <gtest/gtest.h>

#include <cmath>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class RatesTest : public testing::Test {
 protected:
  galera::Snapshot Look(double at) {
    galera::Snapshot look;
    look.taken = std::chrono::steady_clock::time_point(milliseconds(static_cast<int>(at * 1000)));
    look.answered = true;
    look.wsrep.emplace();
    return look;
  }
  void Paused(double at, double paused_seconds) {
    auto look = Look(at);
    look.wsrep->flow_control_paused_ns = static_cast<std::uint64_t>(paused_seconds * 1e9);
    rates_.Add(look);
  }
  void Queue(double at, std::uint64_t length) {
    auto look = Look(at);
    look.wsrep->local_recv_queue = length;
    rates_.Add(look);
  }
  void Silence(double at) {
    auto look = Look(at);
    look.wsrep.reset();
    rates_.Add(look);
  }
  void Written(double at, std::uint64_t seqno, std::uint64_t bytes) {
    auto look = Look(at);
    look.wsrep->last_committed = seqno;
    look.wsrep->local_cached_downto = 1;
    look.wsrep->received_bytes = bytes;
    look.wsrep->replicated_bytes = 0;
    look.constants.gcache_size_bytes = 1000;
    rates_.Add(look);
  }
  Rates rates_;
};

TEST_F(RatesTest, TellsTheShareOfTheLastMinute) {
  for (int i = 0; i <= 200; ++i) Paused(i, i < 100 ? 0 : 0.25 * (i - 100));
  EXPECT_NEAR(*rates_.FlowControlShare(), 0.25, 1e-9);
  for (int i = 201; i <= 230; ++i) Paused(i, 25);
  EXPECT_NEAR(*rates_.FlowControlShare(), 0.125, 0.005);
}

TEST_F(RatesTest, KnowsNothingFromTooShortATime) {
  EXPECT_FALSE(rates_.FlowControlShare());
  EXPECT_FALSE(rates_.ReceiveQueueGrowth());
  EXPECT_FALSE(rates_.IstWindowSeconds());
  for (int i = 0; i < 10; ++i) Paused(i, i);
  EXPECT_FALSE(rates_.FlowControlShare());
  Paused(10, 10);
  EXPECT_EQ(rates_.FlowControlShare(), 1.0);
}

TEST_F(RatesTest, SurvivesACounterThatGoesDown) {
  for (int i = 0; i <= 60; ++i) Paused(i, 1000 + i);
  Paused(61, 0);
  EXPECT_FALSE(rates_.FlowControlShare());
  for (int i = 62; i <= 80; ++i) Paused(i, 0);
  EXPECT_EQ(rates_.FlowControlShare(), 0.0);
}

TEST_F(RatesTest, ForgetsWhatIsOlderThanAMinute) {
  for (int i = 0; i <= 60; ++i) Paused(i, i);
  for (int i = 61; i <= 200; ++i) Silence(i);
  EXPECT_FALSE(rates_.FlowControlShare());
}

TEST_F(RatesTest, TakesBurstsOfLooksAndOldOnes) {
  for (int i = 0; i <= 60000; ++i) Paused(i * 0.001, 0.5 * i * 0.001);
  EXPECT_NEAR(*rates_.FlowControlShare(), 0.5, 0.01);
  Paused(1, 0);  // older: left out
  EXPECT_NEAR(*rates_.FlowControlShare(), 0.5, 0.01);
}

TEST_F(RatesTest, TellsHowTheQueueGrows) {
  for (int i = 0; i <= 60; ++i) Queue(i, static_cast<std::uint64_t>(10 + 7 * i + (i % 2 == 0 ? 5 : 0)));
  EXPECT_NEAR(*rates_.ReceiveQueueGrowth(), 7, 0.05);
  for (int i = 61; i <= 125; ++i) Queue(i, 400);
  EXPECT_NEAR(*rates_.ReceiveQueueGrowth(), 0, 1e-9);
  for (int i = 126; i <= 190; ++i) Queue(i, static_cast<std::uint64_t>(400 - 2 * (i - 126)));
  EXPECT_NEAR(*rates_.ReceiveQueueGrowth(), -2, 0.05);
}

TEST_F(RatesTest, TellsTheIstWindow) {
  for (int i = 0; i <= 20; ++i) Written(i, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(i) * 10);
  EXPECT_NEAR(*rates_.IstWindowSeconds(), 100, 1);
  for (int i = 21; i <= 100; ++i) Silence(i);
  EXPECT_FALSE(rates_.IstWindowSeconds());
}

}  // namespace
}  // namespace watchdog

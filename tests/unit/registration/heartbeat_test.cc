#include "registration/heartbeat.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Step = Heartbeat::Step;

const CheckReport kPasses{true, "synced"};
const CheckReport kFails{false, "joining"};

class HeartbeatTest : public testing::Test {
 protected:
  // Registered and reported as passing, at now_.
  void BringUp() {
    beat_.Done(Step::kRegister, kPasses, now_);
    beat_.Done(Step::kReport, kPasses, now_);
  }
  Step NextAfter(milliseconds time, const CheckReport& report) { return beat_.Next(report, now_ + time); }

  Heartbeat beat_{seconds(30)};
  Heartbeat::Time now_{seconds(1000)};
};

TEST_F(HeartbeatTest, RegistersThenReportsThenRests) {
  EXPECT_EQ(beat_.Next(kFails, now_), Step::kRegister);
  beat_.Done(Step::kRegister, kFails, now_);
  EXPECT_FALSE(beat_.up());
  // An agent that knew us keeps the state that it had.
  EXPECT_EQ(beat_.Next(kFails, now_), Step::kReport);
  beat_.Done(Step::kReport, kFails, now_);
  EXPECT_TRUE(beat_.up());
  EXPECT_EQ(beat_.Next(kFails, now_), Step::kNothing);
}

TEST_F(HeartbeatTest, ReportsEveryThirdOfTheTtl) {
  BringUp();
  EXPECT_EQ(NextAfter(milliseconds(9999), kPasses), Step::kNothing);
  EXPECT_EQ(NextAfter(milliseconds(10000), kPasses), Step::kReport);
  beat_.Done(Step::kReport, kPasses, now_ + seconds(10));
  EXPECT_EQ(NextAfter(milliseconds(19999), kPasses), Step::kNothing);
  EXPECT_EQ(NextAfter(milliseconds(20000), kPasses), Step::kReport);
}

TEST_F(HeartbeatTest, AChangeOfStateIsToldAtOnceAndAnotherReasonIsNot) {
  BringUp();
  EXPECT_EQ(NextAfter(milliseconds(1), kFails), Step::kReport);
  EXPECT_EQ(NextAfter(milliseconds(1), {true, "donor"}), Step::kNothing);
  beat_.Done(Step::kReport, kFails, now_);
  EXPECT_EQ(NextAfter(milliseconds(1), kPasses), Step::kReport);
  EXPECT_EQ(NextAfter(milliseconds(1), {false, "stale: 2501 ms"}), Step::kNothing);
}

TEST_F(HeartbeatTest, AnAgentThatForgotIsToldAtOnce) {
  BringUp();
  beat_.Forgotten(now_);
  EXPECT_FALSE(beat_.up());
  EXPECT_EQ(beat_.Next(kPasses, now_), Step::kRegister);
  beat_.Done(Step::kRegister, kPasses, now_);
  EXPECT_EQ(beat_.Next(kPasses, now_), Step::kReport);
}

// Else the two would take turns as fast as the agent answers.
TEST_F(HeartbeatTest, AnAgentThatForgetsAtOnceIsGivenTime) {
  beat_.Done(Step::kRegister, kPasses, now_);
  beat_.Forgotten(now_);
  EXPECT_EQ(NextAfter(milliseconds(999), kPasses), Step::kNothing);
  EXPECT_EQ(NextAfter(milliseconds(1000), kPasses), Step::kRegister);
  beat_.Done(Step::kRegister, kPasses, now_ + seconds(1));
  beat_.Forgotten(now_ + seconds(1));
  EXPECT_EQ(NextAfter(milliseconds(2999), kPasses), Step::kNothing);
  EXPECT_EQ(NextAfter(milliseconds(3000), kPasses), Step::kRegister);
}

TEST_F(HeartbeatTest, FailuresWaitLongerEachTimeUpToABound) {
  for (const int delay : {1, 2, 4, 8, 15, 15, 15}) {
    beat_.Failed(now_);
    EXPECT_EQ(NextAfter(milliseconds(1000 * delay - 1), kPasses), Step::kNothing) << delay;
    EXPECT_EQ(NextAfter(milliseconds(1000 * delay), kPasses), Step::kRegister) << delay;
  }
}

TEST_F(HeartbeatTest, AFailedReportIsMadeAgainWithoutRegistering) {
  BringUp();
  beat_.Failed(now_);
  EXPECT_FALSE(beat_.up());
  EXPECT_EQ(NextAfter(milliseconds(1000), kFails), Step::kReport);
  beat_.Done(Step::kReport, kFails, now_ + seconds(1));
  EXPECT_TRUE(beat_.up());
  beat_.Failed(now_ + seconds(1));
  EXPECT_EQ(NextAfter(milliseconds(2000), kPasses), Step::kReport) << "the delay begins anew";
}

TEST_F(HeartbeatTest, ManyFailuresOverflowNothing) {
  for (int i = 0; i < 1000; ++i) beat_.Failed(now_);
  EXPECT_EQ(NextAfter(milliseconds(15000), kPasses), Step::kRegister);
}

}  // namespace
}  // namespace watchdog

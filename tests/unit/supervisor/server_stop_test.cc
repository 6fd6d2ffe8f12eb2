#include "supervisor/server_stop.h"

#include <gtest/gtest.h>

namespace watchdog::supervisor {
namespace {

using namespace std::chrono_literals;
using control::Graces;
using control::Phase;

const Time kNow = Time(1000h);
const Graces kGraces{3s, 0s, 60s, 5s};

TEST(ServerStop, HasNothingToDoUntilAsked) {
  ServerStop stop;
  EXPECT_EQ(stop.Next(kNow, Phase::kServing, kGraces), StopStep::kNone);
  EXPECT_EQ(stop.Due(Phase::kServing, kGraces), std::nullopt);
  EXPECT_FALSE(stop.begun());
}

TEST(ServerStop, KillsAWaitingOneAfterItsGrace) {
  ServerStop stop;
  stop.BySignal(kNow, Phase::kWaiting, kGraces);
  EXPECT_EQ(stop.Next(kNow, Phase::kWaiting, kGraces), StopStep::kTerminate);
  EXPECT_EQ(stop.Due(Phase::kWaiting, kGraces), kNow + 3s);
  EXPECT_EQ(stop.GraceLeft(kNow + 1s, Phase::kWaiting, kGraces), 2s);
  EXPECT_EQ(stop.Next(kNow + 2999ms, Phase::kWaiting, kGraces), StopStep::kNone);
  EXPECT_EQ(stop.Next(kNow + 3s, Phase::kWaiting, kGraces), StopStep::kKill);
  EXPECT_EQ(stop.Next(kNow + 4s, Phase::kWaiting, kGraces), StopStep::kNone);
}

TEST(ServerStop, NeverKillsAStateTransferWithoutAGrace) {
  ServerStop stop;
  stop.BySignal(kNow, Phase::kTransfer, kGraces);
  EXPECT_EQ(stop.Next(kNow, Phase::kTransfer, kGraces), StopStep::kTerminate);
  EXPECT_EQ(stop.GraceLeft(kNow, Phase::kTransfer, kGraces), std::nullopt);
  for (int i = 1; i < 1000; ++i) {
    ASSERT_EQ(stop.Next(kNow + i * 10s, Phase::kTransfer, kGraces), StopStep::kProgress);
    ASSERT_EQ(stop.Next(kNow + i * 10s, Phase::kTransfer, kGraces), StopStep::kNone);
  }
  EXPECT_EQ(stop.Waited(kNow + 30s), 30s);
}

TEST(ServerStop, TheGraceIsThatOfThePhaseNow) {
  ServerStop stop;
  stop.BySignal(kNow, Phase::kWaiting, kGraces);
  EXPECT_EQ(stop.Next(kNow, Phase::kWaiting, kGraces), StopStep::kTerminate);
  EXPECT_EQ(stop.Next(kNow + 5s, Phase::kTransfer, kGraces), StopStep::kNone);
  EXPECT_EQ(stop.Next(kNow + 59s, Phase::kServing, kGraces), StopStep::kProgress);
  EXPECT_EQ(stop.Next(kNow + 60s, Phase::kServing, kGraces), StopStep::kKill);
}

TEST(ServerStop, DrainsAServingOneFirst) {
  ServerStop stop;
  stop.BySignal(kNow, Phase::kServing, kGraces);
  EXPECT_TRUE(stop.draining());
  EXPECT_EQ(stop.Next(kNow, Phase::kServing, kGraces), StopStep::kNone);
  EXPECT_EQ(stop.Due(Phase::kServing, kGraces), kNow + 5s);
  EXPECT_EQ(stop.Next(kNow + 5s, Phase::kServing, kGraces), StopStep::kTerminate);
  EXPECT_FALSE(stop.draining());
  EXPECT_EQ(stop.GraceLeft(kNow + 5s, Phase::kServing, kGraces), 60s);
}

TEST(ServerStop, ASecondSignalCutsTheDrainShortAndTerminatesAgainAfterIt) {
  ServerStop stop;
  stop.BySignal(kNow, Phase::kServing, kGraces);
  stop.BySignal(kNow + 1s, Phase::kServing, kGraces);
  EXPECT_EQ(stop.Next(kNow + 1s, Phase::kServing, kGraces), StopStep::kTerminate);
  stop.BySignal(kNow + 2s, Phase::kServing, kGraces);
  EXPECT_EQ(stop.Next(kNow + 2s, Phase::kServing, kGraces), StopStep::kTerminate);
  // The grace began with the first of them.
  EXPECT_EQ(stop.GraceLeft(kNow + 2s, Phase::kServing, kGraces), 59s);
}

TEST(ServerStop, TheWorkersGraceHoldsUntilASignalComes) {
  ServerStop stop;
  stop.ByWorker(kNow, 1s);
  EXPECT_EQ(stop.Next(kNow, Phase::kServing, kGraces), StopStep::kTerminate);
  EXPECT_EQ(stop.Due(Phase::kServing, kGraces), kNow + 1s);
  stop.BySignal(kNow + 500ms, Phase::kServing, kGraces);
  EXPECT_EQ(stop.Next(kNow + 500ms, Phase::kServing, kGraces), StopStep::kTerminate);
  EXPECT_EQ(stop.GraceLeft(kNow + 500ms, Phase::kServing, kGraces), 60s);
}

TEST(ServerStop, TheWorkerCutsADrainShortButSetsNoGraceThen) {
  ServerStop stop;
  stop.BySignal(kNow, Phase::kServing, kGraces);
  stop.ByWorker(kNow + 1s, 1ms);
  EXPECT_EQ(stop.Next(kNow + 1s, Phase::kServing, kGraces), StopStep::kTerminate);
  EXPECT_EQ(stop.GraceLeft(kNow + 1s, Phase::kServing, kGraces), 60s);
}

TEST(ServerStop, TheWorkersGraceOfZeroMeansNever) {
  ServerStop stop;
  stop.ByWorker(kNow, 0s);
  EXPECT_EQ(stop.Next(kNow, Phase::kWaiting, kGraces), StopStep::kTerminate);
  EXPECT_EQ(stop.GraceLeft(kNow, Phase::kWaiting, kGraces), std::nullopt);
}

TEST(ServerStop, ForgetsAllAtTheEndOfTheServer) {
  ServerStop stop;
  stop.ByWorker(kNow, 1s);
  stop.Reset();
  EXPECT_EQ(stop.Next(kNow + 1h, Phase::kWaiting, kGraces), StopStep::kNone);
}

}  // namespace
}  // namespace watchdog::supervisor

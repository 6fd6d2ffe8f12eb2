// A power cut of three nodes: the time until all are Synced, by wardens and by a perfect script, in turn.
// FULL=1.
#include <algorithm>
#include <chrono>
#include <iostream>

#include "node_life.h"
#include "perfect_script.h"
#include "recovery_stage.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 3;

class RecoveryTime : public RecoveryStage {
 protected:
  void SetUp() override {
    if (!RunsInFull()) GTEST_SKIP() << "FULL=1 measures it";
  }

  void CutPower() {
    StartLoad();
    Kill(kAll);
    ASSERT_TRUE(StopLoad());
  }
  // Leaves the nodes as wardens have them.
  PerfectScript::Times Script() {
    CutPower();
    PerfectScript script(stage(), kAll);
    const PerfectScript::Times times = script.Run();
    script.Stop();
    return times;
  }

  static Millis Since(Clock::time_point start) {
    return std::chrono::duration_cast<Millis>(Clock::now() - start);
  }
  static long long Median(std::vector<Millis> times) {
    std::sort(times.begin(), times.end());
    return times[times.size() / 2].count();
  }
};

TEST_F(RecoveryTime, ProvenBesideAPerfectScript) {
  ASSERT_NO_FATAL_FAILURE(Begin("proven"));
  std::vector<Millis> ours;
  std::vector<Millis> bare;
  for (int round = 0; round < kRounds; ++round) {
    ASSERT_NO_FATAL_FAILURE(CutPower());
    const auto start = Clock::now();
    Start(kAll);
    ASSERT_TRUE(Synced(kAll)) << Logs();
    ours.push_back(Since(start));
    const PerfectScript::Times script = Script();
    bare.push_back(script.positions + script.start);
    Start(kAll);
    ASSERT_NO_FATAL_FAILURE(ExpectRecovered("after clean stops"));
  }
  std::cout << "[ measured ] all Synced after a power cut: wardens " << Median(ours)
            << " ms, a perfect script " << Median(bare) << " ms (medians of " << kRounds << ")\n";
}

// From the word on; what the script knew before it is what a paused node knows, too.
TEST_F(RecoveryTime, ConfirmedBesideAPerfectScript) {
  ASSERT_NO_FATAL_FAILURE(Begin("confirm"));
  std::vector<Millis> ours;
  std::vector<Millis> bare;
  for (int round = 0; round < kRounds; ++round) {
    ASSERT_NO_FATAL_FAILURE(CutPower());
    Start(kAll);
    ASSERT_TRUE(AllSay(kAll, "ACTION REQUIRED")) << Logs();
    const int node = ProvenNode(1);
    ASSERT_NE(node, 0);
    Touch(node, "confirm-new-cluster");
    const auto start = Clock::now();
    ASSERT_TRUE(Synced(kAll)) << Logs();
    ours.push_back(Since(start));
    bare.push_back(Script().start);
    Start(kAll);
    ASSERT_TRUE(AllSay(kAll, "ACTION REQUIRED")) << Logs();
    const int again = ProvenNode(1);
    ASSERT_NE(again, 0);
    Touch(again, "confirm-new-cluster");
    ASSERT_NO_FATAL_FAILURE(ExpectRecovered("after clean stops"));
  }
  std::cout << "[ measured ] all Synced after the word: wardens " << Median(ours)
            << " ms, a perfect script that knows the positions " << Median(bare) << " ms (medians of "
            << kRounds << ")\n";
}

}  // namespace
}  // namespace galera

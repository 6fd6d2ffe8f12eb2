#include "node/server_phase.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using control::Phase;
using galera::NodeState;

galera::Snapshot Silent(NodeState state) {
  galera::Snapshot snapshot;
  snapshot.state = state;
  return snapshot;
}

TEST(NextPhase, FollowsAJoinerToItsService) {
  const galera::Snapshot down = Silent(NodeState::kDown);
  const galera::Snapshot joiner = Silent(NodeState::kJoiner);
  galera::Snapshot synced = Silent(NodeState::kSynced);
  synced.answered = true;
  EXPECT_EQ(NextPhase(Phase::kWaiting, nullptr), Phase::kWaiting);
  EXPECT_EQ(NextPhase(Phase::kWaiting, &down), Phase::kWaiting);
  EXPECT_EQ(NextPhase(Phase::kWaiting, &joiner), Phase::kTransfer);
  EXPECT_EQ(NextPhase(Phase::kTransfer, &synced), Phase::kServing);
}

// On its way down it gives no answer any more; a short grace would kill it in the middle of its shutdown.
TEST(NextPhase, OfOneThatHasServedIsServingToTheEnd) {
  for (const NodeState state : galera::kNodeStates) {
    const galera::Snapshot snapshot = Silent(state);
    EXPECT_EQ(NextPhase(Phase::kServing, &snapshot), Phase::kServing) << Name(state);
  }
}

TEST(NextPhase, OfAServerThatRefusesUsIsServing) {
  galera::Snapshot refused = Silent(NodeState::kUnknown);
  refused.refused = true;
  EXPECT_EQ(NextPhase(Phase::kWaiting, &refused), Phase::kServing);
}

TEST(SaysNoPrimary, KnowsGalerasWords) {
  EXPECT_TRUE(
      SaysNoPrimary("2026-11-21 12:00:00 0 [ERROR] WSREP: failed to open gcomm backend connection: 110: "
                    "failed to reach primary view (pc.wait_prim_timeout): 110 (Connection timed out)"));
  EXPECT_FALSE(SaysNoPrimary("2026-11-21 12:00:00 0 [ERROR] unknown variable 'max_conections=5'"));
}

}  // namespace
}  // namespace watchdog

#include "galera/health.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

const steady_clock::time_point kNow{std::chrono::hours(1)};

Snapshot Node(NodeState state, int local_state) {
  Snapshot s;
  s.taken = kNow - milliseconds(300);
  s.answered = true;
  s.state = state;
  s.read_only = false;
  s.wsrep.emplace();
  s.wsrep->local_state = local_state;
  s.wsrep->ready = true;
  s.wsrep->connected = true;
  s.wsrep->cluster_status = "Primary";
  return s;
}

bool Ready(const Snapshot& s, const HealthPolicy& policy = {}) {
  return EvaluateHealth(HealthQuestion::kReady, &s, policy, kNow).ok;
}
bool Synced(const Snapshot& s, const HealthPolicy& policy = {}) {
  return EvaluateHealth(HealthQuestion::kSynced, &s, policy, kNow).ok;
}

TEST(Health, FollowsTheState) {
  struct Case {
    NodeState state;
    int local_state;
    bool ready, synced;
  };
  for (const Case& c :
       {Case{NodeState::kSynced, 4, true, true}, Case{NodeState::kDonor, 2, false, true},
        Case{NodeState::kJoined, 3, false, false}, Case{NodeState::kJoiner, 1, false, false},
        Case{NodeState::kConnected, 0, false, false}, Case{NodeState::kUnknown, 9, false, false},
        Case{NodeState::kInconsistent, 4, false, false}}) {
    EXPECT_EQ(Ready(Node(c.state, c.local_state)), c.ready) << Name(c.state);
    EXPECT_EQ(Synced(Node(c.state, c.local_state)), c.synced) << Name(c.state);
  }
}

TEST(Health, NeedsReadyConnectedAndPrimaryOnBothPorts) {
  for (const auto breaks :
       {+[](Snapshot& s) { s.wsrep->ready = false; }, +[](Snapshot& s) { s.wsrep->ready.reset(); },
        +[](Snapshot& s) { s.wsrep->connected = false; },
        +[](Snapshot& s) { s.wsrep->cluster_status = "non-Primary"; }}) {
    Snapshot s = Node(NodeState::kSynced, 4);
    breaks(s);
    EXPECT_FALSE(Ready(s));
    EXPECT_FALSE(Synced(s));
  }
}

TEST(Health, KeepsClientsOffADonorUnlessTold) {
  const Snapshot donor = Node(NodeState::kDonor, 2);
  EXPECT_FALSE(Ready(donor));
  EXPECT_TRUE(Ready(donor, {.available_when_donor = true}));
}

TEST(Health, KeepsClientsOffAReadOnlyNodeUnlessTold) {
  Snapshot s = Node(NodeState::kSynced, 4);
  s.read_only = true;
  const Health health = EvaluateHealth(HealthQuestion::kReady, &s, {}, kNow);
  EXPECT_FALSE(health.ok);
  EXPECT_EQ(health.word, "read-only");
  EXPECT_TRUE(Ready(s, {.available_when_read_only = true}));
  EXPECT_TRUE(Synced(s));  // peers don't care
}

TEST(Health, DrainsClientsButNotPeers) {
  Snapshot s = Node(NodeState::kSynced, 4);
  s.draining = true;
  EXPECT_EQ(EvaluateHealth(HealthQuestion::kReady, &s, {}, kNow).word, "draining");
  EXPECT_FALSE(Ready(s));
  EXPECT_TRUE(Synced(s));
}

TEST(Health, IsNeverGoodWhenOldOrUnknown) {
  Snapshot s = Node(NodeState::kSynced, 4);
  s.taken = kNow - milliseconds(2500);
  EXPECT_TRUE(Ready(s));
  s.taken = kNow - milliseconds(2501);
  EXPECT_FALSE(Ready(s));
  EXPECT_FALSE(Synced(s));
  EXPECT_FALSE(EvaluateHealth(HealthQuestion::kReady, nullptr, {}, kNow).ok);
}

TEST(Health, SaysWhyMariadbdGaveNoAnswer) {
  Snapshot s;
  s.taken = kNow;
  s.failure = "connect on 127.0.0.1:3306: no answer within the deadline";
  const Health health = EvaluateHealth(HealthQuestion::kSynced, &s, {}, kNow);
  EXPECT_FALSE(health.ok);
  EXPECT_NE(health.reason.find("no answer within the deadline"), std::string::npos);
}

TEST(Health, IsGoodOnAStandaloneServerThatAnswers) {
  Snapshot s;
  s.taken = kNow;
  s.answered = true;
  s.state = NodeState::kStandalone;
  s.read_only = true;
  EXPECT_TRUE(Ready(s));
  EXPECT_TRUE(Synced(s));
}

}  // namespace
}  // namespace galera

#include "bootstrap/start_decision.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

constexpr char kHistory[] = "11111111-1111-1111-1111-111111111111";

// Of a view of a and b.
Testimony Has(const std::string& name, std::int64_t seqno) {
  Testimony t;
  t.node_id = "id-" + name;
  t.name = name;
  t.primary = Testimony::Primary::kNo;
  t.data = Testimony::Data::kPosition;
  t.position = Position{kHistory, seqno};
  const RecordedView view{kHistory, 5, {}, {{"uuid-a", "a", "h:1"}, {"uuid-b", "b", "h:2"}}};
  t.record = ViewRecord{"cluster", name, "h", "uuid-" + name, view, {}, {}, 0};
  return t;
}

StartView Node(bool data) {
  StartView view;
  view.peers_named = true;
  view.looked = true;
  view.data_present = data;
  view.own_id = "id-a";
  if (data) view.testimonies = {Has("a", 7)};
  return view;
}

HumanAnswers Confirmed() {
  HumanAnswers answers;
  answers.new_cluster = true;
  answers.source = "/tmp/confirm-new-cluster";
  return answers;
}

TEST(DecideStart, PausesWithDataAndNoPrimaryWhateverTheVotesSay) {
  for (const Mode mode : {Mode::kNode, Mode::kSeed, Mode::kPlain}) {
    for (const FounderAnswer founder : {FounderAnswer::kWait, FounderAnswer::kFound, FounderAnswer::kJoin}) {
      StartView view = Node(true);
      view.mode = mode;
      view.founder = founder;
      EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
    }
  }
}

TEST(DecideStart, JoinsAPrimaryThatIsThereInSpiteOfAConfirmation) {
  for (const bool data : {false, true}) {
    for (const Mode mode : {Mode::kNode, Mode::kSeed}) {
      StartView view = Node(data);
      view.mode = mode;
      view.primary_at = "10.0.0.2";
      view.answers = Confirmed();
      view.founder = FounderAnswer::kFound;
      const StartDecision decision = DecideStart(view);
      EXPECT_EQ(decision.kind, StartKind::kJoin);
      EXPECT_NE(decision.reason.find("in spite of /tmp/confirm-new-cluster"), std::string::npos);
    }
  }
}

TEST(DecideStart, StartsNothingWhileItsOwnPositionIsNotKnown) {
  StartView view = Node(true);
  view.unknown_position = "Found 1 prepared transactions!";
  view.fresh = true;
  for (const bool primary : {false, true}) {
    if (primary) view.primary_at = "10.0.0.2";
    for (const auto word : {&HumanAnswers::new_cluster, &HumanAnswers::force, &HumanAnswers::resume}) {
      view.answers = HumanAnswers();
      EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
      EXPECT_FALSE(DecideStart(view).refused);
      view.answers.*word = true;
      const StartDecision decision = DecideStart(view);
      EXPECT_EQ(decision.kind, StartKind::kPause);
      EXPECT_TRUE(decision.refused);
      EXPECT_EQ(decision.findings, std::vector<std::string>{view.unknown_position});
      EXPECT_FALSE(Preview(Word::kForce, view, decision.proof).accepted);
    }
  }
  view.unknown_position.clear();
  EXPECT_EQ(DecideStart(view).kind, StartKind::kJoin);
  EXPECT_TRUE(Preview(Word::kNewCluster, view, {}).accepted) << "as touching the file is";
}

TEST(DecideStart, BootstrapsFromDataByAHumansWord) {
  StartView view = Node(true);
  view.answers = Confirmed();
  EXPECT_EQ(DecideStart(view).kind, StartKind::kBootstrap);
  EXPECT_FALSE(DecideStart(view).proven);
  view.answers = {};
  view.answers.resume = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kResume);
  view.answers = {};
  view.answers.recover = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
}

TEST(DecideStart, OfAnEmptyDirectoryFollowsTheVotes) {
  StartView view = Node(false);
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  view.founder = FounderAnswer::kJoin;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  view.founder = FounderAnswer::kFound;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kFound);
  view.answers.skip_wait = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kJoin);
}

TEST(DecideStart, OfASeedWithAnEmptyDirectoryFounds) {
  StartView view = Node(false);
  view.mode = Mode::kSeed;
  view.peers_named = false;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kFound);
}

TEST(DecideStart, LooksForAPrimaryBeforeItActsOnAConfirmation) {
  for (const bool data : {false, true}) {
    StartView view = Node(data);
    view.answers = Confirmed();
    view.looked = false;
    EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  }
}

// It would start mariadbd with nobody to connect to.
TEST(DecideStart, LooksForPeersBeforeItJoinsThem) {
  StartView view = Node(true);
  view.looked = false;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  view.answers.resume = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  view.looked = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kResume);
  view.answers = HumanAnswers();
  view.answers.skip_wait = true;
  view.looked = false;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
}

// All nodes have the variable: were each to act on it, each would found a cluster of its own.
TEST(DecideStart, TakesAWordGivenBeforehandOnTheFirstPodOnly) {
  StartView view = Node(true);
  view.answers = Confirmed();
  view.answers.beforehand = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
  view.ordinal = 1;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
  view.ordinal = 0;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kBootstrap);
  view.silent = {"10.0.0.2"};
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
  view = Node(true);
  view.peers_named = false;
  view.mode = Mode::kSeed;
  view.answers = Confirmed();
  view.answers.beforehand = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kBootstrap);
}

TEST(DecideStart, HoldsBeforeAnythingElse) {
  StartView view = Node(true);
  view.answers = Confirmed();
  view.answers.hold = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kHold);
  view = Node(false);
  view.mode = Mode::kSleep;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kHold);
}

TEST(DecideStart, RunsAloneWithoutGaleraOrPeers) {
  StartView view = Node(true);
  view.mode = Mode::kNoGalera;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kAlone);
  view.mode = Mode::kNode;
  view.wsrep_on = false;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kAlone);
  view = StartView();
  view.mode = Mode::kPlain;
  view.data_present = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kAlone);
}

TEST(DecideStart, ByProofWhereThePolicySaysSo) {
  StartView view = Node(true);
  view.testimonies.push_back(Has("b", 6));
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
  EXPECT_TRUE(DecideStart(view).proof.holds) << "for the human";
  view.policy = RecoveryPolicy::kProven;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kBootstrap);
  EXPECT_TRUE(DecideStart(view).proven);
  view.own_id = "id-b";
  view.patience = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  EXPECT_NE(DecideStart(view).reason.find("a has every commit"), std::string::npos);
}

TEST(DecideStart, WhoHasEveryCommitAndStartsNothingIsSomethingForAHuman) {
  StartView view = Node(true);
  view.testimonies.push_back(Has("b", 6));
  view.policy = RecoveryPolicy::kProven;
  view.own_id = "id-b";
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
  EXPECT_NE(DecideStart(view).reason.find("galera-warden promote on a"), std::string::npos);
  view.acting = "a";
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait) << "it is at it";
}

TEST(DecideStart, WithoutProofWaitsForSomeTimeThenAsks) {
  StartView view = Node(true);
  view.policy = RecoveryPolicy::kProven;
  view.patience = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  EXPECT_NE(DecideStart(view).reason.find("b (h:2) was in the last primary view"), std::string::npos)
      << DecideStart(view).reason;
  view.patience = false;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
}

TEST(DecideStart, WaitsWhileAnotherStartsACluster) {
  StartView view = Node(true);
  view.testimonies.push_back(Has("b", 6));
  view.policy = RecoveryPolicy::kProven;
  for (const bool word : {false, true}) {
    if (word) view.answers = Confirmed();
    view.acting = "b";
    EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
    view.acting.reset();
    view.promised_to = "b";
    EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
    view.promised_to.reset();
    EXPECT_EQ(DecideStart(view).kind, StartKind::kBootstrap);
  }
}

TEST(DecideStart, AWordThatTheEvidenceContradictsIsOver) {
  StartView view = Node(true);
  view.testimonies.push_back(Has("b", 9));
  view.answers = Confirmed();
  StartDecision decision = DecideStart(view);
  EXPECT_EQ(decision.kind, StartKind::kPause);
  EXPECT_TRUE(decision.refused);
  EXPECT_NE(decision.reason.find("b has 2 transactions that this node lacks"), std::string::npos);
  view.answers.force = true;
  decision = DecideStart(view);
  EXPECT_EQ(decision.kind, StartKind::kBootstrap);
  EXPECT_FALSE(decision.proven);
  EXPECT_EQ(decision.findings.size(), 1u);
  // Whoever set the variable did not see what would be lost.
  view.answers.beforehand = true;
  view.ordinal = 0;
  decision = DecideStart(view);
  EXPECT_EQ(decision.kind, StartKind::kPause);
  EXPECT_FALSE(decision.refused) << "the variable stays";
}

// A server that was alone so far, and shall be the first node.
TEST(DecideStart, StartsAClusterFromDataThatNeverWasInOne) {
  StartView view = Node(true);
  view.fresh = true;
  view.testimonies[0].data = Testimony::Data::kEmpty;
  view.testimonies[0].position.reset();
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
  view.answers = Confirmed();
  EXPECT_EQ(DecideStart(view).kind, StartKind::kBootstrap);
  view.testimonies.push_back(Has("b", 9));
  EXPECT_EQ(DecideStart(view).kind, StartKind::kPause);
  EXPECT_TRUE(DecideStart(view).refused);
}

TEST(DecideStart, FoundsNothingWhereAnotherHasData) {
  StartView view = Node(false);
  view.testimonies = {Has("b", 9)};
  view.mode = Mode::kSeed;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  view.mode = Mode::kNode;
  view.answers = Confirmed();
  EXPECT_EQ(DecideStart(view).kind, StartKind::kWait);
  EXPECT_TRUE(DecideStart(view).refused);
}

}  // namespace
}  // namespace watchdog

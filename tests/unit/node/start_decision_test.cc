#include "node/start_decision.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

StartView Node(bool data) {
  StartView view;
  view.peers_named = true;
  view.looked = true;
  view.data_present = data;
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

TEST(DecideStart, BootstrapsFromDataByAHumansWordOnly) {
  StartView view = Node(true);
  view.answers = Confirmed();
  EXPECT_EQ(DecideStart(view).kind, StartKind::kBootstrap);
  view.answers = {};
  view.answers.resume = true;
  EXPECT_EQ(DecideStart(view).kind, StartKind::kJoin);
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
  EXPECT_EQ(DecideStart(view).kind, StartKind::kJoin);
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
  view.silent_peer = "10.0.0.2";
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

TEST(PauseText, HoldsTheCommandsToPasteAndThePosition) {
  const std::string text = PauseText(Node(true), "/confirm", "u:17");
  EXPECT_NE(text.find("touch /confirm/confirm-new-cluster"), std::string::npos);
  EXPECT_NE(text.find("Position of this node: u:17"), std::string::npos);
}

}  // namespace
}  // namespace watchdog

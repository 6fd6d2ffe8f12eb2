#include "overview/events_between.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using galera::NodeState;
using Level = Event::Severity;
using Server = Observation::Server;
using Texts = std::vector<std::string>;
using std::chrono::seconds;

Scene Serving() {
  Scene scene;
  scene.node = "n1";
  scene.server = Server::kAnswers;
  scene.primary = true;
  scene.state = NodeState::kSynced;
  scene.size = 3;
  scene.members = {{"n1", "u1", false}, {"n2", "u2", false}, {"n3", "u3", false}};
  scene.phase = Evidence::Phase::kServing;
  scene.peers["10.0.0.2"] = {"n2", true, NodeState::kSynced, false};
  return scene;
}

Texts TextsOf(const std::vector<Event>& events) {
  Texts texts;
  for (const Event& event : events) texts.push_back(event.text);
  return texts;
}

TEST(EventsBetween, NothingHappensWhileNothingChanges) {
  EXPECT_EQ(TextsOf(EventsBetween(Serving(), Serving())), Texts{});
}

TEST(EventsBetween, WhoLeftAndWhoJoinedIsNamed) {
  const Scene before = Serving();
  Scene after = before;
  after.members.pop_back();
  after.size = 2;
  auto events = EventsBetween(before, after);
  ASSERT_EQ(TextsOf(events), Texts{"n3 left: 2 of 3 members remain"});
  EXPECT_EQ(events[0].node, "n3");
  EXPECT_EQ(events[0].severity, Level::kWarning);
  EXPECT_EQ(events[0].kind, Event::Kind::kView);
  EXPECT_EQ(TextsOf(EventsBetween(after, before)), Texts{"n3 joined: 3 members"});
  // The same name, started again between two looks.
  after = before;
  after.members[2].uuid = "u4";
  EXPECT_EQ(TextsOf(EventsBetween(before, after)), Texts{"n3 left and joined again: 3 members"});
}

TEST(EventsBetween, WithoutNamesThereIsANumber) {
  Scene before = Serving();
  before.members.clear();
  Scene after = before;
  after.size = 2;
  EXPECT_EQ(TextsOf(EventsBetween(before, after)),
            Texts{"the primary component has 2 members now, it had 3"});
}

TEST(EventsBetween, AServerThatDiesIsCriticalUnlessItIsMeantTo) {
  const Scene before = Serving();
  Scene after = before;
  after.server = Server::kGone;
  after.failure = "mariadbd has ended with signal 9";
  auto events = EventsBetween(before, after);
  ASSERT_EQ(TextsOf(events), Texts{"n1: mariadbd is gone: mariadbd has ended with signal 9"});
  EXPECT_EQ(events[0].severity, Level::kCritical);
  after.phase = Evidence::Phase::kStopping;
  events = EventsBetween(before, after);
  EXPECT_EQ(events[0].severity, Level::kInfo);
  EXPECT_EQ(EventsBetween(after, before)[0].text, "n1: mariadbd answers");
  EXPECT_EQ(EventsBetween(after, before)[0].severity, Level::kOk);
}

TEST(EventsBetween, AServerThatWasNeverThereHasNotGone) {
  Scene before;
  before.node = "n1";
  Scene after = before;
  after.server = Server::kGone;
  EXPECT_EQ(TextsOf(EventsBetween(before, after)), Texts{});
}

TEST(EventsBetween, ThePrimaryComponentIsLostAndFound) {
  const Scene before = Serving();
  Scene after = before;
  after.primary = false;
  after.state = NodeState::kNonPrimary;
  EXPECT_EQ(TextsOf(EventsBetween(before, after)),
            Texts{"n1 lost the primary component: it refuses every statement on a table"});
  EXPECT_EQ(TextsOf(EventsBetween(after, before)),
            (Texts{"n1 is in the primary component: 3 members", "n1: non_primary -> synced"}));
}

TEST(EventsBetween, AQuestionIsCritical) {
  Scene before = Serving();
  before.phase = Evidence::Phase::kWaiting;
  Scene after = before;
  after.phase = Evidence::Phase::kPaused;
  after.question = "data here";
  const auto events = EventsBetween(before, after);
  ASSERT_EQ(TextsOf(events), Texts{"n1 waits for a person: data here"});
  EXPECT_EQ(events[0].severity, Level::kCritical);
  EXPECT_EQ(TextsOf(EventsBetween(after, before)), Texts{"n1: paused -> waiting"});
}

TEST(EventsBetween, ATransferBeginsAndEnds) {
  const Scene before = Serving();
  Scene runs = before;
  Transfer transfer;
  transfer.role = Transfer::Role::kDonor;
  transfer.peer_name = "n3";
  transfer.started = Moment{};
  runs.transfer = transfer;
  EXPECT_EQ(TextsOf(EventsBetween(before, runs)), Texts{});  // of which kind?
  Scene known = runs;
  known.transfer->kind = Transfer::Kind::kSst;
  EXPECT_EQ(TextsOf(EventsBetween(runs, known)), Texts{"n1 sends a full state transfer to n3"});
  Scene further = known;
  further.transfer->bytes = 5u << 20;
  EXPECT_EQ(TextsOf(EventsBetween(known, further)), Texts{});
  Scene done = further;
  done.transfer->ended = Moment{std::chrono::steady_clock::time_point(seconds(61)), {}};
  done.transfer->result = Transfer::Result::kDone;
  EXPECT_EQ(TextsOf(EventsBetween(further, done)),
            Texts{"n1 has sent a full state transfer to n3: 5 MiB in 61 s"});
  done.transfer->result = Transfer::Result::kFailed;
  done.transfer->failure = "no space left";
  const auto events = EventsBetween(further, done);
  EXPECT_EQ(TextsOf(events), Texts{"n1: a full state transfer to n3 has failed: no space left"});
  EXPECT_EQ(events[0].severity, Level::kCritical);
}

TEST(EventsBetween, PeersChangeTheirStateAndFallSilent) {
  const Scene before = Serving();
  Scene after = before;
  after.peers["10.0.0.2"].state = NodeState::kDonor;
  EXPECT_EQ(TextsOf(EventsBetween(before, after)), Texts{"n2: synced -> donor"});
  after = before;
  after.peers["10.0.0.2"].answers = false;
  EXPECT_EQ(TextsOf(EventsBetween(before, after)), Texts{"n2: its warden gives no answer"});
  EXPECT_EQ(TextsOf(EventsBetween(after, before)), Texts{"n2: its warden answers"});
  after = before;
  after.peers["10.0.0.2"].paused = true;
  EXPECT_EQ(TextsOf(EventsBetween(before, after)), Texts{"n2 waits for a person"});
}

class Steps : public testing::Test {
 protected:
  PagerStep Step() { return {{}, {}, seen_, {}, rules_}; }
  Steps() {
    seen_.node = "n1";
    seen_.cluster = "galera";
    seen_.server = Server::kAnswers;
    seen_.state = NodeState::kSynced;
    galera::WsrepStatus& wsrep = seen_.wsrep.emplace();
    wsrep.cluster_status = "Primary";
    wsrep.cluster_size = 2;
    wsrep.local_index = 1;
    wsrep.incoming_addresses = "10.0.0.2:3306,10.0.0.1:3306";
  }
  const IncidentRules rules_ = DefaultRules();
  Observation seen_;
};

TEST_F(Steps, WhatIsNotKnownJustNowIsAsItWasKnownLast) {
  const Scene known = SceneOf(Step(), Serving());
  seen_.server = Server::kUnknown;
  seen_.wsrep.reset();
  const Scene after = SceneOf(Step(), known);
  EXPECT_EQ(after.server, Server::kAnswers);
  EXPECT_EQ(after.size, 2u);
  EXPECT_EQ(after.members.size(), 3u);
}

TEST_F(Steps, MembersAreNamedByTheirAddressesWhereNobodyHasToldOfAView) {
  EXPECT_TRUE(SceneOf(Step(), Scene()).members.empty());
  SeenPeer peer;
  peer.address = "10.0.0.2";
  peer.name = "n2";
  seen_.peers = {peer};
  const Scene scene = SceneOf(Step(), Scene());
  ASSERT_EQ(scene.members.size(), 2u);
  EXPECT_EQ(scene.members[0].name, "n2");
  EXPECT_EQ(scene.members[1].name, "n1");
}

TEST_F(Steps, IncidentsFireAndAreOver) {
  PagerStep step = Step();
  Transition transition;
  transition.incident = Incident::kNodeDown;
  transition.episode.summary = "n1: mariadbd is down";
  step.transitions = {transition};
  auto events = EventsOf(step);
  ASSERT_EQ(TextsOf(events), Texts{"GaleraNodeDown: n1: mariadbd is down"});
  EXPECT_EQ(events[0].severity, Level::kCritical);
  EXPECT_EQ(events[0].node, "n1");
  step.transitions[0].kind = Transition::Kind::kResolved;
  events = EventsOf(step);
  EXPECT_EQ(events[0].text, "GaleraNodeDown is over: n1: mariadbd is down");
  EXPECT_EQ(events[0].severity, Level::kOk);
  step.transitions[0].kind = Transition::Kind::kChanged;
  EXPECT_TRUE(EventsOf(step).empty());
}

}  // namespace
}  // namespace watchdog

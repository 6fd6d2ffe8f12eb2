#include "incident/speaker.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kStagger{5};
const IncidentKind& kOfCluster = KindOf(Incident::kClusterSizeBelowExpected);
const IncidentKind& kQuestion = KindOf(Incident::kBootstrapConfirmationNeeded);

Observation InPrimary(std::optional<std::uint64_t> index) {
  Observation seen;
  seen.node = "node1";
  seen.server = Observation::Server::kAnswers;
  seen.wsrep.emplace();
  seen.wsrep->cluster_status = "Primary";
  seen.wsrep->cluster_size = 3;
  seen.wsrep->local_index = index;
  return seen;
}

SeenPeer Paused(const std::string& name) {
  SeenPeer peer;
  peer.name = name;
  peer.paused = true;
  peer.primary = false;
  return peer;
}

TEST(SpeakAfter, OfItselfEveryNodeSpeaksAtOnce) {
  EXPECT_EQ(SpeakAfter(KindOf(Incident::kNodeDown), Observation{}, kStagger), milliseconds(0));
  EXPECT_EQ(SpeakAfter(KindOf(Incident::kNonPrimary), InPrimary(2), kStagger), milliseconds(0));
}

TEST(SpeakAfter, OfTheClusterInLineByIndex) {
  EXPECT_EQ(SpeakAfter(kOfCluster, InPrimary(0), kStagger), milliseconds(0));
  EXPECT_EQ(SpeakAfter(kOfCluster, InPrimary(2), kStagger), milliseconds(10000));
}

TEST(SpeakAfter, GarbdStandsInNoLine) {
  Observation seen = InPrimary(1);
  seen.wsrep->incoming_addresses = ",10.0.0.1:3306,10.0.0.2:3306";
  EXPECT_EQ(SpeakAfter(kOfCluster, seen, kStagger), milliseconds(0));
  seen.wsrep->local_index = 2;
  EXPECT_EQ(SpeakAfter(kOfCluster, seen, kStagger), milliseconds(5000));
  seen.wsrep->local_index = 7;  // of another view than the addresses
  EXPECT_EQ(SpeakAfter(kOfCluster, seen, kStagger), milliseconds(35000));
}

TEST(SpeakAfter, WithoutAnIndexBehindAllOthers) {
  EXPECT_EQ(SpeakAfter(kOfCluster, InPrimary(std::nullopt), kStagger), milliseconds(15000));
  EXPECT_EQ(SpeakAfter(kOfCluster, InPrimary(~std::uint64_t{0} - 1), kStagger), milliseconds(15000));
}

TEST(SpeakAfter, OutsideOfThePrimaryComponentNobodySpeaksOfTheCluster) {
  Observation seen = InPrimary(0);
  seen.wsrep->cluster_status = "non-Primary";
  EXPECT_EQ(SpeakAfter(kOfCluster, seen, kStagger), std::nullopt);
  seen = InPrimary(0);
  seen.server = Observation::Server::kHung;  // what its rows said is old
  EXPECT_EQ(SpeakAfter(kOfCluster, seen, kStagger), std::nullopt);
}

TEST(SpeakAfter, ThePausedStandInLineByName) {
  Observation seen;
  seen.node = "node2";
  seen.paused = true;
  seen.peers = {Paused("node3"), Paused("node1"), SeenPeer{}};
  EXPECT_EQ(SpeakAfter(kQuestion, seen, kStagger), milliseconds(5000));
  seen.node = "node0";
  EXPECT_EQ(SpeakAfter(kQuestion, seen, kStagger), milliseconds(0));
}

TEST(SpeakAfter, ThatThereIsAPrimaryComponentItsMembersSayFirst) {
  Observation seen;
  seen.node = "node1";
  seen.peers = {Paused("node2"), Paused("node3")};
  seen.peers[1].primary = true;
  seen.peers[1].paused = false;
  EXPECT_EQ(SpeakAfter(kQuestion, seen, kStagger), milliseconds(5000));
}

std::vector<SeenPeer> Delivered(std::vector<Delivery> first, std::vector<Delivery> second = {}) {
  std::vector<SeenPeer> peers(2);
  peers[0].delivered = std::move(first);
  peers[1].delivered = std::move(second);
  return peers;
}

Delivery Said(bool firing, seconds age) { return {"key", firing, "hook", age}; }

bool Fired(const std::vector<SeenPeer>& peers, seconds since) {
  return DeliveredByPeer(peers, "key", true, "hook", since, seconds(10));
}
bool IsOver(const std::vector<SeenPeer>& peers, seconds since) {
  return DeliveredByPeer(peers, "key", false, "hook", since, seconds(10));
}

TEST(DeliveredByPeer, OfTheSameKeyReceiverAndKindOnly) {
  const auto peers = Delivered({Said(true, seconds(1))});
  EXPECT_TRUE(Fired(peers, seconds(2)));
  EXPECT_FALSE(IsOver(peers, seconds(0)));
  EXPECT_FALSE(Fired(Delivered({Said(false, seconds(1))}), seconds(2)));
  EXPECT_FALSE(DeliveredByPeer(peers, "other", true, "hook", seconds(2), seconds(10)));
  EXPECT_FALSE(DeliveredByPeer(peers, "key", true, "mail", seconds(2), seconds(10)));
  EXPECT_FALSE(Fired({}, seconds(2)));
}

TEST(DeliveredByPeer, CountsWhatWasSaidUpToTheSlackBefore) {
  const auto peers = Delivered({Said(true, seconds(12))});
  EXPECT_TRUE(Fired(peers, seconds(2)));
  EXPECT_FALSE(Fired(peers, seconds(1)));
}

TEST(DeliveredByPeer, WhatWasOverSinceIsOfTheEpisodeBefore) {
  const auto peers = Delivered({Said(true, seconds(5))}, {Said(false, seconds(2))});
  EXPECT_FALSE(Fired(peers, seconds(0)));
  EXPECT_TRUE(IsOver(peers, seconds(0)));
  EXPECT_TRUE(Fired(peers, seconds(6)));  // said after our own change
}

TEST(DeliveredByPeer, WhatCameAfterOurChangeTakesNothingBack) {
  const auto peers = Delivered({Said(false, seconds(9)), Said(true, seconds(1))});
  EXPECT_TRUE(IsOver(peers, seconds(8)));
}

TEST(DeliveredByPeer, ThatItWasOverIsNoNewsWhereItFiresAgain) {
  const auto peers = Delivered({Said(true, seconds(60))});
  EXPECT_TRUE(IsOver(peers, seconds(600)));
  EXPECT_FALSE(IsOver(peers, seconds(59)));
  EXPECT_FALSE(Fired(Delivered({Said(false, seconds(60))}), seconds(600)));  // never zero
}

TEST(SaidByPeers, ATriggerIsOldNewsWhereItsEndHasBeenSaid) {
  const std::vector<Delivery> waiting = {Said(true, seconds(5)), Said(false, seconds(4))};
  EXPECT_EQ(SaidByPeers(waiting, {}, Delivered({Said(false, seconds(3))}), seconds(10)), waiting);
  EXPECT_TRUE(SaidByPeers(waiting, {}, {}, seconds(10)).empty());
  // The end of the episode before says nothing of this one.
  EXPECT_EQ(SaidByPeers(waiting, {}, Delivered({Said(false, seconds(6))}), seconds(1)).size(), 0U);
}

TEST(SaidByPeers, OurOwnLastWordIsTakenBackByUs) {
  const std::vector<Delivery> waiting = {Said(false, seconds(4))};
  const auto peers = Delivered({Said(false, seconds(5))});
  EXPECT_EQ(SaidByPeers(waiting, {}, peers, seconds(10)), waiting);
  EXPECT_EQ(SaidByPeers(waiting, {Said(true, seconds(9))}, peers, seconds(10)), waiting);
  EXPECT_TRUE(SaidByPeers(waiting, {Said(true, seconds(3))}, peers, seconds(10)).empty());
}

TEST(SaidByPeers, ATriggerThatHoldsIsSaidWhateverWasOver) {
  const std::vector<Delivery> waiting = {Said(true, seconds(5)), {"other", false, "hook", seconds(4)}};
  EXPECT_TRUE(SaidByPeers(waiting, {}, Delivered({Said(false, seconds(3))}), seconds(10)).empty());
  EXPECT_EQ(SaidByPeers(waiting, {}, Delivered({Said(true, seconds(3))}), seconds(10)).size(), 1U);
}

}  // namespace
}  // namespace watchdog

#include "pager/observe.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Server = Observation::Server;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

const steady_clock::time_point kNow = steady_clock::time_point(std::chrono::hours(1));

galera::Snapshot Answering(std::uint64_t size) {
  galera::Snapshot snapshot;
  snapshot.taken = kNow;
  snapshot.answered = true;
  snapshot.state = galera::NodeState::kSynced;
  snapshot.wsrep.emplace();
  snapshot.wsrep->cluster_status = "Primary";
  snapshot.wsrep->cluster_size = size;
  return snapshot;
}

Sources With(galera::Snapshot snapshot) {
  Sources sources;
  sources.cluster = "shop";
  sources.node = "db1";
  sources.served = true;
  sources.snapshot = std::make_shared<const galera::Snapshot>(std::move(snapshot));
  return sources;
}

galera::Snapshot Silent(bool timed_out) {
  galera::Snapshot snapshot;
  snapshot.taken = kNow;
  snapshot.timed_out = timed_out;
  snapshot.failure = "no answer";
  return snapshot;
}

TEST(Observe, TheServerIsWhatTheLookSays) {
  EXPECT_EQ(Observe(With(Answering(3)), kNow).server, Server::kAnswers);
  EXPECT_EQ(Observe(With(Silent(true)), kNow).server, Server::kHung);
  EXPECT_EQ(Observe(With(Silent(false)), kNow).server, Server::kGone);
  EXPECT_EQ(Observe(With(Silent(false)), kNow).failure, "no answer");
  galera::Snapshot refused = Silent(false);
  refused.refused = true;
  EXPECT_EQ(Observe(With(refused), kNow).server, Server::kRefuses);
  EXPECT_EQ(Observe(Sources(), kNow).server, Server::kUnknown);
}

// Seen on a busy machine: the size of the new view, and the index of the old one.
TEST(Observe, TheLowerIndexOfLookAndViewCounts) {
  galera::Snapshot torn = Answering(2);
  torn.wsrep->local_index = 1;
  Sources sources = With(torn);
  EXPECT_EQ(Observe(sources, kNow).wsrep->local_index, 1U);
  sources.view.emplace();
  sources.view->index = 0;
  sources.view->members.emplace(2);
  EXPECT_EQ(Observe(sources, kNow).wsrep->local_index, 0U);
  sources.view->index = -1;  // a joiner's
  EXPECT_EQ(Observe(sources, kNow).wsrep->local_index, 1U);
  sources.view->index = 0;
  sources.view->members->resize(3);
  EXPECT_EQ(Observe(sources, kNow).wsrep->local_index, 1U) << "of another view";
}

TEST(Observe, AnOldLookSaysNothing) {
  const Observation seen = Observe(With(Answering(3)), kNow + milliseconds(2501));
  EXPECT_EQ(seen.server, Server::kUnknown);
  EXPECT_FALSE(seen.wsrep);
}

TEST(Observe, ADeadServerIsGoneWhateverTheLastLookSaid) {
  Sources sources = With(Answering(3));
  sources.server_runs = false;
  sources.death = "ended by signal 9";
  const Observation seen = Observe(sources, kNow);
  EXPECT_EQ(seen.server, Server::kGone);
  EXPECT_TRUE(seen.expected_up);
  EXPECT_EQ(seen.failure, "ended by signal 9");
}

TEST(Observe, ANodeOnItsWayIsNotExpectedUp) {
  Sources sources = With(Silent(false));
  sources.own.emplace();
  sources.own->phase = Evidence::Phase::kJoining;
  EXPECT_FALSE(Observe(sources, kNow).expected_up);
  sources.own->phase = Evidence::Phase::kStopping;
  EXPECT_FALSE(Observe(sources, kNow).expected_up);
  sources.own->phase = Evidence::Phase::kServing;
  EXPECT_TRUE(Observe(sources, kNow).expected_up);
  galera::Snapshot joiner = Silent(false);
  joiner.state = galera::NodeState::kJoiner;
  EXPECT_FALSE(Observe(With(joiner), kNow).expected_up);
  sources = With(Silent(false));
  EXPECT_TRUE(Observe(sources, kNow).expected_up);
  sources.served = false;
  EXPECT_FALSE(Observe(sources, kNow).expected_up);
}

TEST(Observe, MembersAreOfTheViewThatTheLookSaw) {
  Sources sources = With(Answering(3));
  sources.view.emplace();
  sources.view->members = {{{"u1", "db1", "10.0.0.1:3306"}, {"u2", "db2", "AUTO"}, {"u3", "garb", ""}}};
  const Observation seen = Observe(sources, kNow);
  ASSERT_EQ(seen.members.size(), 3u);
  EXPECT_EQ(seen.members[1].name, "db2");
  EXPECT_FALSE(seen.members[1].arbitrator);
  EXPECT_TRUE(seen.members[2].arbitrator);
  sources.snapshot = std::make_shared<const galera::Snapshot>(Answering(2));
  EXPECT_TRUE(Observe(sources, kNow).members.empty());
}

TEST(Observe, PeersOfAnotherClusterDoNotCount) {
  PeerPicture picture;
  Peer peer;
  peer.address.text = "10.0.0.2";
  peer.evidence.emplace();
  peer.evidence->cluster_name = "shop";
  peer.evidence->node_name = "db2";
  peer.evidence->primary = true;
  peer.evidence->paging.emplace();
  peer.evidence->paging->delivered = {{"k", true, "chat", milliseconds(5)}};
  picture.peers = {peer, peer};
  picture.peers[1].evidence->cluster_name = "bank";
  Sources sources = With(Answering(2));
  sources.peers = std::make_shared<const PeerPicture>(picture);
  const Observation seen = Observe(sources, kNow);
  ASSERT_EQ(seen.peers.size(), 1u);
  EXPECT_EQ(seen.peers[0].name, "db2");
  EXPECT_EQ(seen.peers[0].primary, true);
  EXPECT_EQ(seen.peers[0].delivered.size(), 1u);
}

TEST(Observe, WhatAPeerSaidBeforeTheViewChangedIsNotHeldAgainstTheView) {
  PeerPicture picture;
  picture.peers.emplace_back();
  picture.peers[0].asked = kNow - milliseconds(10);
  picture.peers[0].evidence.emplace();
  picture.peers[0].evidence->cluster_name = "shop";
  picture.peers[0].evidence->primary = true;
  Sources sources = With(Answering(2));
  sources.peers = std::make_shared<const PeerPicture>(picture);
  sources.view.emplace();
  sources.view_heard = kNow - milliseconds(20);
  EXPECT_EQ(Observe(sources, kNow).peers.at(0).primary, true);
  sources.view_heard = kNow;
  EXPECT_EQ(Observe(sources, kNow).peers.at(0).primary, std::nullopt);
}

TEST(Observe, ATransferThatFailedIsSaid) {
  Sources sources = With(Answering(2));
  Transfer transfer;
  transfer.ended.emplace();
  transfer.result = Transfer::Result::kFailed;
  transfer.peer_name = "db2";
  transfer.failure = "no space left";
  sources.transfer = transfer;
  EXPECT_EQ(Observe(sources, kNow).transfer_failure, "with db2: no space left");
  EXPECT_FALSE(Observe(sources, kNow).transfer_silent);
  sources.transfer->ended.reset();
  sources.transfer->result.reset();
  EXPECT_EQ(Observe(sources, kNow).transfer_silent, milliseconds(0));
  sources.transfer->stalled = true;
  EXPECT_EQ(Observe(sources, kNow).transfer_silent, milliseconds(60000));
}

}  // namespace
}  // namespace watchdog

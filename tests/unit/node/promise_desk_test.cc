#include "node/promise_desk.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = PromiseRefusal::Kind;

constexpr char kUuid[] = "6b3e9b1c-0d1f-11ef-9a53-0242ac110002";
const SteadyTime kNow{seconds(1000)};
const Position kPosition{kUuid, 42};

PeerPicture Picture(SteadyTime time, Peer::Primary primary = Peer::Primary::kNo, bool acting = true) {
  PeerPicture picture;
  picture.time = time;
  Peer& peer = picture.peers.emplace_back();
  peer.primary = primary;
  peer.asked = time - milliseconds(10);
  peer.evidence.emplace();
  peer.evidence->node_id = "actor";
  peer.evidence->acting = acting;
  return picture;
}

std::string Ticket(const PromiseDesk& desk, SteadyTime now = kNow) {
  Evidence evidence;
  desk.AddTo(evidence, now);
  return evidence.ticket;
}

PromiseRequest Request(const PromiseDesk& desk) {
  return {"actor", "db-2", "10.0.0.2", Ticket(desk), kPosition, seconds(30)};
}

// Granted, or why not.
std::string Ask(PromiseDesk& desk, SteadyTime now = kNow, std::optional<bool> primary = false) {
  const auto refusal = desk.Consider(Request(desk), primary, now);
  if (!refusal) return refusal.error().message;
  return *refusal ? std::string(Name((*refusal)->kind)) : "granted";
}

class PromiseDeskTest : public testing::Test {
 protected:
  PromiseDeskTest() {
    desk_.SeePeers(Picture(kNow));
    desk_.SetPosition(kPosition);
  }
  PromiseDesk desk_{"own"};
};

TEST_F(PromiseDeskTest, WhatIsPromisedStandsInTheEvidence) {
  ASSERT_EQ(Ask(desk_), "granted");
  Evidence evidence;
  desk_.AddTo(evidence, kNow + seconds(1));
  EXPECT_EQ(evidence.promised_to, "actor");
  EXPECT_EQ(evidence.promise_ends_ms, 29000);
  EXPECT_EQ(evidence.sees_primary, false);
  EXPECT_FALSE(evidence.acting);
  desk_.AddTo(evidence, kNow + seconds(30));
  EXPECT_EQ(evidence.promised_to, "");
  EXPECT_EQ(evidence.promise_ends_ms, std::nullopt);
}

TEST_F(PromiseDeskTest, EachRequestUsesUpItsTicket) {
  const PromiseRequest request = Request(desk_);
  EXPECT_FALSE(desk_.Consider(request, false, kNow)->has_value());
  EXPECT_EQ((*desk_.Consider(request, false, kNow + seconds(60)))->kind, Kind::kStaleTicket);
  EXPECT_EQ(Ticket(desk_).size(), 32u);
  EXPECT_NE(Ticket(PromiseDesk("a")), Ticket(PromiseDesk("a")));
}

TEST(PromiseDesk, BeforeTheFirstLookAndLongAfterTheLastNothingIsPromised) {
  PromiseDesk desk("own");
  EXPECT_EQ(Ask(desk), "primary_unknown");
  desk.SeePeers(Picture(kNow));
  EXPECT_EQ(Ask(desk, kNow + seconds(5)), "granted");
  EXPECT_EQ(Ask(desk, kNow + milliseconds(5001)), "primary_unknown");
  Evidence evidence;
  desk.AddTo(evidence, kNow + milliseconds(5001));
  EXPECT_EQ(evidence.sees_primary, std::nullopt);
}

TEST_F(PromiseDeskTest, APrimaryComponentAnywhereRefuses) {
  EXPECT_EQ(Ask(desk_, kNow, true), "primary_seen");
  EXPECT_EQ(Ask(desk_, kNow, std::nullopt), "primary_unknown");
  desk_.SeePeers(Picture(kNow, Peer::Primary::kYes));
  EXPECT_EQ(Ask(desk_), "primary_seen");
}

TEST_F(PromiseDeskTest, WithMoreDataItRefuses) {
  desk_.SetPosition(Position{kUuid, 43});
  EXPECT_EQ(Ask(desk_), "has_more");
}

TEST_F(PromiseDeskTest, WhoHasPromisedNeitherStandsNorActs) {
  ASSERT_EQ(Ask(desk_), "granted");
  const auto stood = desk_.Stand({kPosition, "db-1", "10.0.0.1"}, kNow);
  ASSERT_FALSE(stood);
  EXPECT_EQ(stood.error().message, "promised to db-2 for 30 s more");
  EXPECT_FALSE(desk_.Act(kNow));
  EXPECT_TRUE(desk_.Stand({kPosition, "db-1", "10.0.0.1"}, kNow + seconds(30)));
  EXPECT_TRUE(desk_.Act(kNow + seconds(30)));
}

TEST_F(PromiseDeskTest, WhoActsPromisesNothing) {
  ASSERT_TRUE(desk_.Stand({kPosition, "db-9", "10.0.0.9"}, kNow));
  Evidence evidence;
  desk_.AddTo(evidence, kNow);
  EXPECT_TRUE(evidence.acting);
  ASSERT_TRUE(desk_.Act(kNow));
  EXPECT_EQ(Ask(desk_), "acting");
  desk_.StepBack();
  desk_.AddTo(evidence, kNow);
  EXPECT_FALSE(evidence.acting);
  EXPECT_EQ(Ask(desk_), "granted");
}

// The better of two promises nothing; the worse one does, and then can't act any more.
TEST_F(PromiseDeskTest, OfTwoWhoStandOneActs) {
  ASSERT_TRUE(desk_.Stand({kPosition, "db-1", "10.0.0.1"}, kNow));
  EXPECT_EQ(Ask(desk_), "better_candidate");
  desk_.StepBack();
  ASSERT_TRUE(desk_.Stand({kPosition, "db-3", "10.0.0.3"}, kNow));
  EXPECT_EQ(Ask(desk_), "granted");
  const auto acts = desk_.Act(kNow);
  ASSERT_FALSE(acts);
  EXPECT_EQ(acts.error().message, "promised to db-2 meanwhile");
}

TEST_F(PromiseDeskTest, NobodyActsWithoutStanding) { EXPECT_FALSE(desk_.Act(kNow)); }

TEST_F(PromiseDeskTest, ThePromiseEndsWithItsActorsAttempt) {
  ASSERT_EQ(Ask(desk_), "granted");
  desk_.SeePeers(Picture(kNow, Peer::Primary::kNo, false));
  EXPECT_TRUE(desk_.Held(kNow)) << "asked before it promised";
  desk_.SeePeers(Picture(kNow + seconds(1), Peer::Primary::kNo, true));
  EXPECT_TRUE(desk_.Held(kNow));
  desk_.SeePeers(Picture(kNow + seconds(1), Peer::Primary::kNo, false));
  EXPECT_FALSE(desk_.Held(kNow));
}

TEST_F(PromiseDeskTest, ThePromiseEndsWithAPrimaryComponent) {
  ASSERT_EQ(Ask(desk_), "granted");
  desk_.SeePeers(Picture(kNow + seconds(1), Peer::Primary::kYes));
  EXPECT_FALSE(desk_.Held(kNow));
}

TEST_F(PromiseDeskTest, RequestsAreBounded) {
  for (int i = 0; i < PromiseDesk::kRequestsASecond; ++i) EXPECT_EQ(Ask(desk_), "granted");
  const std::string ticket = Ticket(desk_);
  EXPECT_EQ(Ask(desk_, kNow + milliseconds(999)), "too many requests in one second");
  EXPECT_EQ(Ticket(desk_), ticket) << "it was not considered";
  EXPECT_EQ(Ask(desk_, kNow + milliseconds(1000)), "granted");
}

// One thread acts, others ask: never both.
TEST(PromiseDesk, ActingAndPromisingExcludeEachOther) {
  for (int round = 0; round < 200; ++round) {
    PromiseDesk desk("own");
    desk.SeePeers(Picture(kNow));
    ASSERT_TRUE(desk.Stand({kPosition, "db-3", "10.0.0.3"}, kNow));
    std::atomic<bool> promised = false;
    bool acts = false;
    std::thread run([&] { acts = desk.Act(kNow).ok(); });
    std::thread http([&] { promised = Ask(desk) == "granted"; });
    run.join();
    http.join();
    EXPECT_NE(acts, promised.load());
  }
}

}  // namespace
}  // namespace watchdog

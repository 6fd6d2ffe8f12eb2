#include "discovery/wait_for_peers.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::seconds;

const NodeAddress kOwn = ParseNodeAddress("10.0.0.9", 4567).value();

PeerPicture Picture(const std::vector<std::string>& peers) {
  PeerPicture picture;
  for (const std::string& text : peers) {
    Peer peer;
    peer.address = *ParseNodeAddress(text, 4567);
    picture.peers.push_back(peer);
  }
  return picture;
}

NameAnswer Missing(const std::string& name, NameAnswer::Kind kind) {
  NameAnswer answer;
  answer.name = name;
  answer.kind = kind;
  return answer;
}

TEST(WaitForPeers, CountsHostsOursIncluded) {
  WaitMemory memory;
  EXPECT_EQ(WaitForPeers(Picture({}), kOwn, 2, false, memory, {}).seen, 1);
  EXPECT_FALSE(WaitForPeers(Picture({}), kOwn, 2, false, memory, {}).enough);
  EXPECT_TRUE(WaitForPeers(Picture({"10.0.0.1"}), kOwn, 2, false, memory, {}).enough);
  EXPECT_EQ(WaitForPeers(Picture({"10.0.0.1", "10.0.0.9", "10.0.0.1"}), kOwn, 2, false, memory, {}).seen, 2);
}

TEST(WaitForPeers, SaysWhatIsMissing) {
  PeerPicture picture = Picture({"10.0.0.1"});
  picture.names = {Missing("db1", NameAnswer::Kind::kAddresses),
                   Missing("db2", NameAnswer::Kind::kNoSuchName), Missing("db3", NameAnswer::Kind::kTimeout)};
  picture.names[2].addresses = {kOwn};
  WaitMemory memory;
  EXPECT_EQ(WaitForPeers(picture, kOwn, 3, false, memory, {}).text,
            "2 of at least 3 addresses found, ours included (db2: no such name, db3: name server is silent, "
            "last known addresses are kept)");
}

TEST(WaitForPeers, SpeaksAtAChangeAndThenRarely) {
  WaitMemory memory;
  const SteadyTime start{};
  EXPECT_TRUE(WaitForPeers(Picture({}), kOwn, 3, false, memory, start).say);
  EXPECT_FALSE(WaitForPeers(Picture({}), kOwn, 3, false, memory, start + seconds(59)).say);
  EXPECT_TRUE(WaitForPeers(Picture({}), kOwn, 3, false, memory, start + seconds(60)).say);
  EXPECT_FALSE(WaitForPeers(Picture({}), kOwn, 3, false, memory, start + seconds(61)).say);
  EXPECT_TRUE(WaitForPeers(Picture({"10.0.0.1"}), kOwn, 3, false, memory, start + seconds(62)).say);
  const auto reached = Picture({"10.0.0.1", "10.0.0.2"});
  EXPECT_TRUE(WaitForPeers(reached, kOwn, 3, false, memory, start + seconds(63)).say);
  EXPECT_FALSE(WaitForPeers(reached, kOwn, 3, false, memory, start + seconds(999)).say);
}

TEST(WaitForPeers, OnlyTheSkipFileEndsTheWaitBelowTheMinimumAndItIsSaid) {
  WaitMemory memory;
  const PeerWait late = WaitForPeers(Picture({}), kOwn, 2, false, memory, SteadyTime(std::chrono::hours(99)));
  EXPECT_FALSE(late.enough);
  const PeerWait skipped = WaitForPeers(Picture({}), kOwn, 2, true, memory, {});
  EXPECT_TRUE(skipped.enough);
  EXPECT_TRUE(skipped.say);
  EXPECT_NE(skipped.text.find("skip file"), std::string::npos);
  EXPECT_EQ(WaitForPeers(Picture({"10.0.0.1"}), kOwn, 2, true, memory, {}).text.find("skip"),
            std::string::npos);
}

TEST(LoweredMinimum, OneLessEachStepAndOneAtLeast) {
  using std::chrono::seconds;
  EXPECT_EQ(LoweredMinimum(3, seconds(10000), seconds(0)), 3);
  EXPECT_EQ(LoweredMinimum(3, seconds(89), seconds(90)), 3);
  EXPECT_EQ(LoweredMinimum(3, seconds(90), seconds(90)), 2);
  EXPECT_EQ(LoweredMinimum(3, seconds(180), seconds(90)), 1);
  EXPECT_EQ(LoweredMinimum(3, seconds(100000), seconds(90)), 1);
}

}  // namespace
}  // namespace watchdog

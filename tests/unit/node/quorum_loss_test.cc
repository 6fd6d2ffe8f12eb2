#include "node/quorum_loss.h"

#include <gtest/gtest.h>

#include <utility>

namespace watchdog {
namespace {

using std::chrono::seconds;

galera::Snapshot Look(const std::string& status) {
  galera::Snapshot snapshot;
  snapshot.answered = true;
  snapshot.wsrep.emplace().cluster_status = status;
  return snapshot;
}

TEST(QuorumLossTest, SaysEachLossOnceWhenItLasts) {
  const galera::Snapshot lost = Look("non-Primary");
  const galera::Snapshot primary = Look("Primary");
  QuorumLoss loss;
  QuorumLoss::Time now;
  EXPECT_FALSE(loss.Lasts(&primary, now));
  EXPECT_FALSE(loss.Lasts(&lost, now));
  EXPECT_FALSE(loss.Lasts(&lost, now + seconds(9)));
  EXPECT_TRUE(loss.Lasts(&lost, now + seconds(10)));
  EXPECT_FALSE(loss.Lasts(&lost, now + seconds(11)));
  EXPECT_FALSE(loss.Lasts(&primary, now + seconds(12)));
  EXPECT_FALSE(loss.Lasts(&lost, now + seconds(20)));
  EXPECT_FALSE(loss.Lasts(&primary, now + seconds(25))) << "a short one heals by itself";
  EXPECT_FALSE(loss.Lasts(&lost, now + seconds(31)));
  EXPECT_TRUE(loss.Lasts(&lost, now + seconds(41)));
}

TEST(QuorumLossTest, NoAnswerAndNoClusterSayNothing) {
  QuorumLoss loss;
  const QuorumLoss::Time now;
  galera::Snapshot silent = Look("non-Primary");
  silent.answered = false;
  galera::Snapshot alone = Look("");
  alone.wsrep.reset();
  for (const galera::Snapshot* one : {&std::as_const(silent), &std::as_const(alone)}) {
    EXPECT_FALSE(loss.Lasts(one, now));
    EXPECT_FALSE(loss.Lasts(one, now + seconds(60)));
  }
  EXPECT_FALSE(loss.Lasts(nullptr, now + seconds(60)));
}

TEST(QuorumLossTest, TheCommandNamesAllNodes) {
  PeerPicture picture;
  picture.peers.resize(2);
  picture.peers[0].address = *ParseNodeAddress("10.0.0.2");
  picture.peers[1].address = *ParseNodeAddress("2001:db8::1");
  const NodeAddress own = *ParseNodeAddress("10.0.0.1");
  EXPECT_EQ(InspectCommand(own, &picture), "galera-warden inspect 10.0.0.1 10.0.0.2 [2001:db8::1]");
  EXPECT_EQ(InspectCommand(own, nullptr), "galera-warden inspect 10.0.0.1");
}

}  // namespace
}  // namespace watchdog

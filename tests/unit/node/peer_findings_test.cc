#include "node/peer_findings.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

PeerPicture Picture() {
  PeerPicture picture;
  Peer& peer = picture.peers.emplace_back();
  peer.address = *ParseNodeAddress("10.0.0.2");
  return picture;
}

TEST(SecretTroubleIn, SaysWhoDoesNotSignWhereWeDo) {
  PeerPicture picture = Picture();
  EXPECT_EQ(SecretTroubleIn(&picture, true), "") << "silent, which is no matter of secrets";
  picture.peers[0].uncounted.emplace();
  picture.peers[0].failure = "evidence is not signed with this cluster's secret";
  EXPECT_EQ(SecretTroubleIn(&picture, true),
            "10.0.0.2 counts for nothing: its evidence is not signed with this cluster's secret");
  picture.peers[0].uncounted->primary = true;
  EXPECT_TRUE(SecretTroubleIn(&picture, true).ends_with("secret; it says that it is in a primary component"));
}

TEST(SecretTroubleIn, SaysWhoSignsWhereWeDoNot) {
  PeerPicture picture = Picture();
  picture.peers[0].evidence.emplace();
  EXPECT_EQ(SecretTroubleIn(&picture, false), "");
  picture.peers[0].evidence->signs = true;
  EXPECT_NE(SecretTroubleIn(&picture, false).find("10.0.0.2 has a secret of the cluster"), std::string::npos);
  EXPECT_EQ(SecretTroubleIn(&picture, true), "");
  EXPECT_EQ(SecretTroubleIn(nullptr, true), "");
}

}  // namespace
}  // namespace watchdog

#include "node/own_history.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

constexpr char kHistory[] = "11111111-1111-1111-1111-111111111111";
constexpr char kOther[] = "22222222-2222-2222-2222-222222222222";

ViewRecord With(std::vector<Branch> branches) {
  ViewRecord record;
  record.branches = std::move(branches);
  return record;
}

PeerPicture Primary(const std::string& uuid, std::vector<Branch> branches = {}) {
  Peer peer;
  peer.address.text = "10.0.0.2";
  peer.primary = Peer::Primary::kYes;
  peer.evidence = Evidence();
  peer.evidence->cluster_state_uuid = uuid;
  peer.evidence->record = With(std::move(branches));
  PeerPicture picture;
  picture.peers = {peer};
  return picture;
}

TEST(ForeignHistory, SameHistoryAndNoneAreFine) {
  const PeerPicture picture = Primary(kHistory);
  EXPECT_EQ(ForeignHistory(Position{kHistory, 7}, With({}), &picture), "");
  EXPECT_EQ(ForeignHistory(std::nullopt, std::nullopt, &picture), "");
  EXPECT_EQ(ForeignHistory(Position{kHistory, 7}, With({}), nullptr), "");
}

TEST(ForeignHistory, AnotherUuid) {
  PeerPicture picture = Primary(kOther);
  EXPECT_NE(ForeignHistory(Position{kHistory, 7}, With({}), &picture), "");
  picture.peers[0].primary = Peer::Primary::kNo;
  EXPECT_EQ(ForeignHistory(Position{kHistory, 7}, With({}), &picture), "");
}

TEST(ForeignHistory, WhatAForcedBootstrapLeftBehind) {
  const PeerPicture picture = Primary(kHistory, {{"x", 6}});
  EXPECT_NE(ForeignHistory(Position{kHistory, 7}, With({}), &picture), "");
  EXPECT_EQ(ForeignHistory(Position{kHistory, 6}, With({}), &picture), "");
  EXPECT_EQ(ForeignHistory(Position{kHistory, 9}, With({{"x", 6}}), &picture), "");
  EXPECT_NE(ForeignHistory(Position{kHistory, 9}, With({{"y", 5}}), &picture), "") << "another branch";
}

TEST(BranchesToAdopt, TheLongestThatGoesOnFromOurs) {
  const PeerPicture picture = Primary(kHistory, {{"x", 6}, {"y", 8}});
  EXPECT_EQ(BranchesToAdopt({{"x", 6}}, kHistory, &picture), (std::vector<Branch>{{"x", 6}, {"y", 8}}));
  EXPECT_EQ(BranchesToAdopt({{"z", 6}}, kHistory, &picture), std::nullopt);
  EXPECT_EQ(BranchesToAdopt({}, kOther, &picture), std::nullopt);
  EXPECT_EQ(BranchesToAdopt({{"x", 6}, {"y", 8}}, kHistory, &picture), std::nullopt);
}

}  // namespace
}  // namespace watchdog

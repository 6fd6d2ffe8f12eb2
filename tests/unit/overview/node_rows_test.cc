#include "overview/node_rows.h"

#include <gtest/gtest.h>

#include "situation.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using test::Situation;

std::vector<NodeRow> Rows(const Situation& situation) {
  return NodeRows(situation.Inputs(), situation.now.steady);
}

std::vector<std::string> NamesOf(const std::vector<NodeRow>& rows) {
  std::vector<std::string> names;
  for (const NodeRow& row : rows) names.push_back(row.Shown());
  return names;
}

using Names = std::vector<std::string>;

TEST(NodeRows, AreInTheOrderOfTheViewAndThenByName) {
  Situation situation;
  situation.View({3, 1});
  Peer stranger;
  stranger.address = *ParseNodeAddress("10.0.0.9");
  stranger.failure = "refused";
  situation.picture.peers.push_back(stranger);
  const auto rows = Rows(situation);
  EXPECT_EQ(NamesOf(rows), (Names{"n3", "n1", "10.0.0.9", "n2"}));
  EXPECT_EQ(rows[0].in_view, true);
  EXPECT_EQ(rows[2].in_view, false);
  EXPECT_EQ(rows[2].state, "silent");
  EXPECT_EQ(rows[2].trouble, "refused");
  EXPECT_EQ(rows[3].role, NodeRow::Role::kOutside);
}

// Two who changed names with each other: Galera's word counts.
TEST(NodeRows, AMemberIsThePeerThatBearsItsUuid) {
  Situation situation;
  std::swap(situation.of(2).node_name, situation.of(3).node_name);
  const auto rows = Rows(situation);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].address, "10.0.0.2");
  EXPECT_EQ(rows[1].name, "n2");
}

TEST(NodeRows, ASilentPeerHasTheNameThatItHadLast) {
  Situation situation;
  situation.View({1, 2});
  situation.GoesSilent(3, "refused");
  situation.inputs.former_members = {{"n3", test::UuidOf(3), false}};
  EXPECT_EQ(NamesOf(Rows(situation)), (Names{"n1", "n2", "n3"}));
}

TEST(NodeRows, AFormerMemberThatNobodyCanAskIsThere) {
  Situation situation;
  situation.View({1, 2});
  situation.picture.peers.pop_back();
  situation.inputs.former_members = {{"n2", test::UuidOf(2), false}, {"n3", test::UuidOf(3), false}};
  const auto rows = Rows(situation);
  EXPECT_EQ(NamesOf(rows), (Names{"n1", "n2", "n3"}));
  EXPECT_EQ(rows[2].state, "silent");
  EXPECT_EQ(rows[2].in_view, false);
}

TEST(NodeRows, ANameOfTheListThatIsNotFoundIsThere) {
  Situation situation;
  NameAnswer name;
  name.name = "db-3.example";
  name.kind = NameAnswer::Kind::kNoSuchName;
  situation.picture.names.push_back(name);
  name.name = "n3";  // of a node that is known by an address
  situation.picture.names.push_back(name);
  const auto rows = Rows(situation);
  ASSERT_EQ(NamesOf(rows), (Names{"n1", "n2", "n3", "db-3.example"}));
  EXPECT_NE(rows[3].trouble, "");
}

// The notification comes before the look, or after it.
TEST(NodeRows, NamesOfAnotherViewAreNotUsed) {
  Situation situation;
  situation.look.wsrep->cluster_size = 2;
  situation.look.wsrep->incoming_addresses = "10.0.0.1:3306,10.0.0.2:3306";
  situation.look.wsrep->local_index = 0;
  const auto rows = Rows(situation);
  ASSERT_EQ(NamesOf(rows), (Names{"n1", "n2", "n3"}));
  EXPECT_EQ(rows[1].in_view, true);
  EXPECT_EQ(rows[2].in_view, false);
}

TEST(NodeRows, AnArbitratorHasNoWarden) {
  Situation situation;
  situation.inputs.view->members->push_back({test::UuidOf(4), "garb", ""});
  situation.look.wsrep->cluster_size = 4;
  const auto rows = Rows(situation);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[3].state, "arbitrator");
  EXPECT_EQ(rows[3].role, NodeRow::Role::kArbitrator);
}

TEST(NodeRows, AWardenOfAnotherClusterSaysNothingOfThisOne) {
  Situation situation;
  situation.View({1, 3});
  situation.of(2).cluster_name = "other";
  const auto rows = Rows(situation);
  EXPECT_EQ(rows[2].state, "silent");
  EXPECT_EQ(rows[2].seqno, std::nullopt);
  EXPECT_NE(rows[2].trouble.find("other"), std::string::npos);
}

TEST(NodeRows, AnOlderWardenIsShownAsFarAsItSays) {
  Situation situation;
  situation.of(2).now.reset();
  const auto rows = Rows(situation);
  EXPECT_EQ(rows[1].state, "unknown");
  EXPECT_EQ(rows[1].primary, true);
  EXPECT_EQ(rows[1].seqno, 12345);
  EXPECT_EQ(rows[1].page, "");
}

// Its words are four seconds old, and the cluster has gone on since.
TEST(NodeRows, TheLagIsAsOfTheMomentThatThePeerSpokeOf) {
  Situation situation;
  galera::Snapshot look = situation.look;
  look.taken -= milliseconds(10000);
  look.wsrep->last_committed = 11345;
  situation.inputs.seqnos.Add(look);
  situation.inputs.seqnos.Add(situation.look);
  situation.peer(2).asked = situation.look.taken - milliseconds(4800);
  situation.of(2).seqno = 11845;
  situation.of(3).seqno = 12305;
  const auto rows = Rows(situation);
  EXPECT_EQ(rows[0].lag, 0);
  EXPECT_EQ(rows[1].lag, 0);
  situation.of(2).seqno = 11805;
  EXPECT_EQ(Rows(situation)[1].lag, 40);
}

TEST(NodeRows, PositionsOfTwoHistoriesAreNotCompared) {
  Situation situation;
  situation.of(2).state_uuid = "77777777-7d2b-11f0-9c1e-0242ac110002";
  situation.of(2).seqno = 99;
  EXPECT_EQ(Rows(situation)[1].lag, 0);
  situation.of(2).state_uuid = "00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(Rows(situation)[1].lag, std::nullopt);
}

TEST(NodeRows, AreBounded) {
  Situation situation;
  for (int i = 0; i < 300; ++i) {
    Peer peer;
    peer.address = *ParseNodeAddress("10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200 + 1));
    situation.picture.peers.push_back(peer);
  }
  EXPECT_EQ(Rows(situation).size(), kNodesMax);
}

TEST(NodeRows, ThePageOfAnIpv6NodeHasBrackets) {
  Situation situation;
  situation.peer(2).address = *ParseNodeAddress("fd00::2");
  EXPECT_EQ(Rows(situation)[1].page, "http://[fd00::2]:9104/");
}

}  // namespace
}  // namespace watchdog

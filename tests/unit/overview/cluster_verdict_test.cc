#include "overview/cluster_verdict.h"

#include <gtest/gtest.h>

#include "overview/compose.h"
#include "situation.h"

namespace watchdog {
namespace {

using Code = ClusterVerdict::Code;
using test::Situation;

ClusterOverview Of(const Situation& situation) { return Compose(situation.Inputs(), situation.now); }
ClusterVerdict Verdict(const Situation& situation) { return Of(situation).verdict; }

TEST(ClusterVerdict, AWaitForAHumanComesFirst) {
  Situation situation;
  situation.View({1, 2});
  situation.Pauses(3, 5, "joining would replace its data");
  const ClusterVerdict verdict = Verdict(situation);
  EXPECT_EQ(verdict.code, Code::kWaiting);
  EXPECT_EQ(verdict.headline, "n3 waits for a person's decision.");
  EXPECT_EQ(verdict.reasons.front(), "n3 waits for a person: joining would replace its data");
}

TEST(ClusterVerdict, TwoNodesHaveNoMargin) {
  Situation situation;
  situation.View({1, 2});
  situation.picture.peers.pop_back();
  situation.inputs.pager.expected_size = 2;
  const ClusterVerdict verdict = Verdict(situation);
  EXPECT_EQ(verdict.code, Code::kHealthy);
  EXPECT_EQ(verdict.headline, "All 2 nodes are synced.");
  EXPECT_EQ(verdict.quorum, "One more failure stops writes.");
}

TEST(ClusterVerdict, OneNodeIsACluster) {
  Situation situation;
  situation.View({1});
  situation.picture.peers.clear();
  situation.inputs.pager.expected_size.reset();
  const ClusterVerdict verdict = Verdict(situation);
  EXPECT_EQ(verdict.code, Code::kHealthy);
  EXPECT_EQ(verdict.headline, "n1 is synced; it is the only node.");
  EXPECT_EQ(verdict.quorum, "It is the only node: if it fails, nothing serves.");
}

TEST(ClusterVerdict, UnequalWeightsAreSaid) {
  Situation situation;
  situation.of(1).now->quorum_margin.reset();
  const ClusterVerdict verdict = Verdict(situation);
  EXPECT_EQ(verdict.quorum_margin, std::nullopt);
  EXPECT_NE(verdict.quorum.find("pc.weight"), std::string::npos);
}

TEST(ClusterVerdict, AnArbitratorVotesAndIsNoNode) {
  Situation situation;
  situation.View({1, 2});
  situation.picture.peers.pop_back();
  situation.inputs.view->members->push_back({test::UuidOf(4), "garb", ""});
  situation.look.wsrep->cluster_size = 3;
  situation.inputs.own.members = 3;
  situation.inputs.pager.expected_size = 2;
  const ClusterOverview overview = Of(situation);
  EXPECT_EQ(overview.cluster.arbitrators, 1u);
  EXPECT_EQ(overview.verdict.code, Code::kHealthy);
  EXPECT_EQ(overview.verdict.headline, "All 2 nodes are synced and 1 arbitrator votes.");
}

TEST(ClusterVerdict, AMemberWhoseWardenIsSilentIsNoTrouble) {
  Situation situation;
  situation.GoesSilent(3, "refused");
  const ClusterVerdict verdict = Verdict(situation);
  EXPECT_EQ(verdict.code, Code::kHealthy);
  EXPECT_EQ(verdict.headline,
            "2 of 3 nodes say that they are synced; the others are members and were not heard.");
}

TEST(ClusterVerdict, AnEntryOfTheListThatNobodyExpectsIsNoTrouble) {
  Situation situation;
  situation.View({1, 2});
  situation.GoesSilent(3, "refused");
  situation.inputs.pager.expected_size = 2;
  EXPECT_EQ(Verdict(situation).code, Code::kHealthy);
  situation.inputs.pager.expected_size.reset();
  EXPECT_EQ(Verdict(situation).code, Code::kDegraded);
}

TEST(ClusterVerdict, AnIncidentThatTheNodesDoNotShowIsAReason) {
  Situation situation;
  situation.Fires(Incident::kFlowControlStalled, "n1: replication stood still for 60 % of the last minute");
  const ClusterVerdict verdict = Verdict(situation);
  EXPECT_EQ(verdict.code, Code::kDegraded);
  EXPECT_EQ(verdict.headline, "n1: replication stood still for 60 % of the last minute.");
  EXPECT_EQ(verdict.reasons.size(), 1u);
}

TEST(ClusterVerdict, WithoutALookNothingIsKnown) {
  Situation situation;
  OverviewInputs inputs = situation.Inputs();
  inputs.snapshot.reset();
  inputs.peers.reset();
  inputs.own = Evidence();
  inputs.own.now.emplace();
  inputs.teller.peers_asked = false;
  const ClusterOverview overview = Compose(inputs, situation.now);
  EXPECT_EQ(overview.verdict.code, Code::kUnknown);
  EXPECT_EQ(overview.verdict.headline, "n1 says nothing of itself, and no other node has been asked yet.");
  EXPECT_EQ(overview.cluster.primary, std::nullopt);
  EXPECT_EQ(overview.cluster.size, std::nullopt);
}

// The others may go on without it.
TEST(ClusterVerdict, ANodeThatIsDownAloneKnowsNothingOfTheCluster) {
  Situation situation;
  situation.Pauses(1, 0, "");
  situation.of(1).phase = Evidence::Phase::kServing;
  for (const int number : {2, 3}) situation.GoesSilent(number, "no answer");
  EXPECT_EQ(Verdict(situation).code, Code::kUnknown);
  EXPECT_EQ(Verdict(situation).headline,
            "n1 is down, and no other node that answers tells of a primary component.");
}

TEST(ClusterVerdict, AStandaloneServerIsHealthy) {
  Situation situation;
  situation.picture.peers.clear();
  situation.look.wsrep.reset();
  situation.look.state = galera::NodeState::kStandalone;
  situation.of(1).primary.reset();
  situation.of(1).now->state = galera::NodeState::kStandalone;
  situation.inputs.view.reset();
  const ClusterVerdict verdict = Verdict(situation);
  EXPECT_EQ(verdict.code, Code::kHealthy);
  EXPECT_EQ(verdict.quorum, "");
}

// Its own mariadbd is gone; two peers say what is.
TEST(ClusterVerdict, AComponentIsKnownFromThePeersWhenTheOwnServerIsDown) {
  Situation situation;
  situation.Pauses(1, 0, "");
  situation.of(1).phase = Evidence::Phase::kStarting;
  for (const int number : {2, 3}) situation.of(number).members = 2;
  const ClusterOverview overview = Of(situation);
  EXPECT_EQ(overview.cluster.size, 2u);
  EXPECT_EQ(overview.verdict.code, Code::kDegraded);
  EXPECT_EQ(overview.verdict.headline, "n1 is down; 2 of 3 nodes are in the cluster.");
}

}  // namespace
}  // namespace watchdog

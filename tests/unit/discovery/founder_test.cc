#include "discovery/founder.h"

#include <gtest/gtest.h>

#include <string>

namespace watchdog {
namespace {

using Kind = FounderDecision::Kind;
using Phase = Evidence::Phase;
using Data = Evidence::Data;

constexpr char kOwn[] = "10.0.0.9";
constexpr char kLower[] = "10.0.0.2";
constexpr char kHigher[] = "10.0.0.10";

Peer PeerAt(const std::string& address, const std::string& vote = "", const std::string& candidacy = "") {
  Peer peer;
  peer.address = *ParseNodeAddress(address);
  Evidence evidence;
  evidence.cluster_name = "c";
  evidence.node_id = "id-" + address;
  evidence.node_address = address;
  evidence.phase = Phase::kWaiting;
  evidence.data = Data::kEmpty;
  if (!vote.empty()) evidence.vote = vote;
  evidence.candidacy = candidacy;
  peer.evidence = evidence;
  return peer;
}

Peer Standing(const std::string& address, int count = 1) {
  return PeerAt(address, address, "id-" + address + "/" + std::to_string(count));
}

Peer Silent(const std::string& address) {
  Peer peer;
  peer.address = *ParseNodeAddress(address);
  peer.failure = "Connection refused";
  return peer;
}

FounderView View(std::vector<Peer> peers, int minimum = 2) {
  FounderView view;
  view.own = *ParseNodeAddress(kOwn);
  view.own_node_id = "own";
  view.cluster_name = "c";
  view.minimum = minimum;
  view.peers = std::move(peers);
  view.all_names_answered = true;
  return view;
}

Ballot VoteFor(const std::string& address, const std::string& candidacy, std::uint64_t stood = 0) {
  return {ParseNodeAddress(address), candidacy, stood};
}

// We stand, and the peer votes for us.
FounderView Elected() {
  FounderView view = View({PeerAt(kHigher, kOwn, "own/1")});
  view.ballot = VoteFor(kOwn, "own/1", 1);
  return view;
}

void ExpectWait(const FounderView& view, const std::string& reason_part) {
  const FounderDecision decision = DecideFounder(view);
  EXPECT_EQ(decision.kind, Kind::kWait);
  EXPECT_NE(decision.reason.find(reason_part), std::string::npos) << decision.reason;
}

TEST(DecideFounder, TheLowestStandsAndFoundsOnceAllVoteForIt) {
  FounderView view = View({Standing(kHigher)});
  FounderDecision decision = DecideFounder(view);
  EXPECT_EQ(decision.kind, Kind::kWait);
  EXPECT_EQ(decision.ballot, VoteFor(kOwn, "own/1", 1));
  view = Elected();
  decision = DecideFounder(view);
  EXPECT_EQ(decision.kind, Kind::kFound) << decision.reason;
  EXPECT_EQ(decision.ballot, view.ballot);
}

TEST(DecideFounder, AHigherNodeVotesForALowerOneThatStandsOnly) {
  EXPECT_EQ(DecideFounder(View({Standing(kLower)})).ballot, VoteFor(kLower, "id-10.0.0.2/1"));
  EXPECT_EQ(DecideFounder(View({PeerAt(kLower)})).ballot, Ballot());
  FounderView standing = View({PeerAt(kLower)});
  standing.ballot = VoteFor(kOwn, "own/1", 1);
  EXPECT_EQ(DecideFounder(standing).ballot, standing.ballot);
  standing.peers = {Standing(kLower, 7)};
  EXPECT_EQ(DecideFounder(standing).ballot, VoteFor(kLower, "id-10.0.0.2/7", 1));
}

TEST(DecideFounder, OrdersAddressesAsNumbers) {
  // As text, 10.0.0.10 is below 10.0.0.9.
  EXPECT_EQ(DecideFounder(View({Standing(kHigher)})).ballot.vote, ParseNodeAddress(kOwn));
}

TEST(DecideFounder, AVoteIsKeptWhateverTheCandidateMayHaveDone) {
  const Ballot given = VoteFor(kLower, "id-10.0.0.2/1");
  Peer founding = Standing(kLower);
  founding.evidence->phase = Phase::kFounding;
  Peer with_data = PeerAt(kLower);
  with_data.evidence->data = Data::kPresent;
  with_data.evidence->node_id = "restarted";
  Peer half = with_data;
  half.evidence->data = Data::kHalfInitialised;
  Peer unknown = with_data;
  unknown.evidence->data = Data::kUnknown;
  const std::vector<std::vector<Peer>> keeping = {{},         {Silent(kLower)},      {Standing(kLower)},
                                                  {founding}, {with_data},           {half},
                                                  {unknown},  {Standing("10.0.0.1")}};
  for (std::size_t i = 0; i < keeping.size(); ++i) {
    FounderView view = View(keeping[i], 1);
    view.ballot = given;
    const FounderDecision decision = DecideFounder(view);
    EXPECT_EQ(decision.ballot, given) << i;
    EXPECT_EQ(decision.kind, Kind::kWait) << i;
  }
}

TEST(DecideFounder, AVoteIsReleasedWhenTheCandidacyIsSeenToBeOver) {
  const std::vector<Peer> over = {PeerAt(kLower, "10.0.0.1", "id-10.0.0.1/1"), PeerAt(kLower)};
  for (const Peer& peer : over) {
    FounderView view = View({peer});
    view.ballot = VoteFor(kLower, "id-10.0.0.2/1");
    EXPECT_EQ(DecideFounder(view).ballot.vote, std::nullopt);
  }
  FounderView again = View({Standing(kLower, 2)});
  again.ballot = VoteFor(kLower, "id-10.0.0.2/1");
  EXPECT_EQ(DecideFounder(again).ballot, VoteFor(kLower, "id-10.0.0.2/2"));
  Peer restarted = Standing(kLower);
  restarted.evidence->node_id = "anew";
  restarted.evidence->candidacy = "anew/1";
  FounderView anew = View({restarted});
  anew.ballot = VoteFor(kLower, "id-10.0.0.2/1");
  EXPECT_EQ(DecideFounder(anew).ballot, VoteFor(kLower, "anew/1"));
}

TEST(DecideFounder, StandsUnderANewCandidacyEachTime) {
  FounderView view = View({PeerAt(kLower, "10.0.0.1", "id-10.0.0.1/1")});
  view.ballot = VoteFor(kLower, "id-10.0.0.2/1", 1);
  view.ballot = DecideFounder(view).ballot;
  view.peers.clear();
  EXPECT_EQ(DecideFounder(view).ballot, VoteFor(kOwn, "own/2", 2));
  // A vote for the candidacy that we gave up is no vote.
  FounderView late = Elected();
  late.ballot = VoteFor(kOwn, "own/2", 2);
  ExpectWait(late, "votes for 10.0.0.9");
}

TEST(DecideFounder, OneThatDoesNotVoteForUsIsEnoughToWait) {
  FounderView view = Elected();
  view.peers.push_back(PeerAt("10.0.0.11"));
  ExpectWait(view, "10.0.0.11 has not voted");
  view.peers.back() = Standing("10.0.0.11");
  ExpectWait(view, "10.0.0.11 votes for 10.0.0.11");
  view.peers.back() = Silent("10.0.0.11");
  ExpectWait(view, "10.0.0.11 does not answer (Connection refused)");
}

TEST(DecideFounder, WaitsForNamesAndForTheMinimum) {
  FounderView view = Elected();
  view.all_names_answered = false;
  ExpectWait(view, "name");
  view = Elected();
  view.minimum = 3;
  ExpectWait(view, "2 of at least 3");
}

TEST(DecideFounder, CountsNodesNotAddresses) {
  FounderView view = Elected();
  view.minimum = 3;
  view.peers.push_back(view.peers[0]);
  view.peers.back().address = *ParseNodeAddress("192.168.1.1");
  Peer ourselves = PeerAt("192.168.1.2");
  ourselves.evidence->node_id = "own";
  view.peers.push_back(ourselves);
  ExpectWait(view, "2 of at least 3");
}

TEST(DecideFounder, DataAnotherClusterOrAnotherPhaseNeedAHuman) {
  FounderView view = Elected();
  view.peers[0].evidence->data = Data::kPresent;
  ExpectWait(view, "10.0.0.10 has data");
  view = Elected();
  view.peers[0].evidence->data = Data::kUnknown;
  ExpectWait(view, "does not know");
  view = Elected();
  view.peers[0].evidence->cluster_name = "other";
  ExpectWait(view, "another cluster, \"other\"");
  view = Elected();
  view.peers[0].evidence->phase = Phase::kJoining;
  ExpectWait(view, "10.0.0.10 is joining");
  view = Elected();
  view.peers[0].evidence->node_address = kOwn;
  ExpectWait(view, "its address is ours");
}

TEST(DecideFounder, JoinsWhatIsPrimaryAndKeepsItsVote) {
  FounderView view = Elected();
  view.peers[0].primary = Peer::Primary::kYes;
  FounderDecision decision = DecideFounder(view);
  EXPECT_EQ(decision.kind, Kind::kJoin);
  EXPECT_EQ(decision.ballot, view.ballot);
  // An older system, which gives no evidence.
  view.peers[0].evidence.reset();
  EXPECT_EQ(DecideFounder(view).kind, Kind::kJoin);
  view = Elected();
  view.peers[0].evidence->phase = Phase::kFounding;
  ExpectWait(view, "founding");
}

TEST(DecideFounder, ChoosesNeitherOfTwoPrimaryClustersNorAForeignOne) {
  FounderView view = View({PeerAt(kLower), PeerAt(kHigher)});
  for (Peer& peer : view.peers) peer.primary = Peer::Primary::kYes;
  view.peers[0].evidence->cluster_state_uuid = "a";
  view.peers[1].evidence->cluster_state_uuid = "b";
  ExpectWait(view, "two different clusters");
  view = Elected();
  view.peers[0].primary = Peer::Primary::kYes;
  view.peers[0].evidence->cluster_name = "other";
  ExpectWait(view, "other");
}

TEST(DecideFounder, AloneItFoundsOnlyWhereOneIsEnough) {
  EXPECT_EQ(DecideFounder(View({}, 1)).kind, Kind::kFound);
  EXPECT_EQ(DecideFounder(View({}, 2)).kind, Kind::kWait);
}

TEST(DecideFounder, SaysWhomItWaitsFor) {
  FounderView view = View({Silent(kLower)});
  view.ballot = VoteFor(kLower, "id-10.0.0.2/1");
  ExpectWait(view, "voted for 10.0.0.2, which does not answer and may have founded");
}

}  // namespace
}  // namespace watchdog

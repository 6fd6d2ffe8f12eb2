#include "incident/finding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace watchdog {
namespace {

using galera::NodeState;
using Server = Observation::Server;
using std::chrono::seconds;

constexpr char kUuid[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr char kOther[] = "11111111-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr char kZero[] = "00000000-0000-0000-0000-000000000000";

SeenPeer Peer(const std::string& name) {
  SeenPeer peer;
  peer.name = name;
  peer.address = name + ":4567";
  peer.primary = true;
  peer.state_uuid = kUuid;
  peer.member_uuids = {"uuid-" + name};
  return peer;
}

// node1 of three, all well.
Observation Well() {
  Observation seen;
  seen.cluster = "prod";
  seen.node = "node1";
  seen.server = Server::kAnswers;
  seen.state = NodeState::kSynced;
  galera::WsrepStatus wsrep;
  wsrep.local_state = 4;
  wsrep.ready = true;
  wsrep.connected = true;
  wsrep.cluster_status = "Primary";
  wsrep.cluster_size = 3;
  wsrep.local_index = 0;
  wsrep.cluster_state_uuid = kUuid;
  wsrep.incoming_addresses = "10.0.0.1:3306,10.0.0.2:3306,10.0.0.3:3306";
  seen.wsrep = wsrep;
  seen.members = {{"node1", "uuid-node1"}, {"node2", "uuid-node2"}, {"node3", "uuid-node3"}};
  seen.former_members = seen.members;
  seen.peers = {Peer("node2"), Peer("node3")};
  seen.flow_control_share = 0.01;
  seen.receive_queue = 0;
  seen.receive_queue_growth = 0;
  seen.ist_window_seconds = 7200;
  seen.expected_size = 3;
  return seen;
}

Finding Of(Incident incident, const Observation& seen) {
  return Judge(seen, DefaultRules())[static_cast<std::size_t>(incident)];
}
Truth TruthOf(Incident incident, const Observation& seen) { return Of(incident, seen).truth; }
std::string Summary(Incident incident, const Observation& seen) {
  const Finding finding = Of(incident, seen);
  EXPECT_EQ(finding.truth, Truth::kYes);
  return finding.summary;
}

Observation With(Server server) {
  Observation seen = Well();
  seen.server = server;
  seen.failure = "connection refused";
  return seen;
}

Observation NonPrimary() {
  Observation seen = Well();
  seen.state = NodeState::kNonPrimary;
  seen.wsrep->cluster_status = "non-Primary";
  seen.wsrep->cluster_size = 1;
  seen.wsrep->incoming_addresses = "10.0.0.1:3306";
  seen.members = {{"node1", "uuid-node1"}};
  for (SeenPeer& peer : seen.peers) peer.primary = std::nullopt;
  return seen;
}

constexpr Incident kOfTheCluster[] = {Incident::kClusterSizeBelowExpected, Incident::kStateDiverged,
                                      Incident::kLastDonorGone, Incident::kPeerConnectionLost};

TEST(Judge, SaysNoOfEveryKindWhereAllIsWell) {
  const std::vector<Finding> findings = Judge(Well(), DefaultRules());
  ASSERT_EQ(findings.size(), kIncidentCount);
  for (std::size_t i = 0; i < kIncidentCount; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(findings[i].incident), i);
    EXPECT_EQ(findings[i].truth, Truth::kNo) << IncidentKinds()[i].name;
    EXPECT_EQ(findings[i].summary, "");
  }
}

TEST(Judge, KnowsNothingBeforeAnybodyHasLooked) {
  for (const Finding& finding : Judge(Observation{}, DefaultRules())) {
    if (finding.incident == Incident::kPagingBroken) continue;  // of our own doing, always known
    EXPECT_EQ(finding.truth, Truth::kUnknown) << KindOf(finding.incident).name;
  }
}

TEST(Judge, TakesRulesThatLackAKind) {
  EXPECT_EQ(Judge(Well(), {}).size(), kIncidentCount);
  Observation seen = Well();
  seen.ist_window_seconds = 899;
  EXPECT_EQ(Judge(seen, {})[static_cast<std::size_t>(Incident::kIstWindowShort)].truth, Truth::kYes);
}

TEST(Judge, OutsideOfThePrimaryComponentKnowsNothingOfTheCluster) {
  for (Observation seen : {NonPrimary(), With(Server::kGone), With(Server::kHung), With(Server::kRefuses)}) {
    seen.lost_connections = {"node2"};
    for (const Incident incident : kOfTheCluster) {
      EXPECT_EQ(TruthOf(incident, seen), Truth::kUnknown) << KindOf(incident).name;
    }
  }
}

TEST(Judge, ASilentServerLeavesTheOthersOfItsNodeUnknown) {
  for (const Server server : {Server::kGone, Server::kHung}) {
    const Observation seen = With(server);
    for (const Finding& finding : Judge(seen, DefaultRules())) {
      if (KindOf(finding.incident).scope == Scope::kCluster) continue;
      if (finding.incident == Incident::kNodeDown || finding.incident == Incident::kNodeHung) continue;
      if (finding.incident == Incident::kPagingBroken) continue;
      EXPECT_EQ(finding.truth, Truth::kUnknown) << KindOf(finding.incident).name;
    }
  }
}

TEST(JudgeClusterSize, CountsAndNamesWhoIsMissing) {
  Observation seen = Well();
  seen.members.pop_back();
  const Finding finding = Of(Incident::kClusterSizeBelowExpected, seen);
  EXPECT_EQ(finding.summary, "2 of 3 data nodes are in the primary component; missing: node3");
  const std::vector<std::pair<std::string, std::string>> details = {
      {"expected", "3"}, {"present", "2"}, {"missing", "node3"}};
  EXPECT_EQ(finding.details, details);
  seen.former_members = seen.members;  // the first view that was seen lacked it already: by the peers
  EXPECT_EQ(Summary(Incident::kClusterSizeBelowExpected, seen),
            "2 of 3 data nodes are in the primary component; missing: node3");
  seen.former_members.clear();
  EXPECT_EQ(Summary(Incident::kClusterSizeBelowExpected, seen),
            "2 of 3 data nodes are in the primary component; missing: node3");
  seen.members.pop_back();
  EXPECT_EQ(Summary(Incident::kClusterSizeBelowExpected, seen),
            "1 of 3 data nodes is in the primary component; missing: node2, node3");
  seen.peers.clear();
  EXPECT_EQ(Summary(Incident::kClusterSizeBelowExpected, seen),
            "1 of 3 data nodes is in the primary component");
}

TEST(JudgeClusterSize, NamesWhoIsMissingByAddressUntilTheMembersAreKnown) {
  Observation seen = Well();
  seen.members.clear();
  seen.peers[0].address = "10.0.0.2";
  seen.peers[1].address = "10.0.0.3";
  seen.wsrep->incoming_addresses = "10.0.0.1:3306,10.0.0.2:3306";
  EXPECT_EQ(Summary(Incident::kClusterSizeBelowExpected, seen),
            "2 of 3 data nodes are in the primary component; missing: node3");
  seen.wsrep->incoming_addresses = "db1:3306,db2:3306";  // which of the peers db2 is, nobody says
  EXPECT_EQ(Summary(Incident::kClusterSizeBelowExpected, seen),
            "2 of 3 data nodes are in the primary component");
}

TEST(JudgeClusterSize, AJoinerSeesTheViewsOfThePastAndSaysNothing) {
  Observation seen = Well();
  seen.members.pop_back();
  for (const NodeState state : {NodeState::kConnected, NodeState::kJoiner}) {
    seen.state = state;
    EXPECT_EQ(TruthOf(Incident::kClusterSizeBelowExpected, seen), Truth::kUnknown);
  }
}

TEST(JudgeClusterSize, CountsNoArbitrator) {
  Observation seen = Well();
  seen.members[2].arbitrator = true;
  seen.former_members[2].arbitrator = true;
  EXPECT_EQ(DataNodes(seen), 2);
  EXPECT_EQ(Summary(Incident::kClusterSizeBelowExpected, seen),
            "2 of 3 data nodes are in the primary component");
  seen.expected_size = 2;
  EXPECT_EQ(TruthOf(Incident::kClusterSizeBelowExpected, seen), Truth::kNo);
}

TEST(JudgeClusterSize, IsUnknownWithoutAnExpectation) {
  Observation seen = Well();
  seen.members.clear();
  seen.expected_size.reset();
  EXPECT_EQ(TruthOf(Incident::kClusterSizeBelowExpected, seen), Truth::kUnknown);
  seen.expected_size = 3;
  seen.wsrep->incoming_addresses.clear();
  seen.wsrep->cluster_size.reset();
  EXPECT_EQ(TruthOf(Incident::kClusterSizeBelowExpected, seen), Truth::kUnknown);
}

TEST(JudgeClusterSize, MoreThanExpectedIsEnough) {
  Observation seen = Well();
  seen.expected_size = 2;
  EXPECT_EQ(TruthOf(Incident::kClusterSizeBelowExpected, seen), Truth::kNo);
}

TEST(DataNodes, AreCountedByTheBestSourceThatIsThere) {
  Observation seen = Well();
  seen.members.clear();
  seen.wsrep->incoming_addresses = "10.0.0.1:3306,,10.0.0.3:3306";
  EXPECT_EQ(DataNodes(seen), 2);
  seen.wsrep->incoming_addresses = "AUTO,AUTO,AUTO";
  EXPECT_EQ(DataNodes(seen), 3);
  seen.wsrep->incoming_addresses = ",,";  // nobody of whom we know that it is one: not even we
  seen.wsrep->cluster_size = 4;
  EXPECT_EQ(DataNodes(seen), 4);
  seen.wsrep->cluster_size = 0;
  EXPECT_EQ(DataNodes(seen), std::nullopt);
  seen.wsrep.reset();
  EXPECT_EQ(DataNodes(seen), std::nullopt);
}

TEST(JudgeNonPrimary, HoldsOutsideOfThePrimaryComponent) {
  Observation seen = NonPrimary();
  EXPECT_EQ(Summary(Incident::kNonPrimary, seen),
            "node1 is outside of the primary component: it refuses every statement on a table");
  seen.state = NodeState::kDisconnected;
  EXPECT_EQ(TruthOf(Incident::kNonPrimary, seen), Truth::kYes);
}

TEST(JudgeNonPrimary, OnItsWayItIsNothingToSayAndNotOverEither) {
  Observation seen = NonPrimary();
  seen.expected_up = false;
  EXPECT_EQ(TruthOf(Incident::kNonPrimary, seen), Truth::kUnknown);
  seen.state = NodeState::kJoiner;
  EXPECT_EQ(TruthOf(Incident::kNonPrimary, seen), Truth::kNo);
  seen.state = NodeState::kStandalone;
  EXPECT_EQ(TruthOf(Incident::kNonPrimary, seen), Truth::kUnknown);
}

TEST(JudgeNodeDown, SaysWhyItDoesNotAnswer) {
  const Observation seen = With(Server::kGone);
  EXPECT_EQ(Summary(Incident::kNodeDown, seen), "node1: mariadbd is down: connection refused");
  EXPECT_EQ(TruthOf(Incident::kNodeHung, seen), Truth::kNo);
}

TEST(JudgeNodeDown, IsNotOverByBeingStartedAgain) {
  Observation seen = With(Server::kGone);
  seen.expected_up = false;
  EXPECT_EQ(TruthOf(Incident::kNodeDown, seen), Truth::kUnknown);
  EXPECT_EQ(TruthOf(Incident::kNodeDown, With(Server::kUnknown)), Truth::kUnknown);
  EXPECT_EQ(TruthOf(Incident::kNodeDown, With(Server::kRefuses)), Truth::kNo);
}

TEST(JudgeNodeHung, HoldsAlsoForANodeThatIsOnItsWay) {
  Observation seen = With(Server::kHung);
  seen.expected_up = false;
  EXPECT_EQ(Summary(Incident::kNodeHung, seen),
            "node1: mariadbd runs and gives no answer: connection refused");
  EXPECT_EQ(TruthOf(Incident::kNodeDown, seen), Truth::kNo);
  seen.transfer_silent = seconds(1);
  EXPECT_EQ(TruthOf(Incident::kNodeHung, seen), Truth::kUnknown);
}

TEST(JudgeNodeNotReady, NeedsAStateThatServes) {
  Observation seen = Well();
  for (const NodeState state : {NodeState::kConnected, NodeState::kJoiner, NodeState::kJoined}) {
    seen.state = state;
    EXPECT_EQ(TruthOf(Incident::kNodeNotReady, seen), Truth::kYes) << galera::Name(state);
  }
  EXPECT_EQ(Summary(Incident::kNodeNotReady, seen),
            "node1 is in the primary component and not ready: its state is joined");
  seen.expected_up = false;
  EXPECT_EQ(TruthOf(Incident::kNodeNotReady, seen), Truth::kUnknown);
  seen.state = NodeState::kDonor;
  EXPECT_EQ(TruthOf(Incident::kNodeNotReady, seen), Truth::kNo);
}

TEST(JudgeNodeNotReady, LooksAtWsrepReady) {
  Observation seen = Well();
  seen.wsrep->ready = false;
  EXPECT_EQ(Summary(Incident::kNodeNotReady, seen),
            "node1 is in the primary component and not ready: its state is synced, wsrep_ready is OFF");
  seen.wsrep->ready.reset();
  EXPECT_EQ(TruthOf(Incident::kNodeNotReady, seen), Truth::kUnknown);
}

TEST(JudgeNodeNotReady, OneThatLetsUsNotInIsNotReady) {
  Observation seen = With(Server::kRefuses);
  seen.failure = "Too many connections";
  EXPECT_EQ(Summary(Incident::kNodeNotReady, seen),
            "node1: mariadbd lets the warden not in: Too many connections");
  seen.expected_up = false;
  EXPECT_EQ(TruthOf(Incident::kNodeNotReady, seen), Truth::kUnknown);
  EXPECT_EQ(TruthOf(Incident::kNodeNotReady, NonPrimary()), Truth::kUnknown);
}

TEST(JudgeStateDiverged, AZeroUuidIsNoHistory) {
  Observation seen = Well();
  seen.wsrep->cluster_state_uuid = kZero;
  EXPECT_EQ(Summary(Incident::kStateDiverged, seen),
            "the state UUID of the primary component is zero: its history is lost");
}

TEST(JudgeStateDiverged, TwoHistories) {
  Observation seen = Well();
  seen.peers[1].state_uuid = kOther;
  EXPECT_EQ(Summary(Incident::kStateDiverged, seen),
            std::string("two histories under one name: node1 has the "
                        "state UUID ") +
                kUuid + ", node3 has " + kOther);
  seen.peers[1].primary = false;  // it says nothing of a cluster that it is not in
  EXPECT_EQ(TruthOf(Incident::kStateDiverged, seen), Truth::kNo);
}

TEST(JudgeStateDiverged, TwoComponentsOfOneHistory) {
  Observation seen = Well();
  seen.members.pop_back();
  EXPECT_EQ(Summary(Incident::kStateDiverged, seen),
            "two primary components: node3 is in one that node1 is not in");
  seen.peers[1].member_uuids = {"uuid-before", "uuid-node2"};  // one of its names of before
  EXPECT_EQ(TruthOf(Incident::kStateDiverged, seen), Truth::kNo);
}

TEST(JudgeStateDiverged, IsUnknownWhereSomebodyCannotBePlaced) {
  Observation seen = Well();
  seen.members.pop_back();
  seen.peers[1].member_uuids.clear();
  EXPECT_EQ(TruthOf(Incident::kStateDiverged, seen), Truth::kUnknown);
  seen.peers[1] = Peer("node3");
  seen.members[1].uuid.clear();
  seen.peers[0].primary = false;
  EXPECT_EQ(TruthOf(Incident::kStateDiverged, seen), Truth::kUnknown);
  seen = Well();
  seen.members.pop_back();
  seen.peers[1].primary.reset();  // unreachable, and no member of ours
  EXPECT_EQ(TruthOf(Incident::kStateDiverged, seen), Truth::kUnknown);
  seen = Well();
  seen.peers[1].primary.reset();  // unreachable, but a member
  EXPECT_EQ(TruthOf(Incident::kStateDiverged, seen), Truth::kNo);
  seen.wsrep->cluster_state_uuid.clear();
  EXPECT_EQ(TruthOf(Incident::kStateDiverged, seen), Truth::kUnknown);
}

TEST(JudgeConfirmation, HoldsUntilAnybodyIsInAPrimaryComponent) {
  Observation seen = With(Server::kGone);
  seen.paused = true;
  seen.question = "start from node2? It has the latest commits";
  for (SeenPeer& peer : seen.peers) peer.primary = false;
  seen.peers[0].paused = true;
  const Finding finding = Of(Incident::kBootstrapConfirmationNeeded, seen);
  EXPECT_EQ(
      finding.summary,
      "no primary component, and a person has to decide where the cluster starts: start from node2? It has "
      "the latest commits");
  ASSERT_EQ(finding.details.size(), 1U);
  EXPECT_EQ(finding.details[0].second, "node1, node2");
  seen.paused = false;
  EXPECT_EQ(TruthOf(Incident::kBootstrapConfirmationNeeded, seen), Truth::kUnknown);
  seen.paused = true;
  seen.peers[1].primary = true;
  EXPECT_EQ(TruthOf(Incident::kBootstrapConfirmationNeeded, seen), Truth::kNo);
}

TEST(JudgeRecoveryRefused, HoldsWhileTheServerIsGone) {
  Observation seen = With(Server::kGone);
  seen.refusal = "the data directory was cut short";
  EXPECT_EQ(Summary(Incident::kRecoveryRefused, seen),
            "node1 can't be started: the data directory was cut short");
}

TEST(JudgeStateTransfer, IsStuckWhenNothingMoves) {
  Observation seen = With(Server::kGone);
  seen.transfer_silent = seconds(9);
  EXPECT_EQ(TruthOf(Incident::kStateTransferStuck, seen), Truth::kNo);
  seen.transfer_silent = seconds(10);
  EXPECT_EQ(TruthOf(Incident::kStateTransferStuck, seen), Truth::kYes);
}

TEST(JudgeStateTransfer, FailedIsSaidOfANodeThatIsGone) {
  Observation seen = With(Server::kGone);
  seen.transfer_failure = "rsync ended with 12";
  EXPECT_EQ(Summary(Incident::kStateTransferFailed, seen),
            "node1: the last state transfer failed: rsync ended with 12");
}

TEST(JudgeFlowControl, IsMoreThanTheLimit) {
  Observation seen = Well();
  seen.flow_control_share = 0.5;
  EXPECT_EQ(TruthOf(Incident::kFlowControlStalled, seen), Truth::kNo);
  seen.flow_control_share = 0.634;
  EXPECT_EQ(Summary(Incident::kFlowControlStalled, seen),
            "node1: replication stood still for 63 % of the last minute (limit 50 %)");
  seen.flow_control_share.reset();
  EXPECT_EQ(TruthOf(Incident::kFlowControlStalled, seen), Truth::kUnknown);
}

TEST(JudgeReceiveQueue, IsLongAndGrows) {
  Observation seen = Well();
  seen.receive_queue = 101;
  seen.receive_queue_growth = 0.5;
  EXPECT_EQ(Summary(Incident::kReceiveQueueGrowing, seen),
            "node1: 101 write-sets wait to be applied (limit 100), and they get more: 30 per minute");
  seen.state = NodeState::kDonor;
  EXPECT_EQ(TruthOf(Incident::kReceiveQueueGrowing, seen), Truth::kUnknown);
  seen.state = NodeState::kSynced;
  seen.receive_queue_growth = 0;
  EXPECT_EQ(TruthOf(Incident::kReceiveQueueGrowing, seen), Truth::kNo);
  seen.receive_queue_growth.reset();
  EXPECT_EQ(TruthOf(Incident::kReceiveQueueGrowing, seen), Truth::kUnknown);
  seen.receive_queue = 100;
  EXPECT_EQ(TruthOf(Incident::kReceiveQueueGrowing, seen), Truth::kNo);
}

TEST(JudgeIstWindow, IsShorterThanTheLimit) {
  Observation seen = Well();
  seen.ist_window_seconds = 900;
  EXPECT_EQ(TruthOf(Incident::kIstWindowShort, seen), Truth::kNo);
  seen.ist_window_seconds = 120.4;
  EXPECT_EQ(Summary(Incident::kIstWindowShort, seen),
            "node1: its gcache holds about 120 s of writes (limit 900 s): who is away for longer needs a "
            "full state "
            "transfer");
  seen.ist_window_seconds.reset();
  EXPECT_EQ(TruthOf(Incident::kIstWindowShort, seen), Truth::kUnknown);
}

TEST(JudgeThresholds, AreThoseOfTheRules) {
  IncidentRules rules = DefaultRules();
  rules[Incident::kReceiveQueueGrowing].threshold = 5;
  Observation seen = Well();
  seen.receive_queue = 6;
  seen.receive_queue_growth = 1;
  EXPECT_EQ(Judge(seen, rules)[static_cast<std::size_t>(Incident::kReceiveQueueGrowing)].truth, Truth::kYes);
  EXPECT_EQ(TruthOf(Incident::kReceiveQueueGrowing, seen), Truth::kNo);
}

TEST(JudgeEviction, ByTheLogOrByTheState) {
  Observation seen = With(Server::kGone);
  seen.eviction = "Inconsistency detected";
  EXPECT_EQ(Summary(Incident::kInconsistencyEviction, seen),
            "node1 was voted out of the cluster: Inconsistency detected");
  seen = Well();
  seen.state = NodeState::kInconsistent;
  EXPECT_EQ(TruthOf(Incident::kInconsistencyEviction, seen), Truth::kYes);
  EXPECT_EQ(TruthOf(Incident::kNonPrimary, seen), Truth::kUnknown);
}

TEST(JudgeLastDonor, OfThreeTwoAreLeftAndOneIsDonor) {
  Observation seen = Well();
  seen.members.pop_back();
  seen.state = NodeState::kDonor;
  EXPECT_EQ(
      Summary(Incident::kLastDonorGone, seen),
      "2 data nodes are left of 3, and one is donor: node1; one failure more stops the cluster; missing: "
      "node3");
  seen.state = NodeState::kJoiner;
  EXPECT_EQ(TruthOf(Incident::kLastDonorGone, seen), Truth::kYes);
  seen.state = NodeState::kSynced;
  EXPECT_EQ(TruthOf(Incident::kLastDonorGone, seen), Truth::kNo);
  EXPECT_EQ(TruthOf(Incident::kLastDonorGone, Well()), Truth::kNo);
}

TEST(JudgeLastDonor, IsNoNewsInAClusterOfTwo) {
  Observation seen = Well();
  seen.members.pop_back();
  seen.state = NodeState::kDonor;
  seen.expected_size = 2;
  EXPECT_EQ(TruthOf(Incident::kLastDonorGone, seen), Truth::kNo);
}

TEST(JudgePeerConnection, NamesThePeers) {
  Observation seen = Well();
  seen.lost_connections = {"node2", "10.0.0.3"};
  EXPECT_EQ(Summary(Incident::kPeerConnectionLost, seen), "node1 has lost the connection to node2, 10.0.0.3");
}

TEST(JudgePaging, IsKnownWhateverTheServerDoes) {
  Observation seen = With(Server::kGone);
  seen.broken_receivers = {"oncall (HTTP 500)"};
  EXPECT_EQ(Summary(Incident::kPagingBroken, seen), "node1: pages do not reach oncall (HTTP 500)");
  seen.state_file_trouble = "no space left";
  EXPECT_EQ(Summary(Incident::kPagingBroken, seen),
            "node1: pages do not reach oncall (HTTP 500); pages are not kept on disk: no space left");
  seen.broken_receivers.clear();
  EXPECT_EQ(Summary(Incident::kPagingBroken, seen), "node1: pages are not kept on disk: no space left");
}

TEST(JudgeSummary, IsOneShortLineWhateverOthersWrite) {
  Observation seen = With(Server::kGone);
  seen.transfer_failure = "two\nlines\x1b[2J\xff" + std::string(2000, 'x');
  for (int i = 0; i < 300; ++i) seen.transfer_failure += "\xC3\xA9";
  const std::string summary = Summary(Incident::kStateTransferFailed, seen);
  EXPECT_LE(summary.size(), 400U);
  EXPECT_EQ(summary.find('\n'), std::string::npos);
  EXPECT_EQ(summary.find('\x1b'), std::string::npos);
  EXPECT_NE(summary.find("two lines"), std::string::npos);
  seen = Well();
  for (int i = 0; i < 40; ++i) seen.former_members.push_back({"former" + std::to_string(i), ""});
  seen.members.pop_back();
  EXPECT_EQ(
      Summary(Incident::kClusterSizeBelowExpected, seen),
      "2 of 3 data nodes are in the primary component; missing: node3, former0, former1, former2, former3 "
      "and 36 more");
}

}  // namespace
}  // namespace watchdog

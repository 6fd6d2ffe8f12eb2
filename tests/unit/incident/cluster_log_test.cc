#include "incident/cluster_log.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Event = ClusterLogEvent;
using Kind = ClusterLogEvent::Kind;

const std::string kNote = "2026-11-21 21:50:14 0 [Note] WSREP: ";
const std::string kOurs = kNote + "(031e1c81-82fd, 'tcp://10.77.0.11:4567') ";
const GroupPeer kNode3{"91dc4212-850b", "10.77.0.13:4567"};

// But where it says otherwise the lines are those of real servers: MariaDB 10.11.19, Galera 26.4.23.
TEST(ParseClusterLine, ReadsConnections) {
  const struct {
    std::string line;
    Event want;
  } cases[] = {
      {kOurs + "turning message relay requesting on, nonlive peers: tcp://10.77.0.13:4567 ",
       {.kind = Kind::kConnectionsLost, .peers = {{"", "10.77.0.13:4567"}}}},
      {"2026-11-21 21:51:11 0 [Note] WSREP: (91dc4212-850b, 'tcp://10.77.0.13:4567') turning message relay "
       "requesting on, nonlive peers: tcp://10.77.0.11:4567 tcp://10.77.0.12:4567 ",
       {.kind = Kind::kConnectionsLost, .peers = {{"", "10.77.0.11:4567"}, {"", "10.77.0.12:4567"}}}},
      {"2026-11-21 21:51:11 0 [Note] WSREP: (a, 'ssl://[fd00::1]:4567') turning message relay requesting on, "
       "nonlive peers: ssl://[fd00::3]:4567 ",
       {.kind = Kind::kConnectionsLost, .peers = {{"", "[fd00::3]:4567"}}}},
      {kOurs +
           "connection to peer 91dc4212-850b with addr tcp://10.77.0.13:4567 timed out, no messages seen "
           "in PT3S, socket stats: rtt: 1121 rttvar: 2001 rto: 204000 lost: 0 last_data_recv: 3144 cwnd: 61",
       {.kind = Kind::kConnectionsLost, .peers = {kNode3}}},
      {kOurs + "reconnecting to 91dc4212-850b (tcp://10.77.0.13:4567), attempt 0",
       {.kind = Kind::kConnectionsLost, .peers = {kNode3}}},
      {kOurs + "connection established to 91dc4212-850b tcp://10.77.0.13:4567",
       {.kind = Kind::kConnected, .peers = {kNode3}}},
      {kOurs + "turning message relay requesting off", {.kind = Kind::kRelayOff}},
      {kNote + "declaring 91dc4212-850b at tcp://10.77.0.13:4567 stable",
       {.kind = Kind::kPeerNamed, .peers = {kNode3}}},
      {kNote + "evs::proto(031e1c81-82fd, GATHER, view_id(REG,031e1c81-82fd,11)) suspecting node: "
               "91dc4212-850b",
       {.kind = Kind::kSuspected, .peers = {{"91dc4212-850b", ""}}}},
  };
  for (const auto& one : cases) EXPECT_EQ(ParseClusterLine(one.line), one.want) << one.line;
}

TEST(ParseClusterLine, ReadsViewsAndTheServersLife) {
  const struct {
    std::string line;
    Event want;
  } cases[] = {
      {kNote + "New COMPONENT: primary = yes, bootstrap = no, my_idx = 0, memb_num = 2",
       {.kind = Kind::kView, .members = 2, .primary = true}},
      {kNote + "New COMPONENT: primary = no, bootstrap = no, my_idx = 0, memb_num = 1",
       {.kind = Kind::kView, .members = 1, .primary = false}},
      {"2026-11-21 21:51:24 2 [Note] WSREP: Synchronized with group, ready for connections",
       {.kind = Kind::kSynced}},
      {"2026-11-21 21:50:28 0 [Note] mariadbd (initiated by: unknown): Normal shutdown",
       {.kind = Kind::kShuttingDown}},
      {"2026-11-21 21:50:28 0 [Note] /usr/sbin/mariadbd (initiated by: root[root] @ localhost []): Normal "
       "shutdown",
       {.kind = Kind::kShuttingDown}},
      {"2026-11-21 14:36:42 0 [Note] mariadbd: ready for connections.", {.kind = Kind::kReady}},
  };
  for (const auto& one : cases) EXPECT_EQ(ParseClusterLine(one.line), one.want) << one.line;
}

TEST(ParseClusterLine, ReadsWhatEndsANode) {
  const std::string vote =
      "Member 0(node3) initiates vote on 9993b11c-e581-11f1-ae70-0675c5f31fa5:38,a34bc2d4d99362b4:  Can't "
      "find "
      "record in 'a', Error_code: 1032;";
  const std::string consensus =
      "Inconsistency detected: Inconsistent by consensus on 9993b11c-e581-11f1-ae70-0675c5f31fa5:38";
  const struct {
    std::string line;
    Event want;
  } cases[] = {
      {kNote + vote, {.kind = Kind::kVote, .text = vote}},
      {"2026-11-21 21:56:32 1 [ERROR] WSREP: " + consensus, {.kind = Kind::kInconsistent, .text = consensus}},
      {"2026-11-21 21:56:32 0 [ERROR] Aborting", {.kind = Kind::kAborted, .text = "Aborting"}},
      {"261121 22:39:02 [ERROR] mariadbd got signal 6 ;",
       {.kind = Kind::kAborted, .text = "mariadbd got signal 6 ;"}},
      {"2026-11-21 21:58:22 0 [ERROR] WSREP: wsrep::connect(gcomm://10.77.0.11:4567,10.77.0.12:4567) failed: "
       "7",
       {.kind = Kind::kAborted, .text = "wsrep::connect(gcomm://10.77.0.11:4567,10.77.0.12:4567) failed: 7"}},
      // This one is from Galera's source (fsm.hpp): it was not seen.
      {"2026-11-21 21:58:22 0 [ERROR] WSREP: FSM: no such a transition CLOSED -> OPEN",
       {.kind = Kind::kAborted, .text = "FSM: no such a transition CLOSED -> OPEN"}},
  };
  for (const auto& one : cases) EXPECT_EQ(ParseClusterLine(one.line), one.want) << one.line;
}

TEST(ParseClusterLine, IsSilentOnTheRest) {
  for (const std::string& line : {
           std::string(),
           std::string("View:"),
           std::string("\t0: 031e1c81-6a77-1bd2-82fd-cbc4a25078ca, node1"),
           kNote +
               "evs::proto(031e1c81-82fd, GATHER, view_id(REG,031e1c81-82fd,11)) suspected node without join "
               "message, declaring inactive",
           kNote + "Vote 0 (success) on 9993b11c-e581-11f1-ae70-0675c5f31fa5:38 is consistent with group. "
                   "Continue.",
           kNote + "New COMPONENT: primary = yes, bootstrap = no, my_idx = 0, memb_num = many",
           kNote + "New COMPONENT: primary = yes, bootstrap = no, my_idx = 0",
           kOurs + "turning message relay requesting on, nonlive peers: ",
           kOurs + "connection established to 91dc4212-850b",
           kOurs + "connection established to nobody tcp://10.77.0.13:4567",
           kNote + "forgetting 15f303ef-8e31 (tcp://10.77.0.13:4567)",
           // What a client can make a server say comes behind the label.
           std::string(
               "2026-11-21 21:51:11 9 [Warning] Access denied for user 'a [Note] WSREP: New COMPONENT: "
               "primary = no, bootstrap = no, my_idx = 0, memb_num = 1'@'localhost'"),
           std::string("2026-11-21 21:51:11 9 [Warning] Aborted connection 9 to db: 'x got signal 6 ;'"),
       }) {
    EXPECT_EQ(ParseClusterLine(line), std::nullopt) << line;
  }
}

TEST(ParseClusterLine, BoundsWhatItTakesOver) {
  std::string many = kOurs + "turning message relay requesting on, nonlive peers: ";
  for (int i = 0; i < 1000; ++i) many += "tcp://10.77.0.13:4567 ";
  EXPECT_EQ(ParseClusterLine(many)->peers.size(), 100u);
  const auto vote =
      ParseClusterLine(kNote + "Member 0(a\x1b[2J) initiates vote on " + std::string(5000, 'x'));
  ASSERT_TRUE(vote);
  EXPECT_EQ(vote->text.size(), 300u);
  EXPECT_EQ(vote->text.find('\x1b'), std::string::npos);
}

TEST(ShortUuid, IsTheFirstAndTheFourthPart) {
  EXPECT_EQ(ShortUuid("91DC4212-e5f5-11f1-850b-5a9f310e1a4b"), "91dc4212-850b");
  EXPECT_EQ(ShortUuid("91dc4212-850b"), "");
}

}  // namespace
}  // namespace watchdog

#include "galera/node_state.h"

#include <gtest/gtest.h>

#include <set>

namespace galera {
namespace {

WsrepStatus Node(int local_state, const char* cluster_status, bool connected = true,
                 const char* comment = "") {
  WsrepStatus s;
  s.local_state = local_state;
  s.cluster_status = cluster_status;
  s.connected = connected;
  s.local_state_comment = comment;
  return s;
}

TEST(ClassifyNode, NamesEachState) {
  EXPECT_EQ(ClassifyNode(std::nullopt), NodeState::kStandalone);
  EXPECT_EQ(ClassifyNode(Node(4, "Primary")), NodeState::kSynced);
  EXPECT_EQ(ClassifyNode(Node(2, "Primary")), NodeState::kDonor);
  EXPECT_EQ(ClassifyNode(Node(3, "Primary")), NodeState::kJoined);
  EXPECT_EQ(ClassifyNode(Node(1, "Primary")), NodeState::kJoiner);
  EXPECT_EQ(ClassifyNode(Node(0, "Primary")), NodeState::kConnected);
  EXPECT_EQ(ClassifyNode(Node(0, "non-Primary")), NodeState::kNonPrimary);
  EXPECT_EQ(ClassifyNode(Node(0, "Disconnected")), NodeState::kDisconnected);
  EXPECT_EQ(ClassifyNode(Node(4, "Primary", false)), NodeState::kDisconnected);
  EXPECT_EQ(ClassifyNode(Node(4, "Primary", true, "Inconsistent")), NodeState::kInconsistent);
  EXPECT_EQ(ClassifyNode(Node(9, "Primary")), NodeState::kUnknown);
}

// Measured: state 2 stays for a while after the partition.
TEST(ClassifyNode, LooksAtTheComponentBeforeTheState) {
  EXPECT_EQ(ClassifyNode(Node(2, "non-Primary")), NodeState::kNonPrimary);
}

TEST(NodeState, HasDistinctNames) {
  std::set<std::string_view> names;
  for (const NodeState state : kNodeStates) names.insert(Name(state));
  EXPECT_EQ(names.size(), kNodeStates.size());
}

}  // namespace
}  // namespace galera

#include "galera/wsrep_status.h"

#include <gtest/gtest.h>

#include <vector>

namespace galera {
namespace {

std::vector<NamedValue> SyncedRows() {
  return {{"Uptime", "5"},
          {"wsrep_local_state", "4"},
          {"wsrep_local_state_comment", "Synced"},
          {"wsrep_ready", "ON"},
          {"wsrep_connected", "ON"},
          {"wsrep_cluster_status", "Primary"},
          {"wsrep_cluster_size", "3"},
          {"wsrep_cluster_conf_id", "7"},
          {"wsrep_cluster_weight", "3"},
          {"wsrep_local_index", "1"},
          {"wsrep_cluster_state_uuid", "08b978ff-e57e-11f1-ba43-eefadcb9fc52"},
          {"wsrep_local_state_uuid", "08b978ff-e57e-11f1-ba43-eefadcb9fc52"},
          {"wsrep_flow_control_paused_ns", "2500000000"},
          {"wsrep_flow_control_active", "false"},
          {"wsrep_flow_control_requested", "true"}};
}

TEST(WsrepStatus, ReadsASyncedNode) {
  const auto s = ParseWsrepStatus(SyncedRows());
  ASSERT_TRUE(s.has_value());
  EXPECT_EQ(s->local_state, 4);
  EXPECT_EQ(s->ready, true);
  EXPECT_EQ(s->cluster_size, 3u);
  EXPECT_EQ(s->cluster_conf_id, 7u);
  EXPECT_EQ(s->local_index, 1u);
  EXPECT_EQ(s->flow_control_paused_ns, 2500000000u);
  EXPECT_EQ(s->flow_control_active, false);
  EXPECT_EQ(s->flow_control_requested, true);
  EXPECT_TRUE(s->InPrimaryComponent());
}

// A node outside any component reports 2^64-1 for what it does not know.
TEST(WsrepStatus, TakesTheGreatestNumberForUnknown) {
  auto rows = SyncedRows();
  rows.push_back({"wsrep_last_committed", "18446744073709551615"});
  for (NamedValue& row : rows) {
    if (row.name == "wsrep_cluster_conf_id" || row.name == "wsrep_local_index")
      row.value = "18446744073709551615";
  }
  const auto s = ParseWsrepStatus(rows);
  ASSERT_TRUE(s.has_value());
  EXPECT_FALSE(s->cluster_conf_id.has_value());
  EXPECT_FALSE(s->local_index.has_value());
  EXPECT_FALSE(s->last_committed.has_value());
}

TEST(WsrepStatus, LeavesOutWhatIsMissingNullOrNoNumber) {
  const auto s = ParseWsrepStatus(std::vector<NamedValue>{
      {"wsrep_local_state", "x"}, {"wsrep_cluster_size", std::nullopt}, {"wsrep_ready", "perhaps"}});
  ASSERT_TRUE(s.has_value());
  EXPECT_FALSE(s->local_state.has_value());
  EXPECT_FALSE(s->cluster_size.has_value());
  EXPECT_FALSE(s->ready.has_value());
  EXPECT_FALSE(s->InPrimaryComponent());
}

TEST(WsrepStatus, IsNothingWithoutAProvider) {
  EXPECT_FALSE(ParseWsrepStatus(std::vector<NamedValue>{{"Uptime", "5"}}).has_value());
  EXPECT_FALSE(ParseWsrepStatus(std::vector<NamedValue>{{"wsrep_connected", "OFF"}, {"wsrep_ready", "OFF"}})
                   .has_value());
}

TEST(ParseWsrepSwitch, AcceptsAndRejects) {
  for (const char* yes : {"ON", "on", "Yes", "TRUE", "1"}) EXPECT_EQ(ParseWsrepSwitch(yes), true) << yes;
  for (const char* no : {"OFF", "no", "False", "0"}) EXPECT_EQ(ParseWsrepSwitch(no), false) << no;
  for (const char* other : {"", " ON", "2", "Primary", "ONN"}) {
    EXPECT_EQ(ParseWsrepSwitch(other), std::nullopt) << other;
  }
}

TEST(ParseUnsigned, AcceptsAndRejects) {
  EXPECT_EQ(ParseUnsigned("0"), 0u);
  EXPECT_EQ(ParseUnsigned("18446744073709551615"), 18446744073709551615u);
  for (const char* bad : {"", "-1", "+1", "1.0", " 1", "1 ", "18446744073709551616", "0x1"}) {
    EXPECT_EQ(ParseUnsigned(bad), std::nullopt) << bad;
  }
}

TEST(IsZeroUuid, OnlyTheZeroUuidIs) {
  EXPECT_TRUE(IsZeroUuid("00000000-0000-0000-0000-000000000000"));
  EXPECT_FALSE(IsZeroUuid(""));
  EXPECT_FALSE(IsZeroUuid("00000000-0000-0000-0000-000000000001"));
}

TEST(SplitAddresses, KeepsEmptyPlaces) {
  using V = std::vector<std::string_view>;
  EXPECT_EQ(SplitAddresses(""), V());
  EXPECT_EQ(SplitAddresses("AUTO"), V({"AUTO"}));
  EXPECT_EQ(SplitAddresses("10.0.0.1:3306,,10.0.0.2:3306"), V({"10.0.0.1:3306", "", "10.0.0.2:3306"}));
  EXPECT_EQ(SplitAddresses("a,"), V({"a", ""}));
}

}  // namespace
}  // namespace galera

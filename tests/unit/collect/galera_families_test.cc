#include "collect/galera_families.h"

#include <gtest/gtest.h>

#include "collect/text_format.h"
#include "exposition/exposition.h"

namespace galera {
namespace {

WsrepStatus Synced() {
  WsrepStatus s;
  s.local_state = 4;
  s.local_state_comment = "Synced";
  s.ready = true;
  s.connected = true;
  s.cluster_status = "Primary";
  s.cluster_size = 3;
  s.cluster_conf_id = 5;
  s.cluster_weight = 3;
  s.local_index = 2;
  s.cluster_state_uuid = "08b978ff-e57e-11f1-ba43-eefadcb9fc52";
  s.local_state_uuid = s.cluster_state_uuid;
  s.last_committed = 110;
  s.local_cached_downto = 11;
  s.flow_control_paused_ns = 1500000000;
  s.flow_control_active = true;
  return s;
}

Exposition Render(const WsrepStatus& status, std::string_view options_text = "pc.weight = 1;",
                  std::optional<double> window = std::nullopt) {
  MetricBatch batch;
  const auto options = ParseProviderOptions(options_text);
  const std::vector<CollectorMemory::Member> members = {{"u1", "n1", "10.0.0.1:3306"},
                                                        {"u2", "n2", "10.0.0.2:3306"}};
  AddGaleraFamilies(batch, {status, options, "prod", "n1", members, window});
  auto parsed = ParseExposition(RenderText(batch.TakeValid().first), ExpositionRules::kCanonical);
  EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().message);
  return parsed.ok() ? *parsed : Exposition();
}

std::optional<double> Value(const Exposition& page, std::string_view name,
                            const ExpositionLabels& labels = {}) {
  const ExpositionSample* sample = page.Find(name, labels);
  return sample == nullptr ? std::nullopt : std::optional(sample->value);
}

TEST(GaleraFamilies, DescribeASyncedNode) {
  const Exposition page =
      Render(Synced(), "pc.weight = 1; evs.suspect_timeout = PT5S; gcache.size = 1M; a = x", 90);
  EXPECT_EQ(Value(page, "galera_primary_component"), 1);
  EXPECT_EQ(Value(page, "galera_cluster_size"), 3);
  EXPECT_EQ(Value(page, "galera_cluster_configuration_id"), 5);
  EXPECT_EQ(Value(page, "galera_quorum_margin"), 1);
  EXPECT_EQ(Value(page, "galera_local_index"), 2);
  EXPECT_EQ(Value(page, "galera_flow_control_paused_seconds_total"), 1.5);
  EXPECT_EQ(Value(page, "galera_flow_control_active"), 1);
  EXPECT_EQ(Value(page, "galera_gcache_cached_writesets"), 100);
  EXPECT_EQ(Value(page, "galera_gcache_size_bytes"), 1048576);
  EXPECT_EQ(Value(page, "galera_ist_window_seconds"), 90);
  EXPECT_EQ(Value(page, "galera_state_uuid_zero"), 0);
  EXPECT_EQ(Value(page, "galera_state_uuid_diverged"), 0);
  EXPECT_EQ(Value(page, "galera_provider_option_seconds", {{"option", "evs.suspect_timeout"}}), 5);
  EXPECT_EQ(Value(page, "galera_provider_option_bytes", {{"option", "gcache.size"}}), 1048576);
  EXPECT_EQ(Value(page, "galera_provider_option_value", {{"option", "pc.weight"}}), 1);
  EXPECT_EQ(Value(page, "galera_member_info",
                  {{"member_uuid", "u2"}, {"name", "n2"}, {"address", "10.0.0.2:3306"}}),
            1);
}

TEST(GaleraFamilies, DoNotPassAComponentOffAsTheCluster) {
  WsrepStatus s = Synced();
  s.cluster_status = "non-Primary";
  s.cluster_size = 1;
  s.cluster_conf_id.reset();
  const Exposition page = Render(s);
  EXPECT_EQ(Value(page, "galera_primary_component"), 0);
  EXPECT_EQ(Value(page, "galera_component_members"), 1);
  for (const char* absent : {"galera_cluster_size", "galera_cluster_configuration_id",
                             "galera_cluster_weight", "galera_quorum_margin", "galera_state_uuid_diverged"}) {
    EXPECT_EQ(page.Find(absent), nullptr) << absent;
  }
}

TEST(GaleraFamilies, LeaveOutWhatIsNotKnown) {
  WsrepStatus s;
  s.cluster_status = "Primary";
  const Exposition page = Render(s, "");
  for (const char* absent :
       {"galera_cluster_size", "galera_quorum_margin", "galera_local_index", "galera_ready",
        "galera_flow_control_active", "galera_gcache_size_bytes", "galera_state_uuid_zero",
        "galera_ist_window_seconds", "galera_provider_option_value"}) {
    EXPECT_EQ(page.Find(absent), nullptr) << absent;
  }
}

TEST(GaleraFamilies, ShowAZeroAndADivergedStateUuid) {
  WsrepStatus s = Synced();
  s.local_state_uuid = "00000000-0000-0000-0000-000000000000";
  const Exposition page = Render(s);
  EXPECT_EQ(Value(page, "galera_state_uuid_zero"), 1);
  EXPECT_EQ(Value(page, "galera_state_uuid_diverged"), 1);
}

// As a node does that was started without its position after the whole cluster had crashed.
TEST(GaleraFamilies, ShowTheClustersZeroUuidWhereTheNodeHasNone) {
  WsrepStatus s = Synced();
  s.local_state_uuid = "";
  s.cluster_state_uuid = "00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(Value(Render(s), "galera_state_uuid_zero"), 1);
}

TEST(NodeStateFamily, IsAStateSet) {
  MetricBatch batch;
  AddNodeState(batch, NodeState::kDonor);
  const auto families = batch.TakeValid().first;
  ASSERT_EQ(families.size(), 1u);
  ASSERT_EQ(families[0].metric.size(), kNodeStates.size());
  double sum = 0;
  for (const auto& metric : families[0].metric) {
    sum += metric.gauge.value;
    EXPECT_EQ(metric.gauge.value == 1, metric.label[0].value == "donor");
  }
  EXPECT_EQ(sum, 1);
}

TEST(StatusFileFamilies, ShowProgressOnlyWhereItsLengthIsKnown) {
  MetricBatch batch;
  AddStatusFile(batch, {"JOINING", "Receiving state", 1795246490.0, 25, 100});
  const std::string text = RenderText(batch.TakeValid().first);
  EXPECT_NE(text.find("galera_state_transfer_done 25\n"), std::string::npos);
  EXPECT_NE(text.find("galera_state_transfer_total 100\n"), std::string::npos);
  AddStatusFile(batch, {"SYNCED", "Operational", {}, {}, {}});
  EXPECT_EQ(RenderText(batch.TakeValid().first).find("galera_state_transfer"), std::string::npos);
}

}  // namespace
}  // namespace galera

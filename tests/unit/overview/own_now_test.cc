#include "overview/own_now.h"

#include <gtest/gtest.h>

#include <limits>

#include "situation.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class OwnNow : public testing::Test {
 protected:
  NodeNow Now() {
    facts_.snapshot = std::make_shared<const galera::Snapshot>(situation_.look);
    return NowOf(facts_, {situation_.now.steady, situation_.now.wall});
  }
  test::Situation situation_;
  OwnFacts facts_;
};

TEST_F(OwnNow, IsWhatTheLastLookSays) {
  situation_.look.wsrep->provider_version = "26.4.23(r1234)";
  situation_.look.wsrep->local_recv_queue = 7;
  const NodeNow now = Now();
  EXPECT_EQ(now.state, galera::NodeState::kSynced);
  EXPECT_EQ(now.age, milliseconds(200));
  EXPECT_EQ(now.receive_queue, 7u);
  EXPECT_EQ(now.provider_version, "26.4.23");
  EXPECT_EQ(now.conf_id, 17u);
  EXPECT_EQ(now.quorum_margin, 1u);
  EXPECT_EQ(now.flow_control_ppm, std::nullopt);
  EXPECT_EQ(now.transfer, std::nullopt);
}

TEST_F(OwnNow, AnOldLookSaysNothing) {
  situation_.look.taken -= seconds(10);
  facts_.flow_control_share = 0.5;
  const NodeNow now = Now();
  EXPECT_EQ(now.state, galera::NodeState::kUnknown);
  EXPECT_EQ(now.receive_queue, std::nullopt);
  EXPECT_EQ(now.flow_control_ppm, std::nullopt);
  EXPECT_NE(now.failure, "");
}

TEST_F(OwnNow, AServerThatDoesNotRunIsDownWhateverTheLookSays) {
  facts_.server_runs = false;
  facts_.death = "mariadbd has ended with signal 9";
  EXPECT_EQ(Now().state, galera::NodeState::kDown);
  EXPECT_EQ(Now().failure, "mariadbd has ended with signal 9");
}

TEST_F(OwnNow, CountsTheMarginByWeights) {
  situation_.look.wsrep->cluster_weight = 4;
  EXPECT_EQ(Now().quorum_margin, std::nullopt);
  situation_.look.constants.weight = 2;
  EXPECT_EQ(Now().quorum_margin, 0u);  // it alone may be half of the weight
  situation_.look.wsrep->cluster_status = "non-Primary";
  EXPECT_EQ(Now().quorum_margin, std::nullopt);
}

TEST_F(OwnNow, AnIstWindowMayHaveNoEnd) {
  facts_.ist_window_seconds = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(Now().ist_window_unlimited);
  EXPECT_EQ(Now().ist_window_seconds, std::nullopt);
  facts_.ist_window_seconds = 3600.4;
  EXPECT_FALSE(Now().ist_window_unlimited);
  EXPECT_EQ(Now().ist_window_seconds, 3600);
}

TEST_F(OwnNow, TellsOfATransferWhileItRuns) {
  Transfer transfer;
  transfer.role = Transfer::Role::kDonor;
  transfer.kind = Transfer::Kind::kSst;
  transfer.peer_address = "10.0.0.3";
  transfer.bytes = 10;
  transfer.bytes_expected = 40;
  transfer.per_second = 2.4;
  transfer.started = Moment{situation_.now.steady - seconds(5), {}};
  facts_.transfer = transfer;
  const TransferNow expected{"donor", "sst", "", "10.0.0.3", 10, 40, 2, seconds(5), false};
  EXPECT_EQ(Now().transfer, expected);
  facts_.transfer->ended = Moment{situation_.now.steady, {}};
  EXPECT_EQ(Now().transfer, std::nullopt);
}

}  // namespace
}  // namespace watchdog

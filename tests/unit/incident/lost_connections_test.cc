#include "incident/lost_connections.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = ClusterLogEvent::Kind;
using Names = std::vector<std::string>;

constexpr seconds kKeep{30};
const ViewPeer kTwo{"node2", "681161df-7f2f-1b4d-8523-1fde5ea8930b", "10.77.0.12:3306"};
const ViewPeer kThree{"node3", "91dc4212-e5f5-11f1-850b-5a9f310e1a4b", "10.77.0.13:3306"};
const std::vector<ViewPeer> kOthers = {kTwo, kThree};

ClusterLogEvent Of(Kind kind, std::vector<GroupPeer> peers = {}) {
  return {.kind = kind, .peers = std::move(peers)};
}
const ClusterLogEvent kThreeLost = Of(Kind::kConnectionsLost, {{"", "10.77.0.13:4567"}});

class LostConnectionsTest : public testing::Test {
 protected:
  LostConnections::Time At(milliseconds since) { return LostConnections::Time() + since; }
  LostConnections lost_;
};

TEST_F(LostConnectionsTest, NamesTheMemberByTheHostOfItsAddress) {
  EXPECT_EQ(lost_.Among(kOthers, At(seconds(0)), kKeep), Names());
  EXPECT_TRUE(lost_.OnEvent(kThreeLost, At(seconds(0))));
  EXPECT_EQ(lost_.Among(kOthers, At(seconds(1)), kKeep), Names{"node3"});
  EXPECT_EQ(lost_.Among({kTwo, {"", "", "10.77.0.13:3306"}}, At(seconds(1)), kKeep),
            Names{"10.77.0.13:4567"});
}

TEST_F(LostConnectionsTest, NamesTheMemberByItsUuid) {
  const ViewPeer three{"node3", kThree.uuid, "db3.example:3306"};
  lost_.OnEvent(Of(Kind::kSuspected, {{"91dc4212-850b", ""}}), At(seconds(0)));
  EXPECT_EQ(lost_.Among({kTwo, three}, At(seconds(1)), kKeep), Names{"node3"});
  EXPECT_EQ(lost_.Among({kTwo}, At(seconds(1)), kKeep), Names());
}

// Several on one host, or with names for addresses: the log has said before who listens where.
TEST_F(LostConnectionsTest, LearnsWhoListensWhere) {
  const std::vector<ViewPeer> others = {{"node2", kTwo.uuid, "db:3307"}, {"node3", kThree.uuid, "db:3308"}};
  lost_.OnEvent(Of(Kind::kPeerNamed, {{"681161df-8523", "127.0.0.1:4568"}}), At(seconds(0)));
  lost_.OnEvent(Of(Kind::kConnected, {{"91dc4212-850b", "127.0.0.1:4569"}}), At(seconds(0)));
  lost_.OnEvent(Of(Kind::kConnectionsLost, {{"", "127.0.0.1:4569"}}), At(seconds(1)));
  EXPECT_EQ(lost_.Among(others, At(seconds(1)), kKeep), Names{"node3"});
}

TEST_F(LostConnectionsTest, TellsTheAddressWhereTheMemberIsNotCertain) {
  lost_.OnEvent(kThreeLost, At(seconds(0)));
  EXPECT_EQ(lost_.Among({kTwo, {"node3", "", "AUTO"}}, At(seconds(0)), kKeep), Names{"10.77.0.13:4567"});
  EXPECT_EQ(lost_.Among({{"a", "", "10.77.0.13:3306"}, {"b", "", "10.77.0.13:3307"}}, At(seconds(0)), kKeep),
            Names{"10.77.0.13:4567"});
}

// After a partition the relay is turned on for the one that comes back, before it is a member.
TEST_F(LostConnectionsTest, IsSilentAboutOneThatIsNoMember) {
  lost_.OnEvent(kThreeLost, At(seconds(0)));
  EXPECT_EQ(lost_.Among({kTwo}, At(seconds(0)), kKeep), Names());
  EXPECT_EQ(lost_.Among({}, At(seconds(0)), kKeep), Names());
}

TEST_F(LostConnectionsTest, IsTakenBackByWhatShowsThatThePeerIsThere) {
  for (const ClusterLogEvent& event :
       {Of(Kind::kRelayOff), Of(Kind::kView), Of(Kind::kConnected, {{"91dc4212-850b", "10.77.0.13:4567"}}),
        Of(Kind::kShuttingDown)}) {
    lost_.OnEvent(kThreeLost, At(seconds(0)));
    EXPECT_TRUE(lost_.OnEvent(event, At(seconds(1))));
    EXPECT_EQ(lost_.Among(kOthers, At(seconds(1)), kKeep), Names());
    EXPECT_FALSE(lost_.OnEvent(event, At(seconds(1))));
  }
  lost_.OnEvent(kThreeLost, At(seconds(0)));
  lost_.OnEvent(Of(Kind::kConnected, {{"681161df-8523", "10.77.0.12:4567"}}), At(seconds(1)));
  EXPECT_EQ(lost_.Among(kOthers, At(seconds(1)), kKeep), Names{"node3"});
}

TEST_F(LostConnectionsTest, IsOverAfterItsTimeWhichRepetitionsDoNotStretch) {
  lost_.OnEvent(kThreeLost, At(seconds(0)));
  lost_.OnEvent(Of(Kind::kConnectionsLost, {{"91dc4212-850b", "10.77.0.13:4567"}}), At(seconds(20)));
  EXPECT_EQ(lost_.NextChange(At(seconds(20)), kKeep), At(seconds(30)));
  EXPECT_EQ(lost_.Among(kOthers, At(milliseconds(29999)), kKeep), Names{"node3"});
  EXPECT_EQ(lost_.Among(kOthers, At(seconds(30)), kKeep), Names());
  EXPECT_EQ(lost_.NextChange(At(seconds(30)), kKeep), std::nullopt);
}

TEST_F(LostConnectionsTest, CountsAnewWhenGaleraSuspectsThePeer) {
  lost_.OnEvent(kThreeLost, At(seconds(0)));
  lost_.OnEvent(Of(Kind::kSuspected, {{"91dc4212-850b", ""}}), At(seconds(100)));
  EXPECT_EQ(lost_.Among(kOthers, At(seconds(101)), kKeep), Names{"node3"});
}

TEST_F(LostConnectionsTest, BreaksAnewAfterItsTime) {
  lost_.OnEvent(kThreeLost, At(seconds(0)));
  lost_.OnEvent(Of(Kind::kRelayOff), At(seconds(5)));
  lost_.OnEvent(kThreeLost, At(seconds(10)));
  EXPECT_EQ(lost_.Among(kOthers, At(seconds(35)), kKeep), Names{"node3"});
}

TEST_F(LostConnectionsTest, HoldsABoundedNumber) {
  for (int i = 0; i < 2000; ++i) {
    lost_.OnEvent(Of(Kind::kConnectionsLost,
                     {{"", "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ":1"}}),
                  At(seconds(0)));
  }
  EXPECT_EQ(lost_.Among({{"x", "", "AUTO"}}, At(seconds(1)), kKeep).size(), 100u);
}

}  // namespace
}  // namespace watchdog

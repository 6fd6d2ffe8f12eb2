#include "registration/consul_peers.h"

#include <gtest/gtest.h>

#include "consul_stand_in.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::ConsulStandIn;
using Kind = NameAnswer::Kind;
using Mood = ConsulStandIn::Mood;

constexpr milliseconds kLong{10000};
constexpr milliseconds kShort{200};

class ConsulPeersTest : public testing::Test {
 protected:
  ConsulAgent Agent() const {
    ConsulSettings settings;
    settings.address.host_port = "127.0.0.1:" + std::to_string(agent_.port());
    return ConsulAgent(settings);
  }
  NameAnswer List(milliseconds limit = kLong) const {
    const std::string entry = "consul:galera";
    const PeerSpec spec = ParsePeerSpecs(std::span(&entry, 1), 4567).specs.at(0);
    return ConsulPeers(Agent()).List(spec, steady_clock::now() + limit, -1);
  }
  void Add(const std::string& address, const std::string& service = "galera") const {
    ServiceInstance instance;
    instance.id = service + address;
    instance.name = service;
    instance.address = address;
    instance.meta = {{"group_port", "14567"}};
    const auto reply = Agent().Send(RegisterRequest(instance, {false, "waiting"}), kLong);
    ASSERT_TRUE(reply);
    ASSERT_EQ(reply->status, 200);
  }

  ConsulStandIn agent_;
};

// Before there is a cluster nobody passes, and all need each other.
TEST_F(ConsulPeersTest, ListsInstancesThatDoNotPassYet) {
  Add("10.0.0.2");
  Add("10.0.0.10");
  Add("10.0.0.7", "other");
  const NameAnswer answer = List();
  EXPECT_EQ(answer.kind, Kind::kAddresses) << answer.detail;
  EXPECT_EQ(answer.name, "consul:galera");
  ASSERT_EQ(answer.addresses.size(), 2U);
  EXPECT_EQ(answer.addresses[0], *ParseNodeAddress("10.0.0.2", 14567));
  EXPECT_EQ(answer.addresses[1], *ParseNodeAddress("10.0.0.10", 14567));
  EXPECT_TRUE(answer.answered);
}

TEST_F(ConsulPeersTest, AServiceWithoutInstancesIsAnswered) {
  const NameAnswer answer = List();
  EXPECT_EQ(answer.kind, Kind::kEmpty);
  EXPECT_TRUE(answer.Answered());
}

TEST_F(ConsulPeersTest, EverythingElseIsNoAnswer) {
  Add("10.0.0.2");
  for (const auto& [mood, kind] : {std::pair(Mood::kSilent, Kind::kTimeout),
                                   {Mood::kHangsUp, Kind::kServerFailure},
                                   {Mood::kFails, Kind::kServerFailure}}) {
    agent_.SetMood(mood);
    const NameAnswer answer = List(kShort);
    EXPECT_EQ(answer.kind, kind) << static_cast<int>(mood) << answer.detail;
    EXPECT_FALSE(answer.Answered());
    EXPECT_TRUE(answer.addresses.empty());
    EXPECT_NE(answer.detail, "");
  }
  agent_.GoAway();
  EXPECT_EQ(List().kind, Kind::kServerFailure);
  agent_.ComeBack();
  agent_.SetMood(Mood::kServes);
  EXPECT_EQ(List(milliseconds(0)).kind, Kind::kTimeout);
  EXPECT_EQ(List().kind, Kind::kAddresses);
}

// An anonymous token gets 200 and [] for nodes that it may not see.
TEST_F(ConsulPeersTest, AListThatIsFilteredIsNoAnswer) {
  Add("10.0.0.2");
  agent_.FilterLists();
  const NameAnswer answer = List();
  EXPECT_EQ(answer.kind, Kind::kServerFailure);
  EXPECT_NE(answer.detail.find("service:read"), std::string::npos) << answer.detail;
}

TEST_F(ConsulPeersTest, AnInstanceWithANameForAnAddressSpoilsTheList) {
  Add("10.0.0.2");
  Add("db3.example.org");
  const NameAnswer answer = List();
  EXPECT_EQ(answer.kind, Kind::kServerFailure);
  EXPECT_NE(answer.detail.find("db3.example.org"), std::string::npos) << answer.detail;
}

TEST(ConsulPeersTokenTest, OneThatIsRefusedIsNoAnswer) {
  ConsulStandIn agent("right");
  ConsulSettings settings;
  settings.address.host_port = "127.0.0.1:" + std::to_string(agent.port());
  PeerSpec spec;
  spec.kind = PeerSpec::Kind::kConsul;
  spec.name = "galera";
  const NameAnswer answer = ConsulPeers(ConsulAgent(settings)).List(spec, steady_clock::now() + kLong, -1);
  EXPECT_EQ(answer.kind, Kind::kServerFailure);
  EXPECT_NE(answer.detail.find("403"), std::string::npos) << answer.detail;
}

}  // namespace
}  // namespace watchdog

// With a cluster secret: what is forged, replayed, cut, huge or slow counts for
// nothing and delays nobody. The rest of AskPeers is in peer_watch_test.cc.
#include "discovery/peer_inquiry.h"

#include <gtest/gtest.h>

#include <set>

#include "http_stand_in.h"
#include "signed_peer.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::AnothersKey;
using test::HttpStandIn;
using test::HttpText;
using test::NonceIn;
using test::OurKey;
using test::SignedText;
using test::WaitingNode;
using Primary = Peer::Primary;

constexpr milliseconds kLong{10000};
constexpr char kSynced[] = "Galera Cluster Node status: synced\n";

// "primary": what an attacker would say to keep a cluster down, or to have it split.
std::string Body(std::optional<bool> primary = true) { return RenderEvidence(WaitingNode("n", primary)); }

HttpStandIn::Answer Honest(std::optional<bool> primary = true) {
  return [primary](const std::string& path) { return SignedText(OurKey(), NonceIn(path), Body(primary)); };
}

Peer Ask(HttpStandIn::Answer answer, const SigningKey* key) {
  HttpStandIn stand_in("127.0.0.11", 0, std::move(answer));
  const NodeAddress address = *ParseNodeAddress("127.0.0.11");
  return AskPeers(std::span(&address, 1), stand_in.port(), kLong, -1, key).at(0);
}

Peer AskWithKey(HttpStandIn::Answer answer) {
  const SigningKey key = OurKey();
  return Ask(std::move(answer), &key);
}

void ExpectNotCounted(const Peer& peer, const std::string& failure) {
  EXPECT_EQ(peer.primary, Primary::kUnknown);
  EXPECT_FALSE(peer.evidence);
  EXPECT_NE(peer.failure.find(failure), std::string::npos) << peer.failure;
}

TEST(AskPeersWithAKey, SignedEvidenceCounts) {
  for (const std::optional<bool> primary : {std::optional(true), std::optional(false)}) {
    const Peer peer = AskWithKey(Honest(primary));
    EXPECT_EQ(peer.primary, *primary ? Primary::kYes : Primary::kNo);
    ASSERT_TRUE(peer.evidence);
    EXPECT_FALSE(peer.uncounted);
    EXPECT_EQ(peer.failure, "");
    EXPECT_LT(steady_clock::now() - peer.asked, kLong);
  }
}

TEST(AskPeersWithAKey, UnsignedEvidenceIsShownAndNeverCounts) {
  for (const std::optional<bool> primary : {std::optional(true), std::optional(false)}) {
    const Peer peer = AskWithKey([&](const std::string&) { return HttpText(200, Body(primary)); });
    ExpectNotCounted(peer, "evidence is not signed with this cluster's secret");
    ASSERT_TRUE(peer.uncounted);
    EXPECT_EQ(peer.uncounted->primary, primary);
    EXPECT_TRUE(peer.last_answer);
  }
}

TEST(AskPeersWithAKey, ForgedEvidenceNeverCounts) {
  const auto signature = [](const std::string& value) {
    return std::string(kSignatureHeader) + ": " + value + "\r\n";
  };
  const std::vector<HttpStandIn::Answer> forgers = {
      [](const std::string& path) { return SignedText(AnothersKey(), NonceIn(path), Body()); },
      [&](const std::string&) { return HttpText(200, Body(), signature("v1=" + std::string(64, '0'))); },
      [&](const std::string&) { return HttpText(200, Body(), signature("")); },
      [&](const std::string&) { return HttpText(200, Body(), signature(std::string(9000, 'v'))); },
      // A true signature of other words.
      [&](const std::string& path) {
        return HttpText(200, Body(true), signature(*OurKey().SignAnswer(NonceIn(path), Body(false))));
      },
  };
  for (const auto& forger : forgers) {
    const Peer peer = AskWithKey(forger);
    ExpectNotCounted(peer, "evidence is not signed with this cluster's secret");
    EXPECT_TRUE(peer.uncounted);
  }
}

TEST(AskPeersWithAKey, AReplayedAnswerNeverCounts) {
  std::string recorded;
  HttpStandIn peer("127.0.0.11", 0, [&](const std::string& path) {
    if (recorded.empty()) recorded = SignedText(OurKey(), NonceIn(path), Body());
    return recorded;
  });
  const NodeAddress address = *ParseNodeAddress("127.0.0.11");
  const SigningKey key = OurKey();
  const auto ask = [&] { return AskPeers(std::span(&address, 1), peer.port(), kLong, -1, &key).at(0); };
  EXPECT_TRUE(ask().evidence);
  ExpectNotCounted(ask(), "evidence is not signed with this cluster's secret: ");
  std::set<std::string> nonces;
  for (const std::string& path : peer.paths()) nonces.insert(NonceIn(path));
  EXPECT_EQ(nonces.size(), 2u) << "each question has a nonce of its own";
}

TEST(AskPeersWithAKey, HealthOfOlderSystemsDoesNotCount) {
  ExpectNotCounted(AskWithKey([](const std::string&) { return HttpText(200, kSynced); }), "does not count");
  ExpectNotCounted(AskWithKey([](const std::string& path) {
                     return path == "/" ? HttpText(200, kSynced) : HttpText(404, "x");
                   }),
                   "does not count");
}

TEST(AskPeersWithoutAKey, NothingIsAskedForOrMissed) {
  HttpStandIn peer("127.0.0.11", 0, Honest());
  const NodeAddress address = *ParseNodeAddress("127.0.0.11");
  EXPECT_TRUE(AskPeers(std::span(&address, 1), peer.port(), kLong).at(0).evidence);
  EXPECT_EQ(peer.paths(), std::vector<std::string>{"/v1/evidence"});
}

// One round: a good peer, and each kind of bad one.
TEST(AskPeersWithAKey, BadPeersCostNobodyMoreThanTheDeadline) {
  constexpr milliseconds kLimit{1500};
  HttpStandIn good("127.0.0.11", 0, Honest());
  HttpStandIn slow("127.0.0.12", good.port(), Honest());
  slow.SetDrip(milliseconds(1000));
  HttpStandIn huge("127.0.0.13", good.port(), [](const std::string& path) {
    return SignedText(OurKey(), NonceIn(path), Body() + std::string(10 << 20, ' '));
  });
  HttpStandIn cut("127.0.0.14", good.port(), [](const std::string& path) {
    const std::string whole = SignedText(OurKey(), NonceIn(path), Body());
    return whole.substr(0, whole.size() - 20);
  });
  HttpStandIn endless("127.0.0.15", good.port(), [](const std::string&) {
    return "HTTP/1.1 200 OK\r\n" + std::string(20000, 'x') + ": y\r\n\r\n";
  });
  HttpStandIn silent("127.0.0.16", good.port(), [](const std::string&) { return ""; });
  std::vector<NodeAddress> addresses;
  for (int i = 11; i <= 16; ++i) addresses.push_back(*ParseNodeAddress("127.0.0." + std::to_string(i)));
  const SigningKey key = OurKey();
  const auto start = steady_clock::now();
  const std::vector<Peer> peers = AskPeers(addresses, good.port(), kLimit, -1, &key);
  EXPECT_LT(steady_clock::now() - start, kLimit * 2);
  EXPECT_EQ(peers.at(0).primary, Primary::kYes);
  ASSERT_TRUE(peers.at(0).last_answer);
  EXPECT_LT(*peers[0].last_answer - start, kLimit / 2) << "it waited for the others";
  ExpectNotCounted(peers.at(1), "");
  ExpectNotCounted(peers.at(2), "answers more than 64 KiB");
  ExpectNotCounted(peers.at(3), "");
  ExpectNotCounted(peers.at(4), "answers more than");
  ExpectNotCounted(peers.at(5), "");
  for (std::size_t i = 1; i < peers.size(); ++i) EXPECT_FALSE(peers[i].uncounted) << i;
}

}  // namespace
}  // namespace watchdog

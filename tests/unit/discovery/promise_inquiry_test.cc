#include "discovery/promise_inquiry.h"

#include <gtest/gtest.h>

#include "http_stand_in.h"
#include "signed_peer.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::HttpStandIn;
using test::HttpText;
using test::NonceIn;
using test::OurKey;
using test::SignedText;
using test::WaitingNode;
using Kind = PromiseAnswer::Kind;

constexpr milliseconds kLong{10000};

PromiseRequest Request() {
  return {"actor", "db-2", "10.0.0.2", "", {"6b3e9b1c-0d1f-11ef-9a53-0242ac110002", 42}, seconds(30)};
}

Evidence Promised() {
  Evidence evidence = WaitingNode("n", false);
  evidence.sees_primary = false;
  evidence.promised_to = "actor";
  evidence.promise_ends_ms = 30000;
  return evidence;
}

HttpStandIn::Answer Says(const Evidence& evidence, const SigningKey& key = OurKey()) {
  return [=](const std::string& path) { return SignedText(key, NonceIn(path), RenderEvidence(evidence)); };
}

Peer PeerAt(const std::string& address) {
  Peer peer;
  peer.address = *ParseNodeAddress(address);
  peer.evidence = WaitingNode("n", false);
  return peer;
}

PromiseAnswer Ask(HttpStandIn::Answer answer) {
  HttpStandIn stand_in("127.0.0.11", 0, std::move(answer));
  const Peer peer = PeerAt("127.0.0.11");
  const SigningKey key = OurKey();
  return AskPromises(std::span(&peer, 1), stand_in.port(), Request(), &key, kLong).at(0);
}

TEST(AskPromises, GrantedIsWhatSaysSoInSignedEvidence) {
  const PromiseAnswer answer = Ask(Says(Promised()));
  EXPECT_EQ(answer.kind, Kind::kGranted) << answer.reason;
  ASSERT_TRUE(answer.evidence);
  EXPECT_EQ(answer.evidence->promise_ends_ms, 30000);
  EXPECT_EQ(answer.reason, "");
}

TEST(AskPromises, NothingElseIsGranted) {
  const auto changed = [](auto change) {
    Evidence evidence = Promised();
    change(evidence);
    return Says(evidence);
  };
  const std::vector<HttpStandIn::Answer> answers = {
      Says(Promised(), test::AnothersKey()),
      [](const std::string&) { return HttpText(200, RenderEvidence(Promised())); },
      [](const std::string&) {
        return SignedText(OurKey(), std::string(32, '0'), RenderEvidence(Promised()));
      },
      [](const std::string& path) { return SignedText(OurKey(), NonceIn(path), "granted"); },
      changed([](Evidence& e) { e.promised_to = "other"; }),
      changed([](Evidence& e) {
        e.promised_to.clear();
        e.promise_ends_ms.reset();
      }),
      changed([](Evidence& e) { e.promise_ends_ms = 999; }),
      changed([](Evidence& e) { e.node_id = "restarted"; }),
      changed([](Evidence& e) { e.primary = true; }),
      changed([](Evidence& e) { e.primary.reset(); }),
      changed([](Evidence& e) { e.sees_primary = true; }),
      changed([](Evidence& e) { e.sees_primary.reset(); }),
      [](const std::string& path) {
        const std::string whole = SignedText(OurKey(), NonceIn(path), RenderEvidence(Promised()));
        return whole.substr(0, whole.size() - 20);
      },
      [](const std::string& path) {
        return SignedText(OurKey(), NonceIn(path), RenderEvidence(Promised()) + std::string(10 << 20, ' '));
      },
  };
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const PromiseAnswer answer = Ask(answers[i]);
    EXPECT_EQ(answer.kind, Kind::kNoAnswer) << i;
    EXPECT_FALSE(answer.evidence) << i;
    EXPECT_NE(answer.reason, "") << i;
  }
}

TEST(AskPromises, ARefusalComesWithItsReasonInOneCleanLine) {
  const auto refused = [](int status, const std::string& body) {
    return Ask([=](const std::string&) { return HttpText(status, body); });
  };
  EXPECT_EQ(refused(409, "promised to db-3 for 7 s more\nx").reason, "promised to db-3 for 7 s more");
  EXPECT_EQ(refused(409, "promised to db-3 for 7 s more\n").kind, Kind::kRefused);
  EXPECT_EQ(refused(409, "a\x1b[31m").reason, "a [31m");
  EXPECT_LE(refused(409, std::string(60000, 'x')).reason.size(), 200u);
  EXPECT_EQ(refused(403, "").reason, "answers 403");
  EXPECT_EQ(refused(500, "x").kind, Kind::kNoAnswer) << "it may have promised";
  EXPECT_NE(refused(404, "x").reason.find("too old"), std::string::npos);
}

TEST(AskPromises, ThePeersOwnTicketIsSent) {
  std::string path;
  const PromiseAnswer answer = Ask([&](const std::string& asked) {
    path = asked;
    return HttpText(409, "no");
  });
  EXPECT_EQ(path.rfind("/v1/promise?actor=actor&name=db-2&address=10.0.0.2&ticket=a%20ticket&position="
                       "6b3e9b1c-0d1f-11ef-9a53-0242ac110002%3A42&seconds=30&nonce=",
                       0),
            0u)
      << path;
}

TEST(AskPromises, OneWithoutEvidenceIsNotAsked) {
  Peer peer = PeerAt("127.0.0.11");
  peer.evidence.reset();
  peer.failure = "no answer in time";
  const auto answers = AskPromises(std::span(&peer, 1), 1, Request(), nullptr, kLong);
  EXPECT_EQ(answers.at(0).kind, Kind::kNoAnswer);
  EXPECT_EQ(answers.at(0).reason, "no answer in time");
}

TEST(AskPromises, AllAreAskedAtOnceAndTheSlowCostTheDeadlineOnly) {
  constexpr milliseconds kLimit{1500};
  HttpStandIn good("127.0.0.11", 0, Says(Promised()));
  HttpStandIn slow("127.0.0.12", good.port(), Says(Promised()));
  slow.SetDrip(milliseconds(1000));
  HttpStandIn silent("127.0.0.13", good.port(), [](const std::string&) { return ""; });
  const std::vector<Peer> peers = {PeerAt("127.0.0.12"), PeerAt("127.0.0.13"), PeerAt("127.0.0.11")};
  const SigningKey key = OurKey();
  const auto start = steady_clock::now();
  const auto answers = AskPromises(peers, good.port(), Request(), &key, kLimit);
  EXPECT_LT(steady_clock::now() - start, kLimit * 2);
  EXPECT_EQ(answers.at(0).kind, Kind::kNoAnswer);
  EXPECT_EQ(answers.at(1).reason, "no answer in time");
  EXPECT_EQ(answers.at(2).kind, Kind::kGranted) << answers[2].reason;
}

}  // namespace
}  // namespace watchdog

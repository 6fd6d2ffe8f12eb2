#include "discovery/peer_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <thread>

#include "discovery/peer_inquiry.h"
#include "dns_stand_in.h"
#include "http_stand_in.h"
#include "signed_peer.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::HttpStandIn;
using test::HttpText;
using Primary = Peer::Primary;

constexpr milliseconds kLong{10000};
constexpr milliseconds kShort{200};
constexpr char kSynced[] = "Galera Cluster Node status: synced\nmore\n";

std::string EvidenceOf(const std::string& node_id, std::optional<bool> primary) {
  Evidence evidence;
  evidence.cluster_name = "c";
  evidence.node_id = node_id;
  evidence.phase = Evidence::Phase::kWaiting;
  evidence.data = Evidence::Data::kEmpty;
  evidence.primary = primary;
  return RenderEvidence(evidence);
}

HttpStandIn::Answer Always(const std::string& response) {
  return [response](const std::string&) { return response; };
}

Peer Ask(HttpStandIn& stand_in, milliseconds limit = kLong) {
  const NodeAddress address = *ParseNodeAddress("127.0.0.11");
  return AskPeers(std::span(&address, 1), stand_in.port(), limit).at(0);
}

Peer AskOne(const std::string& response, milliseconds limit = kLong) {
  HttpStandIn stand_in("127.0.0.11", 0, Always(response));
  return Ask(stand_in, limit);
}

TEST(AskPeers, EvidenceSaysYesNoOrNothing) {
  EXPECT_EQ(AskOne(HttpText(200, EvidenceOf("n", true))).primary, Primary::kYes);
  EXPECT_EQ(AskOne(HttpText(200, EvidenceOf("n", false))).primary, Primary::kNo);
  const Peer peer = AskOne(HttpText(200, EvidenceOf("n", std::nullopt)));
  EXPECT_EQ(peer.primary, Primary::kUnknown);
  EXPECT_EQ(peer.evidence->node_id, "n");
  EXPECT_EQ(peer.failure, "");
  EXPECT_TRUE(peer.last_answer.has_value());
}

TEST(AskPeers, NothingElseEverMeansNo) {
  const std::string no_answers[] = {HttpText(200, "{\"version\":1}"),
                                    HttpText(200, ""),
                                    HttpText(503, EvidenceOf("n", false)),
                                    HttpText(500, "x"),
                                    HttpText(404, "x"),
                                    HttpText(302, "", "Location: http://127.0.0.11/else\r\n"),
                                    HttpText(200, std::string(70000, ' ') + EvidenceOf("n", true)),
                                    "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
                                    "nonsense\r\n\r\n"};
  for (const std::string& response : no_answers) {
    const Peer peer = AskOne(response);
    EXPECT_EQ(peer.primary, Primary::kUnknown) << response.substr(0, 60);
    EXPECT_FALSE(peer.evidence) << response.substr(0, 60);
    EXPECT_NE(peer.failure, "") << response.substr(0, 60);
  }
}

TEST(AskPeers, SilenceAndRefusalAreUnknownWithinTheTimeLimit) {
  const auto start = steady_clock::now();
  EXPECT_EQ(AskOne("", kShort).primary, Primary::kUnknown);
  EXPECT_LT(steady_clock::now() - start, kShort * 5);
  std::uint16_t port = 0;
  { port = HttpStandIn("127.0.0.11", 0, Always("x")).port(); }
  const NodeAddress address = *ParseNodeAddress("127.0.0.11");
  const Peer refused = AskPeers(std::span(&address, 1), port, kLong).at(0);
  EXPECT_EQ(refused.primary, Primary::kUnknown);
  EXPECT_FALSE(refused.last_answer.has_value());
}

TEST(AskPeers, AnOlderSystemIsAskedForItsHealthOnce) {
  HttpStandIn older("127.0.0.11", 0, [](const std::string& path) {
    return path == "/" ? HttpText(200, kSynced) : HttpText(404, "no such page");
  });
  const Peer peer = Ask(older);
  EXPECT_EQ(peer.primary, Primary::kYes);
  EXPECT_FALSE(peer.evidence);
  EXPECT_EQ(older.paths(), (std::vector<std::string>{"/v1/evidence", "/"}));
  // Those that answer alike at any path.
  EXPECT_EQ(AskOne(HttpText(200, kSynced)).primary, Primary::kYes);
  EXPECT_EQ(AskOne(HttpText(503, kSynced)).primary, Primary::kUnknown);
  EXPECT_EQ(AskOne(HttpText(200, "Galera Cluster Node status: synced?")).primary, Primary::kUnknown);
  EXPECT_EQ(AskOne(HttpText(200, "Galera Cluster Node status: not synced")).primary, Primary::kUnknown);
}

TEST(AskPeers, AProxyOfTheEnvironmentIsNotUsed) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  EXPECT_EQ(AskOne(HttpText(200, EvidenceOf("n", true))).primary, Primary::kYes);
  unsetenv("http_proxy");
}

class PeerWatchTest : public testing::Test {
 protected:
  // Peers at 127.0.0.11 and 127.0.0.12, ourselves at 127.0.0.10.
  PeerWatchOptions Options(const std::vector<std::string>& peers, std::uint16_t port) {
    PeerWatchOptions options;
    options.peers = ParsePeerSpecs(peers, 4567).specs;
    options.own = *ParseNodeAddress("127.0.0.10");
    options.own_node_id = "own";
    options.health_port = port;
    options.interval = milliseconds(5);
    options.resolve_timeout = kShort;
    options.resolver.servers = dns_.servers();
    options.resolver.hosts_file = "/dev/null";
    return options;
  }

  static std::shared_ptr<const PeerPicture> WaitFor(const PeerWatch& watch,
                                                    const std::function<bool(const PeerPicture&)>& wanted) {
    const SteadyTime deadline = steady_clock::now() + kLong;
    std::shared_ptr<const PeerPicture> picture;
    do {
      picture = watch.WaitBeyond(picture ? picture->round : 0, deadline);
    } while (picture && !wanted(*picture));
    return picture;
  }

  test::DnsStandIn dns_;
};

TEST_F(PeerWatchTest, FindsPeersAndLeavesUsOut) {
  HttpStandIn one("127.0.0.11", 0, Always(HttpText(200, EvidenceOf("one", true))));
  HttpStandIn ourselves("127.0.0.12", one.port(), Always(HttpText(200, EvidenceOf("own", false))));
  for (const char* address : {"127.0.0.10", "127.0.0.11", "127.0.0.12"}) dns_.Address("tasks.db", address);
  PeerWatch watch(Options({"tasks.db", "127.0.0.11"}, one.port()));
  const auto picture = watch.WaitBeyond(0, steady_clock::now() + kLong);
  ASSERT_NE(picture, nullptr);
  ASSERT_EQ(picture->peers.size(), 1u);
  EXPECT_EQ(picture->peers[0].address.text, "127.0.0.11");
  EXPECT_EQ(picture->peers[0].primary, Primary::kYes);
  EXPECT_TRUE(picture->AllNamesAnswered());
  EXPECT_EQ(watch.Latest()->round >= picture->round, true);
}

TEST_F(PeerWatchTest, FollowsAChangeAndForgetsOldEvidence) {
  HttpStandIn one("127.0.0.11", 0, Always(HttpText(200, EvidenceOf("one", true))));
  PeerWatch watch(Options({"127.0.0.11"}, one.port()));
  const auto yes = [](const PeerPicture& picture) { return picture.peers.at(0).primary == Primary::kYes; };
  ASSERT_NE(WaitFor(watch, yes), nullptr);
  one.SetAnswer(Always(HttpText(500, "x")));
  const auto after = WaitFor(watch, [&](const PeerPicture& picture) { return !yes(picture); });
  ASSERT_NE(after, nullptr);
  EXPECT_EQ(after->peers[0].primary, Primary::kUnknown);
  EXPECT_FALSE(after->peers[0].evidence);
  EXPECT_TRUE(after->peers[0].last_answer.has_value());
}

TEST_F(PeerWatchTest, ANameThatFailsKeepsItsAddressesAndOneThatIsGoneLosesThem) {
  HttpStandIn one("127.0.0.11", 0, Always(HttpText(200, EvidenceOf("one", true))));
  dns_.Address("db1", "127.0.0.11");
  PeerWatch watch(Options({"db1"}, one.port()));
  const auto first = watch.WaitBeyond(0, steady_clock::now() + kLong);
  ASSERT_NE(first, nullptr);
  for (const DnsType type : {DnsType::kA, DnsType::kAaaa}) dns_.Set("db1", type, {2, {}, false});
  const auto failing = WaitFor(watch, [](const PeerPicture& picture) { return !picture.AllNamesAnswered(); });
  ASSERT_NE(failing, nullptr);
  EXPECT_EQ(failing->peers.size(), 1u);
  EXPECT_EQ(failing->peers[0].primary, Primary::kYes);
  EXPECT_TRUE(failing->names[0].answered < failing->time);
  for (const DnsType type : {DnsType::kA, DnsType::kAaaa}) dns_.Set("db1", type, {3, {}, false});
  const auto gone = WaitFor(watch, [](const PeerPicture& picture) { return picture.AllNamesAnswered(); });
  ASSERT_NE(gone, nullptr);
  EXPECT_TRUE(gone->peers.empty());
}

TEST_F(PeerWatchTest, ASilentPeerDoesNotHoldUpTheOthers) {
  HttpStandIn one("127.0.0.11", 0, Always(HttpText(200, EvidenceOf("one", true))));
  HttpStandIn silent("127.0.0.12", one.port(), Always(""));
  PeerWatchOptions options = Options({"127.0.0.11", "127.0.0.12"}, one.port());
  options.ask_timeout = kShort;
  PeerWatch watch(options);
  const auto picture = watch.WaitBeyond(0, steady_clock::now() + kLong);
  ASSERT_NE(picture, nullptr);
  EXPECT_EQ(picture->peers.at(0).primary, Primary::kYes);
  EXPECT_EQ(picture->peers.at(1).primary, Primary::kUnknown);
}

TEST_F(PeerWatchTest, StopBreaksOffARoundUnderWay) {
  HttpStandIn silent("127.0.0.11", 0, Always(""));
  for (const DnsType type : {DnsType::kA, DnsType::kAaaa}) dns_.Set("db1", type, {0, {}, true});
  for (const char* peer : {"127.0.0.11", "db1"}) {
    PeerWatchOptions options = Options({peer}, silent.port());
    options.ask_timeout = options.resolve_timeout = kLong;
    PeerWatch watch(options);
    const auto asked = [&] {
      return std::string(peer) == "db1" ? !dns_.asked().empty() : !silent.paths().empty();
    };
    while (!asked()) std::this_thread::yield();
    const auto start = steady_clock::now();
    watch.Stop();
    EXPECT_LT(steady_clock::now() - start, milliseconds(1000));
    EXPECT_EQ(watch.WaitBeyond(0, steady_clock::now() + kLong), nullptr);
  }
}

TEST_F(PeerWatchTest, AsksAtOnceWhenHurried) {
  HttpStandIn one("127.0.0.11", 0, Always(HttpText(200, EvidenceOf("one", true))));
  PeerWatchOptions options = Options({"127.0.0.11"}, one.port());
  options.interval = std::chrono::hours(1);
  PeerWatch watch(options);
  const auto first = watch.WaitBeyond(0, steady_clock::now() + kLong);
  ASSERT_NE(first, nullptr);
  watch.AskNow();
  const auto second = watch.WaitBeyond(first->round, steady_clock::now() + kLong);
  ASSERT_NE(second, nullptr);
  watch.SetInterval(milliseconds(1));
  EXPECT_NE(watch.WaitBeyond(second->round, steady_clock::now() + kLong), nullptr);
}

TEST_F(PeerWatchTest, WithAKeyOnlyWhatIsSignedCounts) {
  HttpStandIn one("127.0.0.11", 0, [](const std::string& path) {
    return test::SignedText(test::OurKey(), test::NonceIn(path), EvidenceOf("one", true));
  });
  HttpStandIn two("127.0.0.12", one.port(), Always(HttpText(200, EvidenceOf("two", true))));
  PeerWatchOptions options = Options({"127.0.0.11", "127.0.0.12"}, one.port());
  options.key = std::make_shared<const SigningKey>(test::OurKey());
  PeerWatch watch(options);
  const auto picture = watch.WaitBeyond(0, steady_clock::now() + kLong);
  ASSERT_NE(picture, nullptr);
  EXPECT_EQ(picture->peers.at(0).primary, Primary::kYes) << picture->peers[0].failure;
  EXPECT_EQ(picture->peers.at(1).primary, Primary::kUnknown);
  EXPECT_TRUE(picture->peers[1].uncounted);
}

// Says what the test wants, and never anything of a name that was not asked.
struct ListOnPaper : PeerSource {
  explicit ListOnPaper(NameAnswer::Kind says) : kind(says) {}
  NameAnswer List(const PeerSpec& spec, SteadyTime, int) const override {
    NameAnswer answer;
    answer.name = spec.text;
    answer.kind = kind;
    if (kind == NameAnswer::Kind::kAddresses) answer.addresses = {*ParseNodeAddress("127.0.0.11", spec.port)};
    if (answer.Answered()) answer.answered = steady_clock::now();
    return answer;
  }
  std::atomic<NameAnswer::Kind> kind;
};

TEST_F(PeerWatchTest, ListsArePeersBesideNames) {
  HttpStandIn one("127.0.0.11", 0, Always(HttpText(200, EvidenceOf("one", true))));
  dns_.Address("db2", "127.0.0.12");
  PeerWatchOptions options = Options({"consul:galera", "db2"}, one.port());
  options.sources.consul = std::make_shared<ListOnPaper>(NameAnswer::Kind::kAddresses);
  PeerWatch watch(options);
  const auto picture = watch.WaitBeyond(0, steady_clock::now() + kLong);
  ASSERT_NE(picture, nullptr);
  ASSERT_EQ(picture->peers.size(), 2u);
  EXPECT_EQ(picture->peers[0].primary, Primary::kYes);
  EXPECT_TRUE(picture->AllNamesAnswered());
}

TEST_F(PeerWatchTest, AListThatFailsKeepsItsPeersAndIsNotAnswered) {
  HttpStandIn one("127.0.0.11", 0, Always(HttpText(200, EvidenceOf("one", true))));
  const auto list = std::make_shared<ListOnPaper>(NameAnswer::Kind::kAddresses);
  PeerWatchOptions options = Options({"file:/peers"}, one.port());
  options.sources.file = list;
  PeerWatch watch(options);
  ASSERT_NE(WaitFor(watch, [](const PeerPicture& p) { return p.peers.size() == 1; }), nullptr);
  list->kind = NameAnswer::Kind::kServerFailure;
  const auto failed = WaitFor(watch, [](const PeerPicture& p) { return !p.AllNamesAnswered(); });
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->peers.size(), 1u);
  list->kind = NameAnswer::Kind::kEmpty;
  const auto empty = WaitFor(watch, [](const PeerPicture& p) { return p.peers.empty(); });
  ASSERT_NE(empty, nullptr);
  EXPECT_TRUE(empty->AllNamesAnswered());
}

TEST_F(PeerWatchTest, AListThatNobodyReadsIsNotAnswered) {
  PeerWatch watch(Options({"consul:galera"}, 1));
  const auto picture = watch.WaitBeyond(0, steady_clock::now() + kLong);
  ASSERT_NE(picture, nullptr);
  ASSERT_EQ(picture->names.size(), 1u);
  EXPECT_EQ(picture->names[0].name, "consul:galera");
  EXPECT_FALSE(picture->AllNamesAnswered());
}

}  // namespace
}  // namespace watchdog

// The routes on a real server, asked by the real inquiries and by forgers.
#include "cli/evidence_routes.h"

#include <gtest/gtest.h>

#include "discovery/peer_inquiry.h"
#include "discovery/promise_inquiry.h"
#include "http_client/http_client.h"

namespace watchdog {
namespace {

using galera::test::HttpResult;
using galera::test::HttpSend;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr milliseconds kLong{10000};
constexpr char kHost[] = "127.0.0.1";
constexpr char kNonce[] = "00112233445566778899aabbccddeeff";
constexpr char kUuid[] = "6b3e9b1c-0d1f-11ef-9a53-0242ac110002";

std::shared_ptr<const SigningKey> KeyOf(const std::string& secret) {
  return std::make_shared<const SigningKey>(SigningKey::Derive(secret, "shop").value());
}

Evidence Waiting() {
  Evidence evidence;
  evidence.cluster_name = "shop";
  evidence.node_id = "own";
  evidence.phase = Evidence::Phase::kPaused;
  evidence.data = Evidence::Data::kPresent;
  evidence.state_uuid = kUuid;
  evidence.seqno = 42;
  return evidence;
}

// A warden's 8081 whose mariadbd does not run, that sees no primary component.
class Node {
 public:
  explicit Node(std::shared_ptr<const SigningKey> key) {
    board_.SetServerRuns(false);
    PeerPicture picture;
    picture.time = steady_clock::now();
    desk_.SeePeers(picture);
    desk_.SetPosition(Position{kUuid, 42});
    galera::HttpServerOptions options;
    options.name = "synced";
    options.listen = {{kHost, 0}};
    options.threads = 4;
    auto server = galera::HttpServer::Start(
        options, EvidenceRoutes({board_, desk_, [] { return nullptr; }, std::move(key)}));
    if (server) server_ = std::move(*server);
  }
  std::uint16_t port() const { return server_->ports().at(0); }
  PromiseDesk& desk() { return desk_; }

  Peer Look(const SigningKey* key) const {
    const NodeAddress address = *ParseNodeAddress(kHost);
    return AskPeers(std::span(&address, 1), port(), kLong, -1, key).at(0);
  }
  std::string Ticket() const {
    Evidence evidence;
    desk_.AddTo(evidence, steady_clock::now());
    return evidence.ticket;
  }

 private:
  EvidenceBoard board_{Waiting()};
  PromiseDesk desk_{"own"};
  std::unique_ptr<galera::HttpServer> server_;
};

class EvidenceRoutesTest : public testing::Test {
 protected:
  HttpResult Get(const std::string& query) {
    return HttpSend("GET", kHost, node_.port(), "/v1/evidence" + query);
  }
  HttpResult Post(const Fields& fields, const std::string& signature) {
    galera::test::Headers headers = {{"Content-Length", "0"}};
    if (!signature.empty()) headers.emplace_back(kSignatureHeader, signature);
    return HttpSend("POST", kHost, node_.port(), "/v1/promise?" + CanonicalQuery(fields), headers);
  }
  HttpResult PostSigned(const Fields& fields) {
    return Post(fields, *key_->SignRequest(CanonicalQuery(fields)));
  }
  PromiseRequest Request() const {
    return {"actor", "db 2", "10.0.0.2", node_.Ticket(), {kUuid, 42}, seconds(30)};
  }
  Fields Wanted() const { return PromiseFields(Request(), kNonce); }
  PromiseAnswer Ask(const SigningKey* key) {
    const Peer peer = node_.Look(key_.get());
    return AskPromises(std::span(&peer, 1), node_.port(), Request(), key, kLong).at(0);
  }

  std::shared_ptr<const SigningKey> key_ = KeyOf("the secret of all nodes");
  std::shared_ptr<const SigningKey> another_ = KeyOf("another secret, as long");
  Node node_{key_};
};

TEST_F(EvidenceRoutesTest, ANonceGetsASignedAnswer) {
  const HttpResult answer = Get("?nonce=" + std::string(kNonce));
  ASSERT_EQ(answer.status, 200);
  const std::string signature = answer.Header(kSignatureHeader).value_or("");
  EXPECT_TRUE(key_->VerifiesAnswer(signature, kNonce, answer.body)) << signature;
  EXPECT_TRUE(node_.Look(key_.get()).evidence) << node_.Look(key_.get()).failure;
  EXPECT_TRUE(node_.Look(key_.get()).evidence->signs);
  EXPECT_FALSE(node_.Look(another_.get()).evidence);
}

TEST_F(EvidenceRoutesTest, PeopleAskWithoutANonce) {
  const HttpResult answer = Get("");
  ASSERT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.Header(kSignatureHeader));
  EXPECT_EQ(ParseEvidence(answer.body)->seqno, 42);
  EXPECT_EQ(HttpSend("HEAD", kHost, node_.port(), "/v1/evidence").status, 200);
}

// Else a node could be made to sign what somebody else chose.
TEST_F(EvidenceRoutesTest, ANonceThatIsNoneIsRefused) {
  for (const std::string& nonce : {std::string(), std::string(31, 'a'), std::string("%0Aactor%3Da"),
                                   std::string(kNonce) + "&nonce=" + kNonce}) {
    EXPECT_EQ(Get("?nonce=" + nonce).status, 400) << nonce;
  }
}

TEST_F(EvidenceRoutesTest, APromiseIsGivenToWhoSignsAndOnce) {
  const PromiseAnswer granted = Ask(key_.get());
  EXPECT_EQ(granted.kind, PromiseAnswer::Kind::kGranted) << granted.reason;
  ASSERT_TRUE(granted.evidence);
  EXPECT_GT(granted.evidence->promise_ends_ms, 25000);
  EXPECT_EQ(node_.desk().Held(steady_clock::now())->name, "db 2");
}

TEST_F(EvidenceRoutesTest, AnUnsignedOrForgedRequestIsRefusedBeforeAnythingElse) {
  const std::string ticket = node_.Ticket();
  const Fields fields = Wanted();
  Fields changed = fields;
  changed[0].second = "thief";
  const std::string signature = *key_->SignRequest(CanonicalQuery(fields));
  EXPECT_EQ(Post(fields, "").status, 403);
  EXPECT_EQ(Post(fields, *another_->SignRequest(CanonicalQuery(fields))).status, 403);
  EXPECT_EQ(Post(fields, *key_->SignAnswer(kNonce, CanonicalQuery(fields))).status, 403);
  EXPECT_EQ(Post(changed, signature).status, 403);
  EXPECT_EQ(Post({}, "").status, 403);
  for (int i = 0; i < 2 * PromiseDesk::kRequestsASecond; ++i) Post(fields, "");
  EXPECT_EQ(node_.Ticket(), ticket) << "a forger must not use up tickets, or the requests of a second";
  EXPECT_EQ(Post(fields, signature).status, 200);
}

TEST_F(EvidenceRoutesTest, AReplayedRequestIsRefused) {
  const Fields fields = Wanted();
  ASSERT_EQ(PostSigned(fields).status, 200);
  const HttpResult replayed = PostSigned(fields);
  EXPECT_EQ(replayed.status, 409);
  EXPECT_NE(replayed.body.find("ticket"), std::string::npos) << replayed.body;
}

TEST_F(EvidenceRoutesTest, WrongRequestsAreTold) {
  Fields fields = Wanted();
  fields[5].second = "121";
  const HttpResult too_long = PostSigned(fields);
  EXPECT_EQ(too_long.status, 400);
  EXPECT_EQ(too_long.body, "seconds is not between 1 and 120\n");
  EXPECT_EQ(PostSigned(PromiseFields(Request(), "x")).status, 400);
  EXPECT_EQ(HttpSend("GET", kHost, node_.port(), "/v1/promise?x=1").status, 405);
  fields = Wanted();
  fields[1].second = std::string(20000, 'x');
  EXPECT_EQ(PostSigned(fields).status, 400);
  EXPECT_FALSE(node_.desk().Held(steady_clock::now()));
}

TEST_F(EvidenceRoutesTest, ARefusalIsOneLine) {
  node_.desk().SetPosition(Position{kUuid, 43});
  const HttpResult refused = PostSigned(Wanted());
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body, "this node has more: " + std::string(kUuid) + ":43\n");
  const PromiseAnswer answer = Ask(key_.get());
  EXPECT_EQ(answer.kind, PromiseAnswer::Kind::kRefused);
  EXPECT_EQ(answer.reason, "this node has more: " + std::string(kUuid) + ":43");
}

TEST_F(EvidenceRoutesTest, TooManyInASecondAreTurnedAway) {
  int turned_away = 0;
  for (int i = 0; i < 3 * PromiseDesk::kRequestsASecond; ++i)
    turned_away += PostSigned(Wanted()).status == 429 ? 1 : 0;
  EXPECT_GT(turned_away, 0);
}

TEST(EvidenceRoutes, WithoutASecretAllIsUnsigned) {
  Node node(nullptr);
  const HttpResult answer = HttpSend("GET", kHost, node.port(), "/v1/evidence?nonce=" + std::string(kNonce));
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.Header(kSignatureHeader));
  const Peer peer = node.Look(nullptr);
  ASSERT_TRUE(peer.evidence);
  EXPECT_FALSE(peer.evidence->signs);
  const PromiseRequest request{"actor", "db-2", "10.0.0.2", "", {kUuid, 42}, seconds(30)};
  const PromiseAnswer promised = AskPromises(std::span(&peer, 1), node.port(), request, nullptr, kLong).at(0);
  EXPECT_EQ(promised.kind, PromiseAnswer::Kind::kGranted) << promised.reason;
}

}  // namespace
}  // namespace watchdog

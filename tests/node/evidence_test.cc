// What a real node with a cluster secret says to its peers, and what it takes from them.
#include "evidence/evidence.h"

#include <gtest/gtest.h>

#include <string>

#include "bootstrap/promise.h"
#include "cluster/wait.h"
#include "evidence/signature.h"
#include "lone_node.h"
#include "system/file.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;
using watchdog::CanonicalQuery;
using watchdog::ParseEvidence;
using watchdog::SigningKey;

constexpr Millis kPatience{60000};
constexpr char kSecret[] = "hush, a secret of the cluster";
constexpr char kUrl[] = "http://127.0.0.1:8081/v1/";

// Head and body of an answer.
struct Reply {
  std::string head;
  std::string body;

  int status() const { return head.size() < 12 ? 0 : std::stoi(head.substr(9, 3)); }
  std::string signature() const {
    const std::string name = std::string(watchdog::kSignatureHeader) + ": ";
    const std::size_t found = head.find(name);
    if (found == std::string::npos) return "";
    const std::size_t start = found + name.size();
    return head.substr(start, head.find('\r', start) - start);
  }
};

class NodeWithASecret : public testing::Test {
 protected:
  NodeWithASecret() {
    LoneNode::Options options;
    options.arguments = {"sleep"};
    options.environment = {
        "GALERA_WARDEN_NODE_CLUSTER_SECRET_FILE=" + node_.Write("secret", std::string(kSecret) + "\n"),
        "CLUSTER_NAME=shop"};
    node_.Start(options);
  }
  void SetUp() override {
    ASSERT_TRUE(WaitUntil([this] { return node_.Get(8081, "/v1/evidence").starts_with("200"); }, kPatience))
        << node_.Log();
  }
  Reply Ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "-i");
    const std::string all = node_.Curl(arguments);
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string::npos) return {all, ""};
    return {all.substr(0, end + 2), all.substr(end + 4)};
  }
  Reply AskForAPromise(const std::string& ticket, bool with_signature) const {
    const std::string query =
        CanonicalQuery(watchdog::PromiseFields({"actor",
                                                "db-2",
                                                "10.0.0.2",
                                                ticket,
                                                {"6b3e9b1c-0d1f-11ef-9a53-0242ac110002", 42},
                                                std::chrono::seconds(30)},
                                               std::string(32, 'a')));
    std::vector<std::string> arguments = {"-X", "POST", "-d", "", kUrl + ("promise?" + query)};
    if (with_signature) {
      arguments.insert(arguments.end(),
                       {"-H", std::string(watchdog::kSignatureHeader) + ": " + *key_.SignRequest(query)});
    }
    return Ask(arguments);
  }

  LoneNode node_;
  const SigningKey key_ = SigningKey::Derive(kSecret, "shop").value();
};

TEST_F(NodeWithASecret, SignsItsEvidenceForWhoAsksWithANonce) {
  const std::string nonce(32, '5');
  const Reply reply = Ask({kUrl + ("evidence?nonce=" + nonce)});
  ASSERT_EQ(reply.status(), 200) << reply.head;
  EXPECT_TRUE(key_.VerifiesAnswer(reply.signature(), nonce, reply.body)) << reply.head;
  const auto evidence = ParseEvidence(reply.body);
  ASSERT_TRUE(evidence) << evidence.error().message;
  EXPECT_TRUE(evidence->signs);
  EXPECT_EQ(evidence->ticket.size(), 32u);
  EXPECT_EQ(Ask({std::string(kUrl) + "evidence"}).signature(), "");
}

TEST_F(NodeWithASecret, PromisesNothingUnsignedAndNothingItDoesNotKnow) {
  const auto ticket = [this] { return ParseEvidence(Ask({std::string(kUrl) + "evidence"}).body)->ticket; };
  const std::string first = ticket();
  EXPECT_EQ(AskForAPromise(first, false).status(), 403);
  EXPECT_EQ(ticket(), first);
  EXPECT_EQ(AskForAPromise("stale", true).status(), 409);
  // A node that looks for nobody can't say that there is no primary component.
  const Reply refused = AskForAPromise(first, true);
  EXPECT_EQ(refused.status(), 409);
  EXPECT_EQ(refused.body, "this node can't say that there is no primary component\n");
  EXPECT_NE(ticket(), first);
}

TEST_F(NodeWithASecret, NeverShowsIt) {
  for (const auto& process : {node_.Supervisor(), node_.Worker()}) {
    ASSERT_TRUE(process);
    EXPECT_EQ(ReadFile("/proc/" + std::to_string(*process) + "/cmdline")->find("hush"), std::string::npos);
  }
  EXPECT_EQ(node_.Log().find("hush"), std::string::npos) << node_.Log();
  EXPECT_EQ(node_.Get(8081, "/v1/evidence").find("hush"), std::string::npos);
  EXPECT_EQ(node_.Get(9104, "/metrics").find("hush"), std::string::npos);
}

}  // namespace
}  // namespace galera

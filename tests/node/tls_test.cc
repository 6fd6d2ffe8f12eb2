// Group communication and state transfers over TLS, from three file settings.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/wait.h"
#include "node_stage.h"

namespace galera {
namespace {

using testing_cluster::ChildOptions;
using testing_cluster::Millis;
using testing_cluster::RunCommand;
using testing_cluster::WaitUntil;

class Tls : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    auto made = NodeStage::Make(2);
    ASSERT_TRUE(made) << made.error().message;
    stage_ = std::move(*made);
    ASSERT_TRUE(stage_->SetName({1, 2}));
  }
  std::string At(const std::string& name) const { return stage_->directory(1) + "/" + name; }

  void OpenSsl(const std::vector<std::string>& words) {
    ChildOptions openssl;
    openssl.argv = {"openssl"};
    openssl.argv.insert(openssl.argv.end(), words.begin(), words.end());
    const auto done = RunCommand(openssl, Millis(60000));
    ASSERT_TRUE(done && done->exit.code == 0) << (done ? done->err : done.error().message);
  }
  // An authority, and one certificate for both nodes.
  void MakeCertificates() {
    OpenSsl({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=authority",
             "-keyout", At("ca.key"), "-out", At("ca.pem")});
    OpenSsl({"req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=node", "-keyout", At("node.key"), "-out",
             At("node.csr")});
    OpenSsl({"x509", "-req", "-in", At("node.csr"), "-CA", At("ca.pem"), "-CAkey", At("ca.key"), "-days", "2",
             "-CAcreateserial", "-out", At("node.pem")});
    for (const char* name : {"ca.pem", "node.pem", "node.key"}) {
      std::filesystem::permissions(At(name), std::filesystem::perms(0644));
    }
  }
  std::vector<std::string> Environment(bool tls) const {
    std::vector<std::string> environment = {std::string("SST_METHOD=") + GetParam(),
                                            "XTRABACKUP_PASSWORD=copy"};
    if (!tls) return environment;
    environment.push_back("GALERA_WARDEN_NODE_TLS_CA_FILE=" + At("ca.pem"));
    environment.push_back("GALERA_WARDEN_NODE_TLS_CERT_FILE=" + At("node.pem"));
    environment.push_back("GALERA_WARDEN_NODE_TLS_KEY_FILE=" + At("node.key"));
    return environment;
  }
  void Start(int node, bool tls) {
    NodeStage::Options options;
    options.environment = Environment(tls);
    ASSERT_TRUE(stage_->Start(node, options));
  }
  std::string Logs() const { return stage_->Log(1) + "\n--- 2\n" + stage_->Log(2); }

  std::unique_ptr<NodeStage> stage_;
};

TEST_P(Tls, NodesFormAClusterAndSendAStateTransferOverIt) {
  MakeCertificates();
  Start(1, true);
  Start(2, true);
  ASSERT_TRUE(WaitUntil(
      [&] {
        return stage_->AreOneCluster({1, 2});
      },
      Millis(120000), Millis(100)))
      << Logs();
  for (const int node : {1, 2}) {
    const auto options = stage_->Value(node, "SHOW GLOBAL VARIABLES LIKE 'wsrep_provider_options'");
    ASSERT_TRUE(options);
    EXPECT_NE(options->find("socket.ssl = YES"), std::string::npos) << *options;
    EXPECT_NE(stage_->Log(node).find("ssl://"), std::string::npos) << stage_->Log(node);
  }
  EXPECT_NE(Logs().find("SST received: "), std::string::npos) << Logs();
}

INSTANTIATE_TEST_SUITE_P(Method, Tls, testing::Values("mariabackup", "rsync"),
                         [](const auto& method) { return std::string(method.param); });

}  // namespace
}  // namespace galera

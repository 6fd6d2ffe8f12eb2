#include "registration/consul_agent.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "cluster/child_process.h"
#include "cluster/wait.h"
#include "consul_stand_in.h"

namespace watchdog {
namespace {

using galera::ErrorCode;
using galera::testing_cluster::ChildOptions;
using galera::testing_cluster::ChildProcess;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::ConsulStandIn;
using Mood = ConsulStandIn::Mood;

constexpr milliseconds kLong{10000};
constexpr milliseconds kShort{200};

ConsulSettings At(const std::string& host_port) {
  ConsulSettings settings;
  settings.address.host_port = host_port;
  return settings;
}

ConsulSettings At(const ConsulStandIn& agent) { return At("127.0.0.1:" + std::to_string(agent.port())); }

TEST(ConsulAgent, SaysWhoItIs) {
  ConsulStandIn agent;
  ConsulSettings settings = At(agent);
  settings.token = galera::Secret("t0ken");
  settings.login = galera::Secret("user:pass");
  settings.address.path_prefix = "/proxy";
  const auto reply = ConsulAgent(settings).Send(DeregisterRequest("a"), kLong);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->status, 404);
  const std::string head = agent.LastHead();
  EXPECT_EQ(head.substr(0, head.find("\r\n")), "PUT /proxy/v1/agent/service/deregister/a HTTP/1.1");
  EXPECT_NE(head.find("\r\nX-Consul-Token: t0ken"), std::string::npos) << head;
  EXPECT_NE(head.find("\r\nAuthorization: Basic dXNlcjpwYXNz"), std::string::npos) << head;
  EXPECT_NE(head.find("\r\nContent-Length: 0"), std::string::npos) << head;
  EXPECT_EQ(head.find("Expect"), std::string::npos) << head;
}

TEST(ConsulAgent, WithoutATokenThereIsNoHeaderForIt) {
  ConsulStandIn agent;
  ASSERT_TRUE(ConsulAgent(At(agent)).Send(ReportRequest("a", {}), kLong));
  EXPECT_EQ(agent.LastHead().find("Token"), std::string::npos);
  EXPECT_EQ(agent.LastHead().find("Authorization"), std::string::npos);
  EXPECT_NE(agent.LastHead().find("\r\nContent-Type: application/json"), std::string::npos);
}

TEST(ConsulAgent, SpeaksOverAUnixSocket) {
  const std::string path = testing::TempDir() + "consul-" + std::to_string(getpid());
  ConsulStandIn agent("", path);
  ConsulSettings settings;
  settings.address = {false, "", "", path};
  const auto reply = ConsulAgent(settings).Send(InstancesRequest("galera"), kLong);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->body, "[]");
  unlink(path.c_str());
}

TEST(ConsulAgent, SilenceEndsAtTheTimeLimit) {
  ConsulStandIn agent;
  agent.SetMood(Mood::kSilent);
  const auto start = steady_clock::now();
  const auto reply = ConsulAgent(At(agent)).Send(InstancesRequest("galera"), kShort);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::kTimeout);
  EXPECT_LT(steady_clock::now() - start, kShort * 5);
}

TEST(ConsulAgent, IsCancelled) {
  ConsulStandIn agent;
  agent.SetMood(Mood::kSilent);
  const int cancel = eventfd(1, EFD_CLOEXEC);
  const auto start = steady_clock::now();
  EXPECT_FALSE(ConsulAgent(At(agent)).Send(InstancesRequest("galera"), kLong, cancel));
  EXPECT_LT(steady_clock::now() - start, kLong / 5);
  close(cancel);
}

TEST(ConsulAgent, OneThatHangsUpOrIsNotThereIsUnavailable) {
  ConsulStandIn agent;
  agent.SetMood(Mood::kHangsUp);
  const ConsulAgent link(At(agent));
  EXPECT_EQ(link.Send(InstancesRequest("galera"), kLong).error().code, ErrorCode::kUnavailable);
  agent.GoAway();
  EXPECT_EQ(link.Send(InstancesRequest("galera"), kLong).error().code, ErrorCode::kUnavailable);
}

TEST(ConsulAgent, AProxyOfTheEnvironmentIsNotUsed) {
  ConsulStandIn agent;
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  EXPECT_TRUE(ConsulAgent(At(agent)).Send(InstancesRequest("galera"), kLong));
  unsetenv("http_proxy");
}

TEST(ConsulAgent, WhatShowsOurSecretsIsNotShown) {
  ConsulSettings settings = At("127.0.0.1:1");
  settings.token = galera::Secret("hush1");
  settings.login = galera::Secret("user:hush2");
  const ConsulAgent agent(settings);
  EXPECT_EQ(agent.Describe({403, "no such token hush1", false}), "403");
  EXPECT_EQ(agent.Describe({403, "you are user:hush2", false}), "403");
  EXPECT_EQ(agent.Describe({403, "Permission denied", false}), "403: Permission denied");
  EXPECT_EQ(agent.Where(), "http://127.0.0.1:1");
}

// openssl's own server, with a certificate for server.dc1.consul. It answers GET.
class ConsulTlsTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Openssl({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=agent",
                         "-addext", "subjectAltName=DNS:server.dc1.consul", "-keyout", key_, "-out", cert_}));
    ChildOptions options;
    options.argv = {"openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", cert_, "-key", key_, "-www"};
    auto started = ChildProcess::Start(options);
    ASSERT_TRUE(started) << started.error().message;
    server_.emplace(std::move(*started));
    ASSERT_TRUE(galera::testing_cluster::WaitUntil([&] { return Port() != 0; }, kLong)) << server_->Stdout();
  }
  void TearDown() override {
    unlink(cert_.c_str());
    unlink(key_.c_str());
  }

  static bool Openssl(std::vector<std::string> arguments) {
    ChildOptions options;
    options.argv = {"openssl"};
    options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
    const auto status = galera::testing_cluster::RunOrError(options, milliseconds(30000));
    return status.ok();
  }
  int Port() const {
    const std::string out = server_->Stdout();
    const std::string sign = "ACCEPT 127.0.0.1:";
    const std::size_t at = out.find(sign);
    return at == std::string::npos ? 0 : std::atoi(out.c_str() + at + sign.size());
  }
  ConsulSettings Settings() const {
    ConsulSettings settings = At("127.0.0.1:" + std::to_string(Port()));
    settings.address.tls = true;
    settings.ca_file = cert_;
    settings.server_name = "server.dc1.consul";
    return settings;
  }
  static galera::Result<ConsulReply> Ask(const ConsulSettings& settings) {
    return ConsulAgent(settings).Send({ConsulRequest::Verb::kGet, "/", ""}, kLong);
  }

  const std::string cert_ = testing::TempDir() + "consul-cert-" + std::to_string(getpid());
  const std::string key_ = testing::TempDir() + "consul-key-" + std::to_string(getpid());
  std::optional<ChildProcess> server_;
};

TEST_F(ConsulTlsTest, TheRightCertificateIsTrusted) {
  const auto reply = Ask(Settings());
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->status, 200);
}

TEST_F(ConsulTlsTest, OneOfAnotherNameOrFromNobodyIsNot) {
  ConsulSettings other_name = Settings();
  other_name.server_name = "server.dc2.consul";
  EXPECT_FALSE(Ask(other_name));
  ConsulSettings address_is_name = Settings();
  address_is_name.server_name.clear();
  EXPECT_FALSE(Ask(address_is_name));
  ConsulSettings unknown = Settings();
  unknown.ca_file.clear();
  EXPECT_FALSE(Ask(unknown));
  unknown.verify = false;
  EXPECT_TRUE(Ask(unknown));
}

}  // namespace
}  // namespace watchdog

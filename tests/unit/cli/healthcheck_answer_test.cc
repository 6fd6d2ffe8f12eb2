#include "cli/healthcheck_answer.h"

#include <gtest/gtest.h>

#include "evidence/evidence.h"

namespace watchdog {
namespace {

using Words = std::vector<std::string>;

HealthcheckVerdict JudgeBody(HealthcheckQuestion question, int status, const std::string& body) {
  HealthcheckArguments arguments;
  arguments.question = question;
  return Judge(arguments, TargetOf(arguments, {}, {}), LocalReply{status, body});
}

std::string EvidenceIn(Evidence::Phase phase) {
  Evidence evidence;
  evidence.cluster_name = "c";
  evidence.node_id = "0123456789abcdef";
  evidence.phase = phase;
  evidence.primary = false;
  return RenderEvidence(evidence);
}

TEST(ParseHealthcheckArguments, TakesOneQuestionAndAPort) {
  EXPECT_EQ(ParseHealthcheckArguments({})->question, HealthcheckQuestion::kWarden);
  EXPECT_EQ(ParseHealthcheckArguments({"--ready"})->question, HealthcheckQuestion::kReady);
  EXPECT_EQ(ParseHealthcheckArguments({"--synced", "--port=9"})->question, HealthcheckQuestion::kSynced);
  EXPECT_EQ(ParseHealthcheckArguments({"--port=9"})->port, 9);
  EXPECT_EQ(ParseHealthcheckArguments({"--port", "9"})->port, 9);
  EXPECT_TRUE(ParseHealthcheckArguments({"--help"})->help);
}

TEST(ParseHealthcheckArguments, RefusesTheRest) {
  for (const Words& words : {Words{"--ready", "--synced"}, Words{"--port"}, Words{"--port=0"},
                             Words{"--port=65536"}, Words{"--port=x"}, Words{"ready"}})
    EXPECT_FALSE(ParseHealthcheckArguments(words).ok()) << words.front();
}

TEST(HealthcheckTarget, IsWhereTheWardenListens) {
  galera::HealthSettings health;
  health.ready_listen = {{"10.0.0.1", 18080}};
  health.synced_listen = {{"", 18081}};
  EXPECT_EQ(TargetOf({}, health, {}).address, (galera::ListenAddress{"", 18081}));
  EXPECT_EQ(TargetOf({}, health, {}).path, "/v1/evidence");
  const HealthcheckArguments ready{false, HealthcheckQuestion::kReady, {}};
  EXPECT_EQ(TargetOf(ready, health, {}).address, (galera::ListenAddress{"10.0.0.1", 18080}));
  EXPECT_EQ(TargetOf(ready, health, {}).path, "/");
  EXPECT_EQ(TargetOf({false, HealthcheckQuestion::kReady, 7}, health, {}).address,
            (galera::ListenAddress{"", 7}));
}

TEST(HealthcheckTarget, IsTheMetricsPortOfAnExporterWithoutHealth) {
  galera::HealthSettings health;
  health.enabled = false;
  const HealthcheckTarget target = TargetOf({}, health, {});
  EXPECT_EQ(target.address, (galera::ListenAddress{"", 9104}));
  EXPECT_TRUE(Judge({}, target, LocalReply{401, ""}).healthy);
  EXPECT_FALSE(Judge({}, target, galera::Error{galera::ErrorCode::kTimeout, "no answer"}).healthy);
}

TEST(HealthcheckOfTheWarden, IsHealthyInEveryPhase) {
  for (int i = 0; i <= static_cast<int>(Evidence::Phase::kUnknown); ++i) {
    const auto phase = static_cast<Evidence::Phase>(i);
    const auto verdict = JudgeBody(HealthcheckQuestion::kWarden, 200, EvidenceIn(phase));
    EXPECT_TRUE(verdict.healthy) << Name(phase) << ": " << verdict.line;
  }
}

TEST(HealthcheckOfTheWarden, IsHealthyBesideAServerThatItHasNotReachedYet) {
  const auto verdict = JudgeBody(HealthcheckQuestion::kWarden, 200,
                                 RenderEvidence(Evidence()));  // as `monitor` says it: no cluster's name
  EXPECT_TRUE(verdict.healthy) << verdict.line;
}

TEST(HealthcheckOfTheWarden, TellsWhatAnswersAPause) {
  const auto verdict = JudgeBody(HealthcheckQuestion::kWarden, 200, EvidenceIn(Evidence::Phase::kPaused));
  EXPECT_EQ(verdict.line, "the warden works; node: paused, see galera-warden confirm");
}

TEST(HealthcheckOfTheWarden, IsUnhealthyWithoutAWarden) {
  EXPECT_FALSE(JudgeBody(HealthcheckQuestion::kWarden, 500, "").healthy);
  EXPECT_FALSE(JudgeBody(HealthcheckQuestion::kWarden, 200, "<html>").healthy);
  EXPECT_FALSE(JudgeBody(HealthcheckQuestion::kWarden, 200, "[{\"phase\":1}]").healthy);
  EXPECT_FALSE(JudgeBody(HealthcheckQuestion::kWarden, 200, "{\"phase\":1}").healthy);
  const galera::Error refused{galera::ErrorCode::kUnavailable,
                              "connect to 127.0.0.1:8081: Connection refused"};
  const auto verdict = Judge({}, TargetOf({}, {}, {}), refused);
  EXPECT_FALSE(verdict.healthy);
  EXPECT_EQ(verdict.line, refused.message);
}

TEST(HealthcheckOfAPort, SaysWhatThePortSays) {
  const std::string body =
      "Galera Cluster Node status: not synced\nreason: donor, feeds node3\nstate: donor\n";
  for (const auto question : {HealthcheckQuestion::kReady, HealthcheckQuestion::kSynced}) {
    EXPECT_TRUE(JudgeBody(question, 200, body).healthy);
    EXPECT_FALSE(JudgeBody(question, 503, body).healthy);
    EXPECT_EQ(JudgeBody(question, 503, body).line, "donor, feeds node3");
    EXPECT_EQ(JudgeBody(question, 404, "").line, "HTTP status 404");
  }
}

}  // namespace
}  // namespace watchdog

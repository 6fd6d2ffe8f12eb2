#include "cli/healthcheck_answer.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "config/listen_address.h"
#include "config/quotation.h"
#include "evidence/evidence.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;

constexpr int kOk = 200;

// The line `reason: ...` of a health check's text; else a plain word.
std::string ReasonIn(const LocalReply& reply) {
  constexpr std::string_view kKey = "reason: ";
  const std::size_t key = reply.body.find(kKey);
  if (key == std::string::npos) return "HTTP status " + std::to_string(reply.status);
  const std::size_t begin = key + kKey.size();
  return reply.body.substr(begin, reply.body.find('\n', begin) - begin);
}

// Of evidence; empty: it is none. ParseEvidence() wants more, which a monitor learns from its server only.
std::string PhaseIn(const LocalReply& reply) {
  const auto document = nlohmann::json::parse(reply.body, nullptr, false);
  if (!document.is_object()) return "";
  const auto phase = document.find("phase");
  return phase != document.end() && phase->is_string() ? phase->get<std::string>() : "";
}

// Every phase is healthy. A state transfer that is killed begins anew; a node that is killed while it
// asks a person never gets the answer; one that lost its quorum, or hangs, has data that others may
// need: what to do about that is a person's decision, who is paged for it.
HealthcheckVerdict JudgeWarden(const LocalReply& reply) {
  if (reply.status != kOk) return {false, "no evidence from the warden: " + ReasonIn(reply)};
  const std::string phase = PhaseIn(reply);
  if (phase.empty()) return {false, "what answers there is no galera-warden"};
  std::string line = "the warden works; node: " + phase;
  if (phase == Name(Evidence::Phase::kPaused)) line += ", see galera-warden confirm";
  return {true, line};
}

}  // namespace

Result<HealthcheckArguments> ParseHealthcheckArguments(const std::vector<std::string>& arguments) {
  HealthcheckArguments out;
  bool asked = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string word = arguments[i];
    if (word == "--help" || word == "-h") {
      out.help = true;
      return out;
    }
    if (word == "--ready" || word == "--synced") {
      if (asked) return Error{ErrorCode::kInvalid, "--ready and --synced: ask one of them, once"};
      asked = true;
      out.question = word == "--ready" ? HealthcheckQuestion::kReady : HealthcheckQuestion::kSynced;
      continue;
    }
    if (word == "--port" && i + 1 < arguments.size()) word += "=" + arguments[++i];
    if (!word.starts_with("--port="))
      return Error{ErrorCode::kInvalid, "unknown argument " + galera::Quote(word)};
    const auto port = galera::ParsePort(std::string_view(word).substr(7));
    if (!port || *port == 0) return Error{ErrorCode::kInvalid, "--port: write a number from 1 to 65535"};
    out.port = *port;
  }
  return out;
}

HealthcheckTarget TargetOf(const HealthcheckArguments& arguments, const galera::HealthSettings& health,
                           const galera::ScrapeSettings& scrape) {
  const bool is_ready = arguments.question == HealthcheckQuestion::kReady;
  const bool is_warden = arguments.question == HealthcheckQuestion::kWarden;
  HealthcheckTarget target;
  target.path = is_warden ? "/v1/evidence" : "/";
  if (arguments.port) {
    target.address = {"", *arguments.port};
  } else if (is_warden && !health.enabled) {
    target = {scrape.listen.front(), "/-/healthy", true};
  } else {
    target.address = (is_ready ? health.ready_listen : health.synced_listen).front();
  }
  return target;
}

HealthcheckVerdict Judge(const HealthcheckArguments& arguments, const HealthcheckTarget& target,
                         const Result<LocalReply>& reply) {
  if (!reply) return {false, reply.error().message};
  if (target.is_metrics) return {true, "the warden works"};
  if (arguments.question == HealthcheckQuestion::kWarden) return JudgeWarden(*reply);
  return {reply->status == kOk, ReasonIn(*reply)};
}

}  // namespace watchdog

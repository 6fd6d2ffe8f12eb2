#include "cli/evidence_routes.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "bootstrap/promise.h"
#include "evidence/evidence.h"
#include "system/log.h"

namespace watchdog {
namespace {

using galera::Request;
using galera::Response;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSnapshotAgeMax{2500};

Response Refuse(int status, const std::string& why) {
  Response response;
  response.status = status;
  response.body = why + "\n";
  return response;
}

Response Signed(const EvidenceSource& source, const std::string& nonce) {
  Response response;
  response.content_type = "application/json";
  response.body = RenderEvidence(EvidenceNow(source, steady_clock::now()));
  if (source.key == nullptr || nonce.empty()) return response;
  auto signature = source.key->SignAnswer(nonce, response.body);
  if (!signature) return Refuse(500, signature.error().message);
  response.headers.emplace_back(kSignatureHeader, std::move(*signature));
  return response;
}

Response GiveEvidence(const EvidenceSource& source, const Request& request) {
  std::string nonce;
  for (const auto& [name, value] : request.query) {
    if (name != "nonce") continue;
    if (!nonce.empty() || !IsNonce(value)) return Refuse(400, "nonce: use 32 hexadecimal digits, once");
    nonce = value;
  }
  return Signed(source, nonce);
}

Response ConsiderPromise(const EvidenceSource& source, const Request& request) {
  const std::string_view signature = request.Header(kSignatureHeader).value_or("");
  if (source.key != nullptr && !source.key->VerifiesRequest(signature, CanonicalQuery(request.query)))
    return Refuse(403, "the request is not signed with this cluster's secret");
  const auto received = ReadPromiseFields(request.query);
  if (!received) return Refuse(400, received.error().message);
  if (!received->nonce.empty() && !IsNonce(received->nonce))
    return Refuse(400, "nonce: use 32 hexadecimal digits");
  const auto now = steady_clock::now();
  const PromiseRequest& asked = received->request;
  const auto refusal = source.desk.Consider(asked, EvidenceNow(source, now).primary, now);
  if (!refusal) return Refuse(429, refusal.error().message);
  const std::string who = asked.name.empty() ? asked.actor : asked.name;
  if (*refusal) {
    // Who asked says it in its log; anybody may ask where there is no secret.
    galera::LogDebug("refused to promise not to bootstrap",
                     {{"to", who}, {"address", asked.address}, {"reason", (*refusal)->reason}});
    return Refuse(409, (*refusal)->reason);
  }
  galera::LogInfo("promised not to bootstrap", {{"to", who},
                                                {"address", asked.address},
                                                {"position", asked.position.Text()},
                                                {"seconds", std::to_string(asked.duration.count())}});
  return Signed(source, received->nonce);
}

}  // namespace

Evidence EvidenceNow(const EvidenceSource& source, steady_clock::time_point now) {
  const auto snapshot = source.snapshot();
  Evidence evidence =
      WithSnapshot(source.board.Now(), snapshot.get(), source.board.server_runs(), kSnapshotAgeMax, now);
  source.desk.AddTo(evidence, now);
  evidence.signs = source.key != nullptr;
  if (source.paging) evidence.paging = source.paging();
  if (source.now) evidence.now = source.now();
  return evidence;
}

galera::Route EvidenceRoute(const EvidenceSource& source) {
  galera::Route evidence;
  evidence.path = "/v1/evidence";
  evidence.methods = {"GET"};
  evidence.handler = [source](const Request& request) { return GiveEvidence(source, request); };
  return evidence;
}

std::vector<galera::Route> EvidenceRoutes(const EvidenceSource& source) {
  galera::Route promise;
  promise.path = "/v1/promise";
  promise.methods = {"POST"};
  promise.handler = [source](const Request& request) { return ConsiderPromise(source, request); };
  return {EvidenceRoute(source), std::move(promise)};
}

}  // namespace watchdog

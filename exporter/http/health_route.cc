#include "http/health_route.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "galera/text.h"

namespace galera {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

bool IsRefused(std::string_view parameters) {
  const std::size_t q = parameters.find("q=0");
  return q != std::string_view::npos &&
         parameters.substr(q + 3).find_first_of("123456789") == std::string_view::npos;
}

Response Answer(HealthQuestion question, const HealthSource& source, const Request& request) {
  const std::shared_ptr<const Snapshot> snapshot = source.snapshot();
  const auto now = steady_clock::now();
  const std::optional<Health> overruled = source.overrule ? source.overrule() : std::nullopt;
  const Health health =
      overruled ? *overruled : EvaluateHealth(question, snapshot.get(), source.policy(), now);
  const auto age =
      snapshot ? std::chrono::duration_cast<milliseconds>(now - snapshot->taken) : milliseconds(0);
  Response response;
  response.status = health.ok ? 200 : 503;
  if (const auto accept = request.Header("Accept"); accept && WantsJson(*accept)) {
    response.content_type = "application/json";
    response.body = HealthJson(health, snapshot.get(), age);
  } else {
    response.body = HealthText(health, snapshot ? Name(snapshot->state) : "unknown", age);
  }
  return response;
}

}  // namespace

std::string HealthText(const Health& health, std::string_view state, milliseconds age) {
  std::string body = "Galera Cluster Node status: " + health.word + "\n";
  body += "reason: " + health.reason + "\n";
  body += "state: ";
  body += state;
  body += "\nage: " + std::to_string(age.count()) + " ms\n";
  return body;
}

std::string HealthJson(const Health& health, const Snapshot* snapshot, milliseconds age) {
  nlohmann::json out = {{"healthy", health.ok}, {"status", health.word}, {"reason", health.reason}};
  if (snapshot != nullptr) {
    out["age_ms"] = age.count();
    out["node_state"] = Name(snapshot->state);
    out["draining"] = snapshot->draining;
    if (snapshot->read_only) out["read_only"] = *snapshot->read_only;
    if (const auto& wsrep = snapshot->wsrep) {
      out["wsrep_local_state_comment"] = wsrep->local_state_comment;
      out["wsrep_cluster_status"] = wsrep->cluster_status;
      out["wsrep_cluster_state_uuid"] = wsrep->cluster_state_uuid;
      if (wsrep->local_state) out["wsrep_local_state"] = *wsrep->local_state;
      if (wsrep->local_index) out["wsrep_local_index"] = *wsrep->local_index;
      if (wsrep->InPrimaryComponent() && wsrep->cluster_size) out["cluster_size"] = *wsrep->cluster_size;
    }
  }
  // Text from the server may be any bytes.
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

bool WantsJson(std::string_view accept) {
  while (!accept.empty()) {
    std::string_view parameters = NextPart(&accept, ',');
    const std::string_view range = NextPart(&parameters, ';');
    if (EqualsIgnoringCase(range, "application/json")) return !IsRefused(parameters);
  }
  return false;
}

std::vector<Route> HealthRoutes(HealthQuestion question, const HealthSource& source) {
  Route route;
  route.path = kAnyPath;
  route.methods = {"GET", "OPTIONS"};
  route.handler = [question, source](const Request& request) { return Answer(question, source, request); };
  return {route};
}

}  // namespace galera

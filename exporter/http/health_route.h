// The answers on :8080 and :8081, from the last sampled snapshot.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "galera/health.h"
#include "http/server.h"

namespace galera {

// What a health answer is made from, asked anew at each request.
struct HealthSource {
  std::function<std::shared_ptr<const Snapshot>()> snapshot;
  std::function<HealthPolicy()> policy;
  // Answers in the snapshot's place while it gives an answer (a node that is
  // still booting). May be empty.
  std::function<std::optional<Health>()> overrule = {};
};

// The text form. Its first line is what checks in the field match
// ("Galera Cluster Node status: synced"), then reason and age. Pure.
std::string HealthText(const Health& health, std::string_view state, std::chrono::milliseconds age);
// The JSON form. Pure.
std::string HealthJson(const Health& health, const Snapshot* snapshot, std::chrono::milliseconds age);

// True if `accept` names application/json with q above 0. Pure.
bool WantsJson(std::string_view accept);

// One route that takes any path, as the health checks in the field do, for GET,
// HEAD and OPTIONS.
std::vector<Route> HealthRoutes(HealthQuestion question, const HealthSource& source);

}  // namespace galera

#include "galera/health.h"

namespace galera {
namespace {

Health Unhealthy(std::string word, std::string reason) { return {false, std::move(word), std::move(reason)}; }

std::string Millis(std::chrono::steady_clock::duration age) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(age).count()) + " ms";
}

// In the order in which an operator would ask.
std::optional<Health> WhyNotInCluster(const Snapshot& s) {
  if (s.state == NodeState::kInconsistent) {
    return Unhealthy("not synced", "this node was found inconsistent and left the cluster");
  }
  if (s.wsrep->connected != true)
    return Unhealthy("not synced", "not connected to a cluster (wsrep_connected is not ON)");
  if (!s.wsrep->InPrimaryComponent()) {
    return Unhealthy("not synced",
                     "not in a primary component (wsrep_cluster_status is " +
                         (s.wsrep->cluster_status.empty() ? "unknown" : s.wsrep->cluster_status) + ")");
  }
  if (s.wsrep->ready != true) return Unhealthy("not synced", "wsrep_ready is not ON");
  if (s.state != NodeState::kSynced && s.state != NodeState::kDonor) {
    return Unhealthy("not synced",
                     "state is " + std::string(Name(s.state)) + " (" + s.wsrep->local_state_comment + ")");
  }
  return std::nullopt;
}

}  // namespace

Health EvaluateHealth(HealthQuestion question, const Snapshot* snapshot, const HealthPolicy& policy,
                      std::chrono::steady_clock::time_point now) {
  if (snapshot == nullptr)
    return Unhealthy("not synced", "nothing known yet: the first look at mariadbd is under way");
  const auto age = now - snapshot->taken;
  if (age > policy.max_age)
    return Unhealthy("not synced", "stale: last look at mariadbd was " + Millis(age) + " ago");
  if (!snapshot->answered)
    return Unhealthy(
        "not synced",
        (snapshot->refused ? "mariadbd refuses us: " : "mariadbd does not answer: ") + snapshot->failure);
  const bool for_clients = question == HealthQuestion::kReady;
  if (for_clients && snapshot->draining)
    return Unhealthy("draining", "taken out of service by the drain file");
  if (!snapshot->wsrep) return {true, "synced", "standalone server, wsrep is off"};
  if (auto why = WhyNotInCluster(*snapshot)) return *why;
  const bool donor = snapshot->state == NodeState::kDonor;
  if (for_clients && donor && !policy.available_when_donor) return Unhealthy("not synced", "donor/desynced");
  if (for_clients && snapshot->read_only == true && !policy.available_when_read_only) {
    return Unhealthy("read-only", "read_only is ON");
  }
  return {true, "synced", donor ? "donor/desynced" : "synced"};
}

}  // namespace galera

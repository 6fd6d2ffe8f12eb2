#include "pager/pager_state.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace watchdog {
namespace {

using galera::AddSeries;
using galera::MakeFamily;
using galera::MetricType;
using nlohmann::json;
using std::chrono::system_clock;

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

double UnixSeconds(system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

json WholeSeconds(const std::optional<system_clock::time_point>& time) {
  if (!time) return nullptr;
  return std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count();
}

IncidentRule RuleOf(const PagerState& state, const IncidentKind& kind) {
  const auto rule = state.rules.find(kind.incident);
  return rule == state.rules.end() ? kind.rule : rule->second;
}

bool IsQuiet(const PagerState& state, Incident incident) {
  return std::ranges::find(state.quiet, incident) != state.quiet.end();
}

json IncidentToJson(const PagerState& state, const IncidentKind& kind) {
  const IncidentRule rule = RuleOf(state, kind);
  const auto found = state.incidents.find(kind.incident);
  const IncidentStatus status = found == state.incidents.end() ? IncidentStatus() : found->second;
  json incident = {{"name", kind.name},
                   {"alert", kind.alert},
                   {"key", IncidentKey(kind, state.cluster, state.node)},
                   {"scope", kind.scope == Scope::kCluster ? "cluster" : "node"},
                   {"enabled", rule.enabled},
                   {"severity", Name(rule.severity)},
                   {"state", Name(status.state)},
                   {"flapping", status.held},
                   {"in_maintenance", IsQuiet(state, kind.incident)},
                   {"meaning", kind.meaning},
                   {"next_step", kind.next_step},
                   {"since", nullptr},
                   {"summary", nullptr},
                   {"announced", nullptr},
                   {"details", json::object()}};
  if (!status.episode) return incident;
  incident["since"] = WholeSeconds(status.episode->started);
  incident["summary"] = status.episode->summary;
  incident["announced"] = status.episode->announced;
  for (const auto& [name, value] : status.episode->details) incident["details"][name] = value;
  return incident;
}

json ReceiverToJson(const ReceiverStatus& receiver) {
  return {{"name", receiver.name},
          {"type", Name(receiver.kind)},
          {"url", receiver.shown_url},
          {"waiting", receiver.waiting},
          {"oldest_waiting", WholeSeconds(receiver.oldest_waiting)},
          {"last_success", WholeSeconds(receiver.last_success)},
          {"last_failure", receiver.last_failure.empty() ? json(nullptr) : json(receiver.last_failure)},
          {"outcomes", receiver.outcomes}};
}

void AddIncidentMetrics(const PagerState& state, galera::MetricBatch& batch) {
  auto firing =
      MakeFamily("galera_warden_incident_firing",
                 "Whether the warden sees the incident: 1 while it fires, told or not.", MetricType::Gauge);
  auto pending =
      MakeFamily("galera_warden_incident_pending",
                 "Whether the incident holds, and not yet for as long as it must.", MetricType::Gauge);
  for (const IncidentKind& kind : IncidentKinds()) {
    const auto found = state.incidents.find(kind.incident);
    if (found == state.incidents.end()) continue;
    const galera::Labels labels = {{"alert", std::string(kind.alert)},
                                   {"severity", std::string(Name(RuleOf(state, kind).severity))}};
    AddSeries(firing, labels, found->second.state == IncidentStatus::State::kFiring ? 1 : 0);
    AddSeries(pending, labels, found->second.state == IncidentStatus::State::kPending ? 1 : 0);
  }
  batch.Add(std::move(firing));
  batch.Add(std::move(pending));
}

void AddReceiverMetrics(const PagerState& state, system_clock::time_point now, galera::MetricBatch& batch) {
  if (state.receivers.empty()) return;
  auto pages = MakeFamily("galera_warden_pages_total", "Messages to receivers, by what became of them.",
                          MetricType::Counter);
  auto waiting = MakeFamily("galera_warden_pages_waiting",
                            "Messages that the receiver has not taken yet, or that wait for their turn.",
                            MetricType::Gauge);
  auto oldest = MakeFamily("galera_warden_pages_oldest_waiting_seconds",
                           "Age of the oldest message that waits; 0 where none does.", MetricType::Gauge);
  auto success = MakeFamily("galera_warden_page_last_success_timestamp_seconds",
                            "When the receiver last took a message.", MetricType::Gauge);
  for (const ReceiverStatus& receiver : state.receivers) {
    for (const auto& [outcome, count] : receiver.outcomes)
      AddSeries(pages, {{"receiver", receiver.name}, {"outcome", outcome}}, static_cast<double>(count));
    const galera::Labels labels = {{"receiver", receiver.name}};
    AddSeries(waiting, labels, static_cast<double>(receiver.waiting));
    const auto age = receiver.oldest_waiting ? now - *receiver.oldest_waiting : system_clock::duration(0);
    AddSeries(oldest, labels, std::max(0.0, std::chrono::duration<double>(age).count()));
    if (receiver.last_success) AddSeries(success, labels, UnixSeconds(*receiver.last_success));
  }
  for (auto* family : {&pages, &waiting, &oldest, &success}) batch.Add(std::move(*family));
}

}  // namespace

std::string RenderIncidents(const PagerState& state) {
  json incidents = json::array();
  for (const IncidentKind& kind : IncidentKinds()) incidents.push_back(IncidentToJson(state, kind));
  json maintenance = json::array();
  for (const MaintenanceBook::Entry& entry : state.maintenance) {
    maintenance.push_back({{"reason", entry.reason},
                           {"by", entry.by},
                           {"only", entry.only.empty() ? json(nullptr) : json(entry.only)},
                           {"until", WholeSeconds(entry.until)}});
  }
  json receivers = json::array();
  for (const ReceiverStatus& receiver : state.receivers) receivers.push_back(ReceiverToJson(receiver));
  const json document = {{"version", 1},
                         {"cluster", state.cluster},
                         {"node", state.node},
                         {"expected_size", OrNull(state.expected_size)},
                         {"data_nodes", OrNull(state.data_nodes)},
                         {"incidents", std::move(incidents)},
                         {"maintenance", std::move(maintenance)},
                         {"receivers", std::move(receivers)},
                         {"trouble", state.trouble.empty() ? json(nullptr) : json(state.trouble)}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

void AddPagerMetrics(const PagerState& state, system_clock::time_point now, galera::MetricBatch& batch) {
  AddIncidentMetrics(state, batch);
  AddReceiverMetrics(state, now, batch);
  auto maintenance = MakeFamily("galera_warden_maintenance",
                                "1 while nobody is paged: of any incident (only=\"\"), or of that alert.",
                                MetricType::Gauge);
  bool all = false;
  for (const MaintenanceBook::Entry& entry : state.maintenance) {
    all = all || entry.only.empty();
    if (!entry.only.empty()) AddSeries(maintenance, {{"only", entry.only}}, 1);
  }
  AddSeries(maintenance, {{"only", ""}}, all ? 1 : 0);
  batch.Add(std::move(maintenance));
  batch.AddGauge("galera_warden_paging_on_disk",
                 "1 while pages are kept on disk until they are delivered; 0: in memory only.",
                 state.trouble.empty() ? 1 : 0);
  if (state.expected_size)
    batch.AddGauge("galera_warden_expected_size",
                   "How many data nodes there should be, as the warden has it.", *state.expected_size);
}

}  // namespace watchdog

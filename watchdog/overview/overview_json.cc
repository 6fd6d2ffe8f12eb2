#include "overview/overview_json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "overview/node_words.h"

namespace watchdog {
namespace {

using nlohmann::json;
using std::chrono::system_clock;

constexpr std::int64_t kUnlimited = -1;

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

json TextOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

double Rounded(double value, double steps) { return std::round(value * steps) / steps; }

json RoundedOrNull(const std::optional<double>& value, double steps) {
  return value ? json(Rounded(*value, steps)) : json(nullptr);
}

// To the millisecond.
double UnixSeconds(system_clock::time_point time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
  return static_cast<double>(ms.count()) / 1000;
}

std::int64_t WholeSeconds(system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

json ToJson(const OverviewTeller& teller) {
  return {{"node", TextOrNull(teller.node)},
          {"version", teller.version},
          {"started", teller.started},
          {"mode", teller.entrypoint ? "node" : "monitor"},
          {"ready_port", OrNull(teller.ready_port)},
          {"synced_port", OrNull(teller.synced_port)},
          {"peers_asked", teller.peers_asked}};
}

json ToJson(const ClusterVerdict& verdict) {
  return {{"code", Name(verdict.code)},
          {"headline", verdict.headline},
          {"quorum", TextOrNull(verdict.quorum)},
          {"quorum_margin", OrNull(verdict.quorum_margin)},
          {"reasons", verdict.reasons}};
}

json ToJson(const ClusterFacts& cluster) {
  return {{"name", TextOrNull(cluster.name)},
          {"primary", OrNull(cluster.primary)},
          {"size", OrNull(cluster.size)},
          {"expected_size", OrNull(cluster.expected_size)},
          {"arbitrators", OrNull(cluster.arbitrators)},
          {"state_uuid", TextOrNull(cluster.state_uuid)},
          {"conf_id", OrNull(cluster.conf_id)},
          {"last_committed", OrNull(cluster.last_committed)}};
}

json ToJson(const RecordedView& view) {
  json members = json::array();
  for (const galera::NotifiedMember& member : view.members)
    members.push_back(member.name.empty() ? member.uuid : member.name);
  return {{"seqno", OrNull(view.seqno)}, {"members", std::move(members)}};
}

json ToJson(const EvidenceRow& row) {
  return {{"name", TextOrNull(row.name)},
          {"where", TextOrNull(row.where)},
          {"state", TextOrNull(row.state)},
          {"reason", TextOrNull(row.reason)},
          {"action", TextOrNull(row.action)},
          {"state_uuid", TextOrNull(row.state_uuid)},
          {"seqno", OrNull(row.seqno)},
          {"seqno_note", TextOrNull(row.seqno_note)},
          {"safe_to_bootstrap", OrNull(row.safe_to_bootstrap)},
          {"view", row.view ? ToJson(*row.view) : json(nullptr)},
          {"primary", OrNull(row.primary)},
          {"version", TextOrNull(row.version)},
          {"age_s", OrNull(row.age_s)}};
}

json ToJson(const AnswerCommand& command) {
  return {{"node", TextOrNull(command.node)}, {"why", command.why}, {"command", command.command}};
}

template <typename T>
json List(const std::vector<T>& values, json (*to_json)(const T&)) {
  json list = json::array();
  for (const T& value : values) list.push_back(to_json(value));
  return list;
}

json ToJson(const Question& question) {
  return {{"node", TextOrNull(question.node)},
          {"since", WholeSeconds(question.since)},
          {"reason", question.reason},
          {"proven", question.proven},
          {"verdict", question.verdict},
          {"advice", TextOrNull(question.advice)},
          {"recommended", question.recommended ? ToJson(*question.recommended) : json(nullptr)},
          {"others", List(question.others, ToJson)},
          {"evidence", List(question.evidence, ToJson)},
          {"refusal", question.refusal},
          {"text", question.text}};
}

json ToJson(const TransferNow& transfer) {
  json elapsed;
  if (transfer.elapsed) elapsed = static_cast<double>(transfer.elapsed->count()) / 1000;
  const auto left = TimeLeft(transfer);
  return {{"role", transfer.role},
          {"kind", TextOrNull(transfer.kind)},
          {"method", TextOrNull(transfer.method)},
          {"peer", TextOrNull(transfer.peer)},
          {"done", OrNull(transfer.done)},
          {"expected", OrNull(transfer.expected)},
          {"percent", RoundedOrNull(Percent(transfer), 10)},
          {"elapsed_s", std::move(elapsed)},
          {"left_s", left ? json(left->count()) : json(nullptr)},
          {"stalled", transfer.stalled},
          {"unit", transfer.Unit()}};
}

json ToJson(const NodeRow& node) {
  json ist_window = OrNull(node.ist_window_s);
  if (node.ist_window_unlimited) ist_window = kUnlimited;
  return {{"name", TextOrNull(node.name)},
          {"address", TextOrNull(node.address)},
          {"self", node.self},
          {"in_view", OrNull(node.in_view)},
          {"state", node.state},
          {"phase", TextOrNull(node.phase)},
          {"role", node.role ? json(Name(*node.role)) : json(nullptr)},
          {"primary", OrNull(node.primary)},
          {"ready", OrNull(node.ready)},
          {"state_uuid", TextOrNull(node.state_uuid)},
          {"seqno", OrNull(node.seqno)},
          {"lag", OrNull(node.lag)},
          {"receive_queue", OrNull(node.receive_queue)},
          {"flow_control", OrNull(node.flow_control)},
          {"ist_window_s", std::move(ist_window)},
          {"transfer", node.transfer ? ToJson(*node.transfer) : json(nullptr)},
          {"mariadb_version", TextOrNull(node.mariadb_version)},
          {"provider_version", TextOrNull(node.provider_version)},
          {"warden_version", TextOrNull(node.warden_version)},
          {"data_bytes", OrNull(node.data_bytes)},
          {"disk_free_bytes", OrNull(node.disk_free_bytes)},
          {"question", TextOrNull(node.question)},
          {"page", TextOrNull(node.page)},
          {"trouble", TextOrNull(node.trouble)},
          {"age_s", node.age ? json(static_cast<double>(node.age->count()) / 1000) : json(nullptr)}};
}

json ToJson(const IncidentRow& incident) {
  return {{"name", incident.name},
          {"alert", incident.alert},
          {"scope", incident.scope == Scope::kCluster ? "cluster" : "node"},
          {"severity", Name(incident.severity)},
          {"state", incident.firing ? "firing" : "pending"},
          {"since", incident.since ? json(WholeSeconds(*incident.since)) : json(nullptr)},
          {"summary", TextOrNull(incident.summary)},
          {"next_step", incident.next_step},
          {"runbook_url", TextOrNull(incident.runbook_url)},
          {"in_maintenance", incident.in_maintenance}};
}

json ToJson(const MaintenanceBook::Entry& entry) {
  return {{"reason", entry.reason},
          {"by", TextOrNull(entry.by)},
          {"only", TextOrNull(entry.only)},
          {"until", WholeSeconds(entry.until)}};
}

json ToJson(const Event& event) {
  return {{"time", UnixSeconds(event.time)},
          {"severity", Name(event.severity)},
          {"kind", Name(event.kind)},
          {"node", TextOrNull(event.node)},
          {"text", event.text}};
}

json ToJson(const HistoryLine& history) {
  json document = {{"step_s", kHistoryStep.count()}, {"end", WholeSeconds(history.end)},
                   {"size", json::array()},          {"receive_queue", json::array()},
                   {"flow_control", json::array()},  {"commits_per_s", json::array()}};
  for (const HistoryPoint& point : history.points) {
    document["size"].push_back(OrNull(point.size));
    document["receive_queue"].push_back(RoundedOrNull(point.receive_queue, 10));
    document["flow_control"].push_back(RoundedOrNull(point.flow_control, 10000));
    document["commits_per_s"].push_back(RoundedOrNull(point.commits_per_s, 10));
  }
  return document;
}

}  // namespace

std::string RenderOverview(const ClusterOverview& overview) {
  const json document = {{"version", kOverviewVersion},
                         {"time", UnixSeconds(overview.time)},
                         {"warden", ToJson(overview.teller)},
                         {"verdict", ToJson(overview.verdict)},
                         {"cluster", ToJson(overview.cluster)},
                         {"question", overview.question ? ToJson(*overview.question) : json(nullptr)},
                         {"nodes", List(overview.nodes, ToJson)},
                         {"incidents", List(overview.incidents, ToJson)},
                         {"maintenance", List(overview.maintenance, ToJson)},
                         {"events", List(overview.events, ToJson)},
                         {"history", ToJson(overview.history)}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace watchdog

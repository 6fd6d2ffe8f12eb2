#include "overview/compose.h"

#include <algorithm>
#include <utility>

#include "overview/cluster_verdict.h"
#include "overview/node_rows.h"

namespace watchdog {
namespace {

std::vector<IncidentRow> IncidentsOf(const PagerState& state) {
  std::vector<IncidentRow> rows;
  for (const auto& [incident, status] : state.incidents) {
    if (status.state == IncidentStatus::State::kInactive) continue;
    const IncidentKind& kind = KindOf(incident);
    const auto rule = state.rules.find(incident);
    IncidentRow row;
    row.name = kind.name;
    row.alert = kind.alert;
    row.scope = kind.scope;
    row.severity = rule == state.rules.end() ? kind.rule.severity : rule->second.severity;
    row.firing = status.state == IncidentStatus::State::kFiring;
    if (status.episode) {
      row.since = status.episode->started;
      row.summary = status.episode->summary;
    }
    row.next_step = kind.next_step;
    if (!state.runbook_url.empty()) row.runbook_url = state.runbook_url + row.alert + ".md";
    row.in_maintenance = std::ranges::find(state.quiet, incident) != state.quiet.end();
    rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(rows, [](const IncidentRow& a, const IncidentRow& b) {
    return std::pair(a.firing, a.severity) > std::pair(b.firing, b.severity);
  });
  return rows;
}

}  // namespace

ClusterOverview Compose(const OverviewInputs& inputs, const Instant& now) {
  ClusterOverview overview;
  overview.time = now.wall;
  overview.teller = inputs.teller;
  overview.nodes = NodeRows(inputs, now.steady);
  overview.incidents = IncidentsOf(inputs.pager);
  const std::string& name = inputs.pager.cluster.empty() ? inputs.own.cluster_name : inputs.pager.cluster;
  overview.cluster = FactsOf(overview.nodes, name, inputs.pager.expected_size);
  overview.verdict =
      VerdictOf(overview.nodes, overview.cluster, overview.incidents, inputs.teller.peers_asked);
  // What was asked is asked no more once the node goes on.
  if (inputs.own.phase == Evidence::Phase::kPaused) overview.question = inputs.question;
  overview.maintenance = inputs.pager.maintenance;
  overview.events = inputs.events;
  overview.history = inputs.history;
  return overview;
}

}  // namespace watchdog

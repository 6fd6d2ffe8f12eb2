// What the pager knows at one moment, for people and for Prometheus. Values.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collect/metric_batch.h"
#include "incident/incident_tracker.h"
#include "page/page_desk.h"
#include "pager/maintenance_book.h"

namespace watchdog {

struct PagerState {
  std::string cluster;
  std::string node;
  std::optional<int> expected_size;
  std::optional<int> data_nodes;  // of the primary component that this node is in
  IncidentRules rules;
  std::map<Incident, IncidentStatus> incidents;
  std::vector<Incident> quiet;
  std::vector<MaintenanceBook::Entry> maintenance;  // what lasts
  std::vector<ReceiverStatus> receivers;
  std::string runbook_url;  // of all runbooks; the name of the alert and ".md" are added
  std::string trouble;      // why pages, or what is kept, are not on disk; empty: they are
};

// The document of /api/v1/incidents. Fields are only ever added. Pure.
std::string RenderIncidents(const PagerState& state);

void AddPagerMetrics(const PagerState& state, std::chrono::system_clock::time_point now,
                     galera::MetricBatch& batch);

}  // namespace watchdog

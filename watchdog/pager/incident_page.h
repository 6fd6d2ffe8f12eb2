// An incident's change as the message that goes out. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "incident/incident_tracker.h"
#include "page/page.h"

namespace watchdog {

// What does not change from page to page.
struct PageFrame {
  std::string cluster;
  std::string node;
  std::string instance;  // of the label: as Prometheus has it, HOST:PORT
  std::map<std::string, std::string> labels;
  std::string runbook_url;  // up to the alertname
  IncidentRules rules;
};

// Labels are alertname, severity and cluster, of a node's own incident also instance, and the frame's.
// Nothing that changes is a label: Alertmanager tells alerts apart by them.
Page PageOf(const Transition& transition, const PageFrame& frame);

// What `galera-warden page --test` sends: firing, and says that nothing is wrong.
Page TestPage(const PageFrame& frame, std::chrono::system_clock::time_point now, const std::string& id);

// The incident and the episode that a kept page is about; nullopt for a test, for one of another
// node or cluster, and for a kind that we do not know.
std::optional<std::pair<Incident, Episode>> EpisodeOf(const Page& page, const PageFrame& frame);

}  // namespace watchdog

// One message to a person: that an incident began, or is over. Pure values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "incident/incident.h"

namespace watchdog {

struct Page {
  std::string key;      // stable: "galera/CLUSTER/ALERT[/NODE]"
  std::string episode;  // id of this time that it fired; the same at its end
  bool firing = true;   // else: over
  bool test = false;    // asked for by `galera-warden page --test`
  Severity severity = Severity::kCritical;
  std::string alert;                          // alertname
  std::map<std::string, std::string> labels;  // alertname, severity, cluster, instance where it is a node's
  std::string summary;
  std::string next_step;
  std::string runbook_url;
  std::vector<std::pair<std::string, std::string>> details;
  std::string node;            // who says it
  std::int64_t starts_ms = 0;  // Unix time in milliseconds
  std::int64_t ends_ms = 0;    // 0 while firing
  bool operator==(const Page&) const = default;
};

}  // namespace watchdog

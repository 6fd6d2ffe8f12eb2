// One look at an observation: what holds now. Pure; knows no past.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "incident/incident.h"
#include "incident/observation.h"

namespace watchdog {

enum class Truth { kNo, kYes, kUnknown };  // kUnknown changes nothing

struct Finding {
  Incident incident = Incident::kClusterSizeBelowExpected;
  Truth truth = Truth::kUnknown;
  std::string summary;                                       // with numbers, one line; empty unless kYes
  std::vector<std::pair<std::string, std::string>> details;  // for the page: "expected" -> "3"
};

// Exactly one for every kind, in the order of the enum. A node outside of the primary component says
// kUnknown of what is the cluster's, but for what it sees itself (a question to a human). While the server
// does not answer, nothing of the node is known to be over.
std::vector<Finding> Judge(const Observation& seen, const IncidentRules& rules);

// How many members hold data: garbd holds none. By `members`, else by wsrep_incoming_addresses (garbd's is
// empty), else wsrep_cluster_size; nullopt: none of them is known. Of whatever component the node is in.
std::optional<int> DataNodes(const Observation& seen);

}  // namespace watchdog

// The dashboards as a browser would ask for them.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "galera/result.h"

namespace galera {

struct PanelQuery {
  int panel_id = 0;
  std::string panel;       // its title
  std::string ref;         // "A"
  std::string expression;  // with values in place of all variables
  bool instant = false;
  bool bars = false;  // counts, each of an interval of its own
};

struct Dashboard {
  std::string path;
  std::string name;  // "galera-cluster"
  std::vector<PanelQuery> queries;
};

// Every .json of the folder, in the order of their names. `range`: seconds shown.
Result<std::vector<Dashboard>> ReadDashboards(const std::string& folder, int range);

// The names of series that an expression asks for.
std::set<std::string> MetricsOf(const std::string& expression);

}  // namespace galera

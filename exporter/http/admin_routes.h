// Start page, liveness, readiness and reload of the metrics port.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/server.h"

namespace galera {

struct AdminActions {
  std::string telemetry_path;
  std::function<bool()> ready;  // false while starting or stopping
  // Empty on success, else the problems, one a line.
  std::function<std::string()> reload;
  Handler start_page;  // of GET /; empty: there is none
};

// "/" (left to the metrics where they are there), "/-/healthy", "/-/ready", "/-/reload".
std::vector<Route> AdminRoutes(const AdminActions& actions);

}  // namespace galera

// Landing page, liveness, readiness and reload of the metrics port.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/server.h"

namespace galera {

struct AdminActions {
  std::string telemetry_path;
  std::string version;
  std::function<bool()> ready;  // false while starting or stopping
  // Empty on success, else the problems, one a line.
  std::function<std::string()> reload;
};

// "/", "/-/healthy", "/-/ready", "/-/reload".
std::vector<Route> AdminRoutes(const AdminActions& actions);

std::string LandingPage(const std::string& telemetry_path, const std::string& version);

}  // namespace galera

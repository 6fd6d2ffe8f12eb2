// The page at "/" of the metrics port: the whole cluster at a glance. It is one file that loads
// nothing but /api/v1/cluster, and can change nothing. Pure.
#pragma once

#include <string>

#include "http/server.h"

namespace watchdog {

// The same for every request of a program's life: what changes is fetched by the page. The headers
// allow it its own style and script, and to ask this warden, and nothing else.
// `telemetry_path`: where the metrics are, for the link to them.
galera::Response ClusterPage(const std::string& telemetry_path, const std::string& version);

}  // namespace watchdog

// The cluster as the JSON of GET /api/v1/cluster (watchdog/README.md). Fields are only ever added. Pure.
#pragma once

#include <string>

#include "overview/cluster_overview.h"

namespace watchdog {

inline constexpr int kOverviewVersion = 1;

// One line. Bytes that are not UTF-8 are replaced.
std::string RenderOverview(const ClusterOverview& overview);

}  // namespace watchdog

// Puts together what a person sees of the cluster. Pure.
#pragma once

#include "incident/observation.h"
#include "overview/cluster_overview.h"
#include "overview/overview_inputs.h"

namespace watchdog {

ClusterOverview Compose(const OverviewInputs& inputs, const Instant& now);

}  // namespace watchdog

// The nodes of the cluster, one row each: of the view, of the list of peers, and this one. Pure.
#pragma once

#include <chrono>
#include <vector>

#include "overview/cluster_overview.h"
#include "overview/overview_inputs.h"

namespace watchdog {

// In the order of the view, then by name; kNodesMax at most, this node among them. A peer is the member that
// bears its UUID, else its name, else its address.
std::vector<NodeRow> NodeRows(const OverviewInputs& inputs, std::chrono::steady_clock::time_point now);

}  // namespace watchdog

// What to think of the cluster, in words: for a tired person, with names and numbers. Pure.
#pragma once

#include <vector>

#include "overview/cluster_overview.h"

namespace watchdog {

// `self`: of `nodes`, the one that says it.
ClusterFacts FactsOf(const std::vector<NodeRow>& nodes, const std::string& name,
                     std::optional<int> expected_size);

// Of what is known of the nodes, and of incidents that fire.
ClusterVerdict VerdictOf(const std::vector<NodeRow>& nodes, const ClusterFacts& cluster,
                         const std::vector<IncidentRow>& incidents, bool peers_asked);

}  // namespace watchdog

// The ports of this node, from all who may name them.
#pragma once

#include "settings/node_settings.h"
#include "settings/problem_list.h"
#include "settings/readings.h"

namespace watchdog {

// Strongest first: gmcast_list_port and its kin, addresses with a port, the
// digits of my_port behind 1, 2 and 3. Reads settings.provider_options. Fatal: a
// port out of range, two sources that disagree, two ports alike.
void PlanPorts(const Readings& readings, NodeSettings& settings, ProblemList& problems);

}  // namespace watchdog

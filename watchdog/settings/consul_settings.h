// What was said about Consul, by variables that belong together.
#pragma once

#include "settings/node_settings.h"
#include "settings/problem_list.h"
#include "settings/readings.h"

namespace watchdog {

// Fills in what more than one variable decides: the address, and whether a
// client certificate is whole.
void DecideConsul(const Readings& readings, NodeSettings& settings, ProblemList& problems);

}  // namespace watchdog

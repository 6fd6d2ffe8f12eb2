// Names in the environment that were probably meant to be ours.
#pragma once

#include "settings/problem_list.h"
#include "settings/readings.h"

namespace watchdog {

// Fatal: an unknown GALERA_WARDEN_NODE_ name, and a name one or two letters away
// from a variable of ours (one where that has up to eight letters). A warning:
// a variable of the official image that has no effect here. What Kubernetes,
// base images and numbered copies (MYSQL_USER2) set is left alone.
void CheckLookAlikes(const Environment& environment, ProblemList& problems);

}  // namespace watchdog

// The operator's own program before mariadbd.
#pragma once

#include <stop_token>

#include "discovery/node_address.h"
#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

// Runs settings.startup_hook, where there is one, with the arguments for mariadbd
// and with NODE_ADDRESS and CLUSTER_NAME in its environment; by `sh` unless it is
// executable. Its output goes to the log. What it exports stays its own: a program
// can't change our environment. kRefused when it fails, kTimeout after
// first_start_timeout. Blocks; any thread.
galera::Status RunStartupHook(const NodeSettings& settings, const NodeAddress& own,
                              const std::stop_token& stop);

}  // namespace watchdog

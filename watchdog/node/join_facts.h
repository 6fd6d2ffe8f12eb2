// What CheckJoin wants to know of this node.
#pragma once

#include <string>

#include "node/join_check.h"
#include "settings/node_settings.h"

namespace watchdog {

// Looks at the disk, and through the data directory: five seconds at most. Where the directory can't be
// measured the room on the disk is as good as unknown.
JoinFacts LookAtRoom(const NodeSettings& settings, const std::string& mariadb_version);

}  // namespace watchdog

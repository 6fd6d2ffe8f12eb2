// Gathers what evidence/directory_state.h judges.
#pragma once

#include <string>

#include "evidence/directory_state.h"
#include "settings/node_settings.h"

namespace watchdog {

// Of this node's data directory. Looks, changes nothing: reads grastate.dat,
// gvwstate.dat and the record of views, 1 MiB of each at most, and no link among
// them. What can't be looked at is in `trouble`, which names the path and the remedy.
// Any thread; takes milliseconds, as FindLiveServer does.
DirectoryFacts GatherDirectoryFacts(const NodeSettings& settings);

// Of any data directory, a copy of one as well: whose it is and how full its volume
// is does not count. No cluster name to compare with.
DirectoryFacts GatherDirectoryFacts(const std::string& path);

// The version in mysql_upgrade_info; empty: not known.
std::string ReadUpgradeInfo(const std::string& path);

}  // namespace watchdog

// mariadb-upgrade on a server that only we can reach, before the node takes part
// in its cluster: other nodes serve on, and nothing of it is replicated (the tool
// itself switches replication off for what it does, so that every node needs it).
#pragma once

#include <stop_token>
#include <string>

#include "galera/result.h"
#include "settings/node_settings.h"
#include "system/program.h"

namespace watchdog {

// What mariadb-upgrade or mariadb-install-db wrote into the data directory; where
// a state transfer left nothing of theirs, our own record. Empty: not known.
std::string ReadDataVersion(const NodeSettings& settings);

// Our own record, written when it is missing and mariadb-upgrade's is, too: a
// transfer by mariabackup brings neither. `version` is of the server whose tables
// these are.
galera::Status RecordDataVersion(const NodeSettings& settings, const std::string& version);

// Of the mariadbd that will be started: asks it, which takes milliseconds. Bounded by ten seconds.
galera::Result<std::string> ReadServerVersion(const NodeSettings& settings, const std::stop_token& stop);

// Beside no mariadbd, after a clean stop only. Killed half-way and called again, it
// begins again: mariadb-upgrade records its end last. kRefused with the last lines
// of what failed. Blocks; any thread.
galera::Status RunUpgrade(const NodeSettings& settings, const std::string& config_file,
                          galera::SteadyTime deadline, const std::stop_token& stop);

}  // namespace watchdog

// The recovered position of a data directory that is no node's now: of one that
// somebody inspects, or of a copy of it.
#pragma once

#include <stop_token>
#include <string>

#include "bootstrap/proof.h"
#include "galera/result.h"

namespace watchdog {

struct OfflineRecovery {
  std::string directory;
  std::string copy_to;        // recover a copy that is made below it, and removed; empty: in place
  std::string defaults_file;  // the node's option file; empty: none (not in place)
  std::string system_user;    // whom mariadbd runs as when we are root
};

// Blocks: a copy takes as long as it takes, the recovery an hour at most. Errors are
// RunRecovery's, and: kRefused for a directory that can't be copied whole (links,
// tables or a binary log elsewhere), kUnavailable where there is no room, and kRefused
// when transactions were rolled back that a binary log may have known as committed.
galera::Result<Position> RecoverOffline(const OfflineRecovery& task, const std::stop_token& stop);

}  // namespace watchdog

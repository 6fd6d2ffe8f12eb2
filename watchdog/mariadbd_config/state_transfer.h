// How this node gives and takes state transfers: method, TLS, limit. Pure.
//
// The stock scripts do what [sst] says: wsrep_sst_mariabackup limits itself by rlimit with pv, and silently
// does not if pv is missing; wsrep_sst_rsync has no limit at all. For that one a program named rsync,
// which the script finds first, adds --bwlimit (launch_arguments.h).
#pragma once

#include <string>
#include <vector>

#include "galera/result.h"
#include "mariadbd_config/option_file.h"
#include "mariadbd_config/server_config.h"

namespace watchdog {

struct StateTransfer {
  std::string method;              // wsrep_sst_method
  bool mariabackup = false;        // by mariadb-backup
  bool rsync = false;              // by rsync or rsync_wan
  std::vector<OptionLine> server;  // lines of [mysqld]: method, address, account
  std::vector<OptionLine> script;  // lines of [sst]
};

// kInvalid, naming the package or the setting: a method that was asked for and is not installed, a limit
// without the means, rsync over TLS without stunnel (older scripts would send in clear), TLS files whose
// names the scripts would break, an account that they refuse.
galera::Result<StateTransfer> PlanStateTransfer(const NodeSettings& settings, const ServerFacts& facts);

// The limit in rsync's unit, KiB/s, never 0, which would be none.
std::string RsyncLimit(std::int64_t bytes_per_second);

}  // namespace watchdog

// What has to be in place before mariadbd starts, and its command line.
#pragma once

#include <string>
#include <vector>

#include "discovery/node_address.h"
#include "evidence/view_record.h"
#include "galera/result.h"
#include "mariadbd_config/launch_arguments.h"
#include "settings/node_settings.h"

namespace watchdog {

struct Launch {
  std::vector<std::string> argv;
  std::vector<std::string> environment;
};

// What mariadbd calls this node, and whose record of views it keeps.
RecordOwner RecordOwnerOf(const NodeSettings& settings, const NodeAddress& own);

// libgalera_smm.so of this system; empty: not where it usually is.
std::string LocateProvider();

// RUN_DIRECTORY/mariadbd.cnf
std::string ServerConfigFile(const NodeSettings& settings);

// The directories of ours and of the socket, owned so that mariadbd can use them.
galera::Status MakeRunDirectories(const NodeSettings& settings);

// Writes the configuration, for these peers, in one step. Errors name the
// setting and the way out.
galera::Status WriteServerConfig(const NodeSettings& settings, const NodeAddress& own,
                                 const std::vector<NodeAddress>& peers);

// After WriteServerConfig(). Where mariadbd will not run our notify command (its user can't reach this
// program, or this node's name has characters that it refuses) there is no record of views: says so, and
// removes the old one.
galera::Result<Launch> PrepareLaunch(const NodeSettings& settings, bool new_cluster,
                                     const std::string& position);

// For --print-config: the configuration as it would be now, secrets masked.
galera::Result<std::string> ServerConfigToShow(const NodeSettings& settings);

}  // namespace watchdog

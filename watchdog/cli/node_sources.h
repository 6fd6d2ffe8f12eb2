// The real ends of the node's settings: this process's environment, files and host.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "discovery/node_address.h"
#include "evidence/signature.h"
#include "galera/result.h"
#include "settings/environment.h"

namespace watchdog {

// `arguments` begins with the mode.
SettingsInput RealSettingsInput(const std::vector<std::string>& arguments);

std::string HostName();  // empty if it can't be read

std::string RandomNodeId();  // Evidence::node_id

// To standard error, one a line.
void PrintSettingProblems(const std::vector<SettingProblem>& problems);

// While it exists, 8080 says 503: GALERA_WARDEN_HEALTH_DRAIN_FILE, or `drain` in the run directory.
std::string DrainFileOf(const NodeSettings& settings);

// NODE_ADDRESS, among this machine's.
galera::Result<NodeAddress> OwnAddressOf(const NodeSettings& settings);

// Of the cluster's secret; null: there is none.
galera::Result<std::shared_ptr<const SigningKey>> ClusterKeyOf(const NodeSettings& settings);

}  // namespace watchdog

// The real ends of the node's settings: this process's environment, files and host.
#pragma once

#include <string>
#include <vector>

#include "settings/environment.h"

namespace watchdog {

// `arguments` begins with the mode.
SettingsInput RealSettingsInput(const std::vector<std::string>& arguments);

std::string HostName();  // empty if it can't be read

// To standard error, one a line.
void PrintSettingProblems(const std::vector<SettingProblem>& problems);

// While it exists, 8080 says 503: GALERA_WARDEN_HEALTH_DRAIN_FILE, or `drain` in the run directory.
std::string DrainFileOf(const NodeSettings& settings);

}  // namespace watchdog

// The real ends of the configuration: this process's environment and files.
#pragma once

#include <string>
#include <vector>

#include "config/load.h"

namespace watchdog {

galera::ConfigSources RealSources(const std::vector<std::string>& arguments);

// Writes problems to standard error, one a line.
void PrintProblems(const std::vector<galera::Problem>& problems);

}  // namespace watchdog

// The real ends of the configuration: this process's environment and files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.h"
#include "pager/paging_settings.h"

namespace watchdog {

galera::ConfigSources RealSources(const std::vector<std::string>& arguments);

// The configuration of the program: what LoadConfig() and LoadPaging() make of the same sources, with the
// problems of both.
struct LoadedWarden {
  std::optional<galera::Config> config;  // if none of them is fatal
  std::optional<PagingSettings> paging;  // set where `config` is
  std::optional<std::string> print;      // LoadedConfig::print
  std::vector<galera::Problem> problems;
};
LoadedWarden LoadWarden(const galera::ConfigSources& sources);

// Writes problems to standard error, one a line.
void PrintProblems(const std::vector<galera::Problem>& problems);

}  // namespace watchdog

#include "cli/sources.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

#include "system/file.h"

namespace watchdog {

galera::ConfigSources RealSources(const std::vector<std::string>& arguments) {
  galera::ConfigSources sources;
  sources.arguments = arguments;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) sources.environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  sources.read_file = [](const std::string& path) { return galera::ReadFile(path); };
  return sources;
}

LoadedWarden LoadWarden(const galera::ConfigSources& sources) {
  galera::LoadedConfig loaded = galera::LoadConfig(sources);
  LoadedWarden warden{std::move(loaded.config), std::nullopt, std::move(loaded.print),
                      std::move(loaded.problems)};
  if (warden.print) return warden;
  LoadedPaging paging = LoadPaging(loaded.yaml_file, loaded.yaml_entries, sources);
  std::move(paging.problems.begin(), paging.problems.end(), std::back_inserter(warden.problems));
  if (!paging.settings) warden.config.reset();
  if (warden.config) warden.paging = std::move(paging.settings);
  return warden;
}

void PrintProblems(const std::vector<galera::Problem>& problems) {
  for (const galera::Problem& problem : problems) {
    std::fprintf(stderr, "%s: %s\n", problem.fatal ? "error" : "warning", galera::Describe(problem).c_str());
  }
}

}  // namespace watchdog

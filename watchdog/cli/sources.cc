#include "cli/sources.h"

#include <unistd.h>

#include <cstdio>

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

void PrintProblems(const std::vector<galera::Problem>& problems) {
  for (const galera::Problem& problem : problems) {
    std::fprintf(stderr, "%s: %s\n", problem.fatal ? "error" : "warning", galera::Describe(problem).c_str());
  }
}

}  // namespace watchdog

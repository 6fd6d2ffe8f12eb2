#include <algorithm>
#include <cstdio>

#include "cli/sources.h"
#include "cli/subcommands.h"

namespace watchdog {

int RunCheckConfig(const std::vector<std::string>& arguments) {
  const LoadedWarden loaded = LoadWarden(RealSources(arguments));
  if (loaded.print) {
    std::fputs(loaded.print->c_str(), stderr);
    return kExitOk;
  }
  PrintProblems(loaded.problems);
  const auto fatal = std::count_if(loaded.problems.begin(), loaded.problems.end(),
                                   [](const galera::Problem& problem) { return problem.fatal; });
  if (!loaded.config) {
    std::fprintf(stderr, "check-config: %zu errors, %zu warnings\n", static_cast<std::size_t>(fatal),
                 loaded.problems.size() - static_cast<std::size_t>(fatal));
    return kExitFailure;
  }
  std::printf("check-config: ok, %zu warnings\n", loaded.problems.size());
  return kExitOk;
}

}  // namespace watchdog

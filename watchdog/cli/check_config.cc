#include <algorithm>
#include <cstdio>

#include "cli/sources.h"
#include "cli/subcommands.h"

namespace watchdog {
namespace {

constexpr char kUsage[] =
    "usage: galera-warden check-config [flags of monitor]\n"
    "Says all that is wrong with flags, environment and files, each with its place and what to write "
    "instead.\n"
    "Starts and changes nothing. The flags: galera-warden monitor --help.\n"
    "Exit codes: 0 monitor would start, 1 it would not.\n"
    "Examples:\n"
    "  galera-warden check-config --config=/etc/galera-warden/warden.yml\n"
    "  galera-warden check-config --mysqld.address=db1:3306 "
    "--config.my-cnf=/etc/galera-warden/exporter.cnf\n";

}  // namespace

int RunCheckConfig(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h")) {
    std::fputs(kUsage, stdout);
    return kExitOk;
  }
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

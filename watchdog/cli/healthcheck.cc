#include <cstdio>
#include <utility>

#include "cli/healthcheck_answer.h"
#include "cli/sources.h"
#include "cli/subcommands.h"

namespace watchdog {
namespace {

constexpr std::chrono::seconds kPatience{2};

constexpr char kUsage[] =
    "usage: galera-warden healthcheck [--synced | --ready] [--port PORT]\n"
    "Asks the warden that runs here, prints one line, and returns within two seconds. It asks where the\n"
    "environment and the YAML file say that a warden listens.\n"
    "  (nothing)    does the warden work? Healthy also while a state transfer runs, while the node asks a\n"
    "               person, and while mariadbd hangs: a restart of the container mends none of that\n"
    "  --synced     does the node take part in the cluster (8081)?\n"
    "  --ready      may it get clients (8080)?\n"
    "  --port PORT  ask on this port of 127.0.0.1\n"
    "Examples:\n"
    "  HEALTHCHECK CMD [\"galera-warden\", \"healthcheck\"]    in a Dockerfile: when the container may be "
    "ended\n"
    "  galera-warden healthcheck --ready && echo \"gets clients\"\n"
    "Exit codes: 0 healthy, 1 not (or no answer), 2 wrong usage.\n";

// Where the warden listens does not depend on the account that it logs in with, which may be for its eyes
// only.
galera::LoadedConfig LoadAddresses() {
  galera::ConfigSources sources = RealSources({"--mysqld.username=nobody", "--config.my-cnf="});
  sources.environment.erase("DATA_SOURCE_NAME");
  return LoadConfig(sources);
}

}  // namespace

int RunHealthcheck(const std::vector<std::string>& words) {
  const auto arguments = ParseHealthcheckArguments(words);
  if (!arguments || arguments->help) {
    if (!arguments)
      std::fprintf(stderr, "galera-warden: healthcheck: %s\n\n", arguments.error().message.c_str());
    std::fputs(kUsage, arguments ? stdout : stderr);
    return arguments ? kExitOk : kExitUsage;
  }
  galera::Config config;
  if (!arguments->port) {
    galera::LoadedConfig loaded = LoadAddresses();
    if (!loaded.config) {
      PrintProblems(loaded.problems);
      return kExitFailure;
    }
    config = std::move(*loaded.config);
  }
  const HealthcheckTarget target = TargetOf(*arguments, config.health, config.scrape);
  const auto reply = GetLocally(target.address.host, target.address.port, target.path, kPatience);
  const HealthcheckVerdict verdict = Judge(*arguments, target, reply);
  std::printf("%s: %s\n", verdict.healthy ? "healthy" : "unhealthy", verdict.line.c_str());
  return verdict.healthy ? kExitOk : kExitFailure;
}

}  // namespace watchdog

#include <chrono>
#include <cstdio>
#include <thread>

#include "cli/node_sources.h"
#include "cli/subcommands.h"
#include "node/drain.h"

namespace watchdog {
namespace {

constexpr char kUsage[] =
    "usage: galera-warden pre-stop\n"
    "Takes this node out of service on :8080, waits GALERA_WARDEN_NODE_DRAIN, and returns.\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage.\n"
    "Examples:\n"
    "  galera-warden pre-stop                                   before mariadbd is stopped by hand\n"
    "  lifecycle: {preStop: {exec: {command: [galera-warden, pre-stop]}}}     in a Kubernetes pod\n";

}  // namespace

int RunPreStop(const std::vector<std::string>& arguments) {
  if (!arguments.empty()) {
    const bool help = arguments.front() == "--help" || arguments.front() == "-h";
    std::fputs(kUsage, help ? stdout : stderr);
    return help ? kExitOk : kExitUsage;
  }
  const LoadedSettings loaded = LoadNodeSettings(RealSettingsInput({"sleep"}));
  if (!loaded.settings) {
    PrintSettingProblems(loaded.problems);
    return kExitFailure;
  }
  if (const galera::Status begun = BeginDrain(DrainFileOf(*loaded.settings)); !begun) {
    std::fprintf(stderr, "galera-warden: %s\n", begun.error().message.c_str());
    return kExitFailure;
  }
  std::this_thread::sleep_for(loaded.settings->drain);
  return kExitOk;
}

}  // namespace watchdog

#include "node/startup_hook.h"

#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>

#include "system/file.h"
#include "system/log.h"
#include "system/program.h"

namespace watchdog {

galera::Status RunStartupHook(const NodeSettings& settings, const NodeAddress& own,
                              const std::stop_token& stop) {
  const std::string& hook = settings.startup_hook;
  if (hook.empty() || !galera::FileExists(hook)) return galera::Status();
  galera::LogInfo("startup hook", {{"file", hook}});
  galera::ProgramSpec spec;
  if (access(hook.c_str(), X_OK) != 0) spec.argv.emplace_back("sh");
  spec.argv.push_back(hook);
  spec.argv.insert(spec.argv.end(), settings.mariadbd_arguments.begin(), settings.mariadbd_arguments.end());
  spec.environment = {"NODE_ADDRESS=" + own.text, "CLUSTER_NAME=" + settings.cluster_name};
  const auto say = [](std::string_view line) {
    galera::LogInfo("startup hook", {{"output", std::string(line)}});
  };
  const auto deadline = std::chrono::steady_clock::now() + settings.first_start_timeout;
  galera::Status ran = galera::RunToSuccess(spec, say, deadline, stop);
  if (ran) return ran;
  return galera::Error{ran.error().code,
                       "startup hook " + hook + ": " + ran.error().message + "; mend it, or move it away"};
}

}  // namespace watchdog

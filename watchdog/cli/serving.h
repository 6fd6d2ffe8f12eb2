// What every long-running subcommand does around a Warden: signals, reloads,
// the look at our own port, the end.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include "cli/reload_desk.h"
#include "cli/warden.h"
#include "config/load.h"
#include "supervisor/message.h"
#include "supervisor/service_manager.h"

namespace watchdog {

// Blocks the signals that Serve() waits for; before any thread exists.
sigset_t BlockSignals();

void LogProblems(const std::vector<galera::Problem>& problems);

// How Serve() tells whoever runs us as a service. On its thread; without `tell` nobody is told.
struct ServiceVoice {
  std::function<void(const control::Service&)> tell;  // kReady: our ports answer
  std::function<std::string()> status;                // a line on what we are at
  std::function<void()> alive = {};  // after each look at our own port that got an answer; may be empty
  std::chrono::milliseconds look_each = std::chrono::seconds(10);
};
// To the service manager itself, if one listens; it outlives what this gives.
ServiceVoice VoiceTo(supervisor::ServiceManager& manager, std::function<std::string()> status);

// Until SIGTERM, SIGINT or SIGQUIT; SIGHUP reads the configuration of
// `arguments` again. The exit code: not 0 when the ports give no answer to
// ourselves, so that whoever runs us starts us again.
int Serve(Warden& warden, ReloadDesk& desk, const std::vector<std::string>& arguments,
          const sigset_t& signals, const ServiceVoice& voice);

// Nobody waits for us any more: ends the program in half a second, whatever
// call to a hung server or resolver a thread of ours is still in.
void EndSoon(int code);

}  // namespace watchdog

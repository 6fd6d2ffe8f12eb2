// What every long-running subcommand does around a Warden: signals, reloads,
// the look at our own port, the end.
#pragma once

#include <csignal>
#include <string>
#include <vector>

#include "cli/reload_desk.h"
#include "cli/warden.h"
#include "config/load.h"

namespace watchdog {

// Blocks the signals that Serve() waits for; before any thread exists.
sigset_t BlockSignals();

void LogProblems(const std::vector<galera::Problem>& problems);

// Until SIGTERM, SIGINT or SIGQUIT; SIGHUP reads the configuration of
// `arguments` again. The exit code: not 0 when the ports give no answer to
// ourselves, so that whoever runs us starts us again.
int Serve(Warden& warden, ReloadDesk& desk, const std::vector<std::string>& arguments,
          const sigset_t& signals);

// Nobody waits for us any more: ends the program in half a second, whatever
// call to a hung server or resolver a thread of ours is still in.
void EndSoon(int code);

}  // namespace watchdog

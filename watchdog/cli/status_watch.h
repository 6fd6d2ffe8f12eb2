// `galera-warden status --watch`: looks again and again until it is told to end.
#pragma once

#include <chrono>
#include <string>

#include "status/status_text.h"

namespace watchdog {

struct WatchOptions {
  std::string url;
  std::chrono::milliseconds interval{2000};
  std::chrono::milliseconds timeout{5000};
  bool json = false;    // a document a line
  bool colour = false;  // on a terminal
};

// Draws on a terminal's second screen, which is left at the end, whatever ends it; into anything else it
// writes a line a change. SIGINT, SIGTERM and SIGHUP end it, on a terminal also `q`, in a pipe also that
// nobody reads. Returns the exit code of the last look.
int WatchStatus(const WatchOptions& options);

// Of the terminal on standard output; 100 columns and no height where it is none.
StatusLayout LayoutOfTerminal();

int ExitCodeOf(VerdictCode code);

}  // namespace watchdog

// One line a change, for a log: `galera-warden status --watch` that is read by a program.
#pragma once

#include <string>

#include "status/status_view.h"

namespace watchdog {

// "DEGRADED: n3 is missing ...; n3: synced -> silent; firing: GaleraNodeDown", without a line end. Empty
// where nothing has changed that a person would be told of: the verdict, its headline's names and states,
// what is asked, what fires. `before` is null for the first.
std::string ChangeLine(const StatusView* before, const StatusView& now);

}  // namespace watchdog

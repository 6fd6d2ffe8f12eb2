// What mariadbd is at, in the words of the supervisor and of the evidence. Pure.
#pragma once

#include <string>

#include "bootstrap/start_decision.h"
#include "evidence/evidence.h"
#include "galera/health.h"
#include "supervisor/message.h"

namespace watchdog {

// As far as stopping it is concerned: from what it was at before, and the last
// look at it. One that has served has InnoDB open, and is treated so to its end,
// also when it gives no answer any more.
control::Phase NextPhase(control::Phase before, const galera::Snapshot* snapshot);

// What waits for no primary component opens InnoDB at once.
control::Phase FirstPhase(StartKind kind);

Evidence::Phase PhaseFor(StartKind kind);
Evidence::Phase PhaseFor(control::Phase phase);

// A line of mariadbd's log that says that no primary component was found.
bool SaysNoPrimary(const std::string& line);

}  // namespace watchdog

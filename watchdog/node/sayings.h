// What the entrypoint says in the log.
#pragma once

#include <string>
#include <vector>

#include "discovery/peer_picture.h"
#include "first_start/first_start.h"
#include "node/start_decision.h"

namespace watchdog {

void SayDecision(const StartDecision& decision);

// `position` is UUID:SEQNO, or empty for a node without a history.
void SayForecast(const std::string& position, const std::vector<Peer>& peers);

void SayProgress(const Progress& progress);

}  // namespace watchdog

// What the entrypoint says in the log.
#pragma once

#include <string>
#include <vector>

#include "bootstrap/start_decision.h"
#include "discovery/peer_picture.h"
#include "first_start/first_start.h"
#include "node/join_check.h"

namespace watchdog {

void SayDecision(const StartDecision& decision);

// `position` is UUID:SEQNO, or empty for a node without a history.
void SayForecast(const std::string& position, const std::vector<Peer>& peers);

// Of one that may go on. `refused`: it had not before.
void SayJoinCheck(const JoinCheck& check, bool refused);

void SayProgress(const Progress& progress);

}  // namespace watchdog

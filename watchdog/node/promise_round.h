// Asks for the promises that a bootstrap needs.
#pragma once

#include <cstdint>
#include <string>

#include "bootstrap/start_decision.h"
#include "discovery/promise_inquiry.h"
#include "evidence/signature.h"

namespace watchdog {

// Of the members of the proof, or, by a human's word, of all of that cluster who answer. What
// they say with it replaces their evidence in `picture`. What is missing, for a
// human; empty: nothing. Takes kPromiseTimeout at most.
std::string CollectPromises(const StartDecision& decision, const PromiseRequest& request,
                            const std::string& cluster_name, std::uint16_t port, const SigningKey* key,
                            PeerPicture& picture);

}  // namespace watchdog

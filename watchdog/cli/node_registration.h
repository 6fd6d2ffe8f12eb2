// What the settings say about Consul and lists of peers, put together.
#pragma once

#include <memory>

#include "discovery/peer_source.h"
#include "registration/registration.h"
#include "settings/node_settings.h"

namespace watchdog {

// Null where this node is not to be registered; also, with a line in the log,
// where it does not know its own address, or does not look at mariadbd's health.
// Not started.
std::unique_ptr<Registration> MakeRegistration(const NodeSettings& settings, bool health_enabled);

PeerSources MakePeerSources(const NodeSettings& settings);

}  // namespace watchdog

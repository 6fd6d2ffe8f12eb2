// Puts together what this node's warden knows into what incidents are judged from. Pure.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "discovery/peer_picture.h"
#include "evidence/evidence.h"
#include "galera/health.h"
#include "galera/notification.h"
#include "incident/observation.h"
#include "transfer/transfer.h"

namespace watchdog {

// Where each thing is known from. Null and nullopt: not known.
struct Sources {
  std::string cluster;
  std::string node;
  std::shared_ptr<const galera::Snapshot> snapshot;
  std::chrono::milliseconds snapshot_age_max{2500};
  std::optional<Evidence> own;  // of `node`; nullopt beside a mariadbd that something else runs
  bool server_runs = true;      // as far as `node` knows
  std::string death;            // how mariadbd has died, unasked for; empty: it has not
  bool served = false;          // mariadbd has answered since the warden, or it itself, was started
  std::optional<galera::Notification> view;  // the last one with members
  std::chrono::steady_clock::time_point view_heard;
  std::shared_ptr<const PeerPicture> peers;
  std::optional<Transfer> transfer;
};

// Fields that need more than one moment (rates, connections, the expected size, receivers) are left for the
// caller.
Observation Observe(const Sources& sources, std::chrono::steady_clock::time_point now);

}  // namespace watchdog

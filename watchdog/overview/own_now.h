// What this node tells its peers for their cluster pages. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "evidence/node_now.h"
#include "galera/health.h"
#include "transfer/transfer.h"

namespace watchdog {

// Null and nullopt: not known.
struct OwnFacts {
  std::shared_ptr<const galera::Snapshot> snapshot;
  std::chrono::milliseconds snapshot_age_max{2500};
  bool server_runs = true;  // as far as `node` knows
  std::string death;        // how mariadbd has died, unasked for; empty: it has not
  std::optional<bool> ready;
  std::optional<double> flow_control_share;
  std::optional<double> ist_window_seconds;  // +infinity while nothing is written
  std::optional<Transfer> transfer;
  std::string question;  // to a human; empty: none
  std::string warden_version;
  std::optional<std::uint16_t> metrics_port;
};

NodeNow NowOf(const OwnFacts& facts, const Moment& now);

}  // namespace watchdog

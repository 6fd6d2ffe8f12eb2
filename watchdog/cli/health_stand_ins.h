// The two odd health ports of the swarm image: LISTEN_WHEN_HEALTHY, which opens
// when the node is first ready for clients, and FAKE_HEALTHCHECK, which always
// says healthy while the server runs without Galera.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

#include "galera/health.h"
#include "http/server.h"
#include "settings/node_settings.h"

namespace watchdog {

class HealthStandIns {
 public:
  HealthStandIns(const NodeSettings& settings,
                 std::function<std::shared_ptr<const galera::Snapshot>()> snapshot);

  // Opens the one, and waits on a thread of its own for the other's time.
  galera::Status Open();

 private:
  void OpenWhenHealthy(const std::stop_token& stop);

  const NodeSettings& settings_;
  const std::function<std::shared_ptr<const galera::Snapshot>()> snapshot_;
  std::unique_ptr<galera::HttpServer> fake_;
  std::unique_ptr<galera::HttpServer> late_;
  std::jthread waiter_;  // last: uses the rest
};

}  // namespace watchdog

// The two odd health ports of the swarm image: LISTEN_WHEN_HEALTHY, which opens
// when the node is first ready for clients, and FAKE_HEALTHCHECK, which always
// says healthy while the server runs without Galera.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "galera/health.h"
#include "http/server.h"
#include "settings/node_settings.h"

namespace watchdog {

class HealthStandIns {
 public:
  // They listen on the hosts of `beside`, the health check that they stand in for.
  HealthStandIns(const NodeSettings& settings, std::vector<galera::ListenAddress> beside,
                 std::function<std::shared_ptr<const galera::Snapshot>()> snapshot);

  // Opens the one, and waits on a thread of its own for the other's time.
  galera::Status Open();

 private:
  galera::Result<std::unique_ptr<galera::HttpServer>> OpenServer(const std::string& name, std::uint16_t port,
                                                                 std::vector<galera::Route> routes) const;
  void OpenWhenHealthy(const std::stop_token& stop);

  const NodeSettings& settings_;
  const std::vector<galera::ListenAddress> beside_;
  const std::function<std::shared_ptr<const galera::Snapshot>()> snapshot_;
  std::unique_ptr<galera::HttpServer> fake_;
  std::unique_ptr<galera::HttpServer> late_;
  std::jthread waiter_;  // last: uses the rest
};

}  // namespace watchdog

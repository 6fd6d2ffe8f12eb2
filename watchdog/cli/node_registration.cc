#include "cli/node_registration.h"

#include "cli/node_sources.h"
#include "registration/consul_peers.h"
#include "registration/peer_file.h"
#include "system/log.h"

namespace watchdog {

std::unique_ptr<Registration> MakeRegistration(const NodeSettings& settings, bool health_enabled) {
  if (!WantsRegistration(settings)) return nullptr;
  if (!health_enabled) {
    galera::LogError("not registered with Consul",
                     {{"reason", "health.enabled is off: there is nothing to report"}});
    return nullptr;
  }
  const auto own = OwnAddressOf(settings);
  if (!own) {
    galera::LogError("not registered with Consul", {{"reason", "NODE_ADDRESS: " + own.error().message}});
    return nullptr;
  }
  return std::make_unique<Registration>(ConsulAgent(settings.consul),
                                        DescribeInstance(settings, *own, HostName()));
}

PeerSources MakePeerSources(const NodeSettings& settings) {
  return {std::make_shared<ConsulPeers>(ConsulAgent(settings.consul)), std::make_shared<PeerFile>()};
}

}  // namespace watchdog

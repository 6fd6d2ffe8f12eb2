// Peers that a Consul agent lists: consul:SERVICE.
#pragma once

#include "discovery/peer_source.h"
#include "registration/consul_agent.h"

namespace watchdog {

class ConsulPeers : public PeerSource {
 public:
  explicit ConsulPeers(ConsulAgent agent) : agent_(std::move(agent)) {}

  // Every instance, whatever its check says: while no cluster is there, none
  // passes. An agent that shows a part only, for want of rights, gives no answer.
  NameAnswer List(const PeerSpec& spec, SteadyTime deadline, int cancel_fd) const override;

 private:
  const ConsulAgent agent_;
};

}  // namespace watchdog

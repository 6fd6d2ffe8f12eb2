// What a Consul agent is told of this node, and of its check. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "discovery/node_address.h"
#include "galera/health.h"
#include "settings/node_settings.h"

namespace watchdog {

// One instance of a service, as an agent keeps it.
struct ServiceInstance {
  std::string id;    // one a node, whoever shares the agent
  std::string name;  // of the service, common to all nodes
  std::vector<std::string> tags;
  std::string address;  // numeric, without brackets
  std::uint16_t port = 0;
  std::map<std::string, std::string> meta;
  std::chrono::seconds ttl{10};
  std::chrono::seconds deregister_after{0};  // 0: never

  bool operator==(const ServiceInstance&) const = default;
};

// There is no third state: whom 8080 lets in gets clients, and no one else.
struct CheckReport {
  bool passing = false;
  std::string reason;  // one line, shown to whoever asks Consul

  bool operator==(const CheckReport&) const = default;
};

// The node at `own` as an instance of settings.consul.service. Nodes of one host
// differ in name, address or SQL port, and so do their ids; a node that comes
// back the same has the same id. `host_name` stands in for an unset node name.
ServiceInstance DescribeInstance(const NodeSettings& settings, const NodeAddress& own,
                                 const std::string& host_name);

// Whether this node is to be registered at all: a service is named, and the mode
// runs a server that may have clients.
bool WantsRegistration(const NodeSettings& settings);

// What 8080 says, made a report; a stopping node fails at once, whatever 8080 says.
CheckReport ReportOf(const galera::Health& ready, bool stopping);

}  // namespace watchdog

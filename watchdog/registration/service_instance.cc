#include "registration/service_instance.h"

namespace watchdog {

ServiceInstance DescribeInstance(const NodeSettings& settings, const NodeAddress& own,
                                 const std::string& host_name) {
  const std::string& node = settings.node_name.empty() ? host_name : settings.node_name;
  const std::string port = std::to_string(settings.ports.sql);
  ServiceInstance out;
  out.name = settings.consul.service;
  out.id = out.name + "-" + settings.cluster_name + "-" + node + "-" + own.text + "-" + port;
  out.tags = settings.consul.tags;
  out.address = own.text;
  out.port = settings.ports.sql;
  // Consul takes letters, digits, - and _ for names.
  out.meta = {{"cluster", settings.cluster_name},
              {"node", node},
              {"group_port", std::to_string(settings.ports.group)},
              {"health_port", std::to_string(settings.ports.synced_health)}};
  out.ttl = settings.consul.ttl;
  out.deregister_after = settings.consul.deregister_after;
  return out;
}

bool WantsRegistration(const NodeSettings& settings) {
  if (settings.consul.service.empty()) return false;
  switch (settings.mode) {
    case Mode::kSeed:
    case Mode::kNode:
    case Mode::kPlain:
      return true;
    case Mode::kNoGalera:  // maintenance: 8080 may say yes, but what is written here stays here
    case Mode::kSleep:
      return false;
  }
  return false;
}

CheckReport ReportOf(const galera::Health& ready, bool stopping) {
  if (stopping) return {false, "stopping"};
  return {ready.ok, ready.reason};
}

}  // namespace watchdog

// One request at a time to a Consul agent over HTTP.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "galera/result.h"
#include "registration/consul_api.h"
#include "settings/node_settings.h"

namespace watchdog {

class ConsulAgent {
 public:
  explicit ConsulAgent(ConsulSettings settings) : settings_(std::move(settings)) {}

  // Returns after `timeout` at the latest, or as soon as `cancel_fd` (-1: none)
  // is readable. kTimeout, or kUnavailable: no libcurl, not reached, cancelled, hung up, a
  // certificate that is not trusted, more than 1 MiB. Any status is a reply. No
  // redirect, no proxy of the environment. Never throws. Any thread, also several
  // at once; opens a connection each time.
  galera::Result<ConsulReply> Send(const ConsulRequest& request, std::chrono::milliseconds timeout,
                                   int cancel_fd = -1) const;

  std::string Where() const { return settings_.address.Text(); }  // for a human
  // DescribeReply(), without the body if that shows our token or login.
  std::string Describe(const ConsulReply& reply) const;

 private:
  const ConsulSettings settings_;
};

}  // namespace watchdog

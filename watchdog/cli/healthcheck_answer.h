// What `galera-warden healthcheck` asks, and what it makes of the answer. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/local_request.h"
#include "config/config.h"
#include "galera/result.h"

namespace watchdog {

enum class HealthcheckQuestion {
  kWarden,  // does the warden work? What a supervisor of containers may end a container for.
  kSynced,  // does the node take part in the cluster (8081)?
  kReady,   // may it get clients (8080)?
};

struct HealthcheckArguments {
  bool help = false;  // then nothing else counts
  HealthcheckQuestion question = HealthcheckQuestion::kWarden;
  std::optional<std::uint16_t> port;  // on loopback; nullopt: as the warden is configured
};

// kInvalid: what is wrong, for a person.
galera::Result<HealthcheckArguments> ParseHealthcheckArguments(const std::vector<std::string>& arguments);

struct HealthcheckTarget {
  galera::ListenAddress address;
  std::string path;
  bool is_metrics = false;  // the warden has no health ports: its metrics port is asked
};
HealthcheckTarget TargetOf(const HealthcheckArguments& arguments, const galera::HealthSettings& health,
                           const galera::ScrapeSettings& scrape);

struct HealthcheckVerdict {
  bool healthy = false;
  std::string line;  // for people, without its end
};
HealthcheckVerdict Judge(const HealthcheckArguments& arguments, const HealthcheckTarget& target,
                         const galera::Result<LocalReply>& reply);

}  // namespace watchdog

#include "config/consistency.h"

#include "config/listen_address.h"

namespace galera {
namespace {

struct Listener {
  std::string_view flag;
  ListenAddress address;
};

std::vector<Listener> Listeners(const Config& config) {
  std::vector<Listener> listeners;
  const auto add = [&listeners](std::string_view flag, const std::vector<ListenAddress>& addresses) {
    for (const ListenAddress& address : addresses) listeners.push_back({flag, address});
  };
  add("web.listen-address", config.scrape.listen);
  if (!config.health.enabled) return listeners;
  add("health.ready-listen-address", config.health.ready_listen);
  add("health.synced-listen-address", config.health.synced_listen);
  return listeners;
}

std::string Ms(std::chrono::milliseconds time) { return std::to_string(time.count()) + "ms"; }

}  // namespace

std::vector<Problem> CheckConsistency(const Config& config,
                                      const std::function<std::string(std::string_view flag)>& where) {
  std::vector<Problem> problems;
  const std::vector<Listener> listeners = Listeners(config);
  for (std::size_t i = 0; i < listeners.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Listener& first = listeners[j];
      const Listener& second = listeners[i];
      if (!Collide(first.address, second.address)) continue;
      problems.push_back({where(second.flag),
                          "address " + ToString(second.address) + " is taken by " + ToString(first.address) +
                              " of " + where(first.flag),
                          "give each a port of its own", true});
    }
  }
  const HealthSettings& health = config.health;
  const auto needed = health.interval + health.query_timeout;
  if (health.enabled && health.max_age < needed) {
    const bool flaps = health.max_age <= health.interval;
    problems.push_back({where("health.max-age"),
                        Ms(health.max_age) + " is less than interval " + Ms(health.interval) +
                            " + query timeout " + Ms(health.query_timeout) +
                            (flaps ? ": healthy nodes would answer 503" : ": one slow look would answer 503"),
                        "set health.max-age to " + Ms(needed) + " or more", flaps});
  }
  return problems;
}

}  // namespace galera

// A real Prometheus beside nodes of a NodeStage on one host.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cluster/child_process.h"
#include "cluster/network.h"
#include "galera/result.h"

namespace galera {

// What an expression gives, as the API has it: [{"metric": {...}, "value(s)": ...}]. One thread.
class Prometheus {
 public:
  struct Options {
    std::string directory;             // exists; configuration and data go there
    std::string rules;                 // path of a rule file
    std::vector<std::string> targets;  // ADDRESS:PORT, job `galera`, cluster `staged`
  };
  // Scrapes and evaluates each second, in the network's switch (node 0), where it listens on loopback.
  // `network` outlives it.
  static Result<std::unique_ptr<Prometheus>> Start(const testing_cluster::Network& network,
                                                   const Options& options);

  // Seconds since the epoch. kRefused with Prometheus' own words for an expression that it does not take.
  Result<nlohmann::json> Range(const std::string& expression, double from, double to, double step) const;
  Result<nlohmann::json> At(const std::string& expression, double time) const;
  // Whether it gives anything now.
  bool Has(const std::string& expression) const;
  // /api/v1/rules, as one list.
  Result<std::vector<nlohmann::json>> Rules() const;
  std::set<std::string> MetricNames() const;  // of all that it ever saw

 private:
  explicit Prometheus(const testing_cluster::Network& network) : network_(network) {}
  Result<nlohmann::json> Ask(const std::string& path,
                             const std::vector<std::pair<std::string, std::string>>& form) const;

  const testing_cluster::Network& network_;
  std::optional<testing_cluster::ChildProcess> child_;
};

}  // namespace galera

// One scrape: proves that the server takes connections, runs the collectors
// within a deadline, and makes the page.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/collector.h"
#include "collect/self_metrics.h"
#include "collect/session.h"
#include "config/config.h"

namespace galera {

// What stays from one scrape to the next. One thread at a time.
struct ScrapeState {
  std::unique_ptr<Session> session;
  CollectorMemory memory;
  std::optional<bool> was_up;                        // to log a change once
  std::map<std::string_view, std::string> failures;  // the same, by collector
};

// The metrics page. Always valid text, whatever the server does; returns
// shortly after `deadline` at the latest (but see MariadbConnection on names).
std::string RunScrape(ScrapeState& state, const Config& config, SelfMetrics& self,
                      const std::vector<std::string_view>& collectors, SteadyTime deadline);

// The page of a scrape whose deadline came before any answer: mysql_up 0, the
// node's state as far as it is known without SQL, and the warden's own metrics.
std::string PageWithoutServer(const Config& config, SelfMetrics& self);

// Half of what is left, so that one slow statement leaves room for the rest.
SteadyTime HalfWay(SteadyTime now, SteadyTime deadline);

}  // namespace galera

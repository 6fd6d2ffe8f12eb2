// GET /metrics: the scrape, in bounded time with or without a deadline from
// the scraper.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/scraper.h"
#include "collect/self_metrics.h"
#include "config/config.h"
#include "http/server.h"

namespace galera {

// How long a scrape may take. `header` is X-Prometheus-Scrape-Timeout-Seconds:
// its seconds minus the offset where that leaves something, else the bound of
// our own. No more than two minutes, whatever the header says. Pure.
std::chrono::milliseconds ScrapeBudget(std::optional<std::string_view> header,
                                       const ScrapeSettings& settings);

// The scraper must outlive the route. `settings` as at start.
Route MetricsRoute(Scraper& scraper, const ScrapeSettings& settings);

// galera_warden_http_requests_total of a server's counts.
void AddHttpCounts(MetricBatch& batch, const std::vector<HttpCount>& counts);

}  // namespace galera

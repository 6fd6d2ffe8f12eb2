#include "http/metrics_route.h"

#include <algorithm>
#include <utility>

#include "collect/status_value.h"
#include "collect/text_format.h"
#include "system/log.h"

namespace galera {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBudgetMax{120000};

std::vector<std::string> CollectorFilter(const Request& request) {
  std::vector<std::string> filter;
  for (const auto& [name, value] : request.query) {
    if (name == "collect[]") filter.push_back(value);
  }
  return filter;
}

Response Answer(const ScrapeAnswer& answer) {
  Response response;
  switch (answer.outcome) {
    case ScrapeOutcome::kComplete:
    case ScrapeOutcome::kTimeout:
      response.content_type = kTextFormatContentType;
      response.body = *answer.body;
      return response;
    case ScrapeOutcome::kBusy:
      response.status = 503;
      response.body = "too many scrapes with different collect[] are waiting\n";
      return response;
    case ScrapeOutcome::kStopping:
      response.status = 503;
      response.body = "galera-warden is stopping\n";
      return response;
  }
  return response;
}

}  // namespace

milliseconds ScrapeBudget(std::optional<std::string_view> header, const ScrapeSettings& settings) {
  if (!header) return settings.timeout;
  const auto seconds = ParseGoFloat(*header);
  if (!seconds || !(*seconds > 0)) {
    LogDebug("scrape timeout header is no number", {{"value", std::string(header->substr(0, 40))}});
    return settings.timeout;
  }
  const double left = std::min(*seconds * 1000, static_cast<double>(kBudgetMax.count())) -
                      static_cast<double>(settings.timeout_offset.count());
  return left > 0 ? milliseconds(static_cast<milliseconds::rep>(left)) : settings.timeout;
}

Route MetricsRoute(Scraper& scraper, const ScrapeSettings& settings) {
  Route route;
  route.path = settings.telemetry_path;
  route.methods = {"GET", "POST"};
  route.compress = true;
  route.handler = [&scraper, settings](const Request& request) {
    const auto budget = ScrapeBudget(request.Header("X-Prometheus-Scrape-Timeout-Seconds"), settings);
    return Answer(scraper.Scrape(CollectorFilter(request), std::chrono::steady_clock::now() + budget));
  };
  return route;
}

void AddHttpCounts(MetricBatch& batch, const std::vector<HttpCount>& counts) {
  MetricFamily family =
      MakeFamily("galera_warden_http_requests_total",
                 "Answers to HTTP requests by server, route and status code.", MetricType::Counter);
  for (const HttpCount& count : counts) {
    AddSeries(family,
              {{"server", count.server}, {"route", count.route}, {"code", std::to_string(count.code)}},
              static_cast<double>(count.answers));
  }
  batch.Add(std::move(family));
}

}  // namespace galera

#include "bench/scrape_rounds.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

#include "http_client/http_client.h"

namespace galera::bench {
namespace {

using Clock = std::chrono::steady_clock;

double MillisSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// A connection of its own for each, as a Prometheus without keep-alive does.
// The clock stops when the last byte is here; what is in it is looked at later.
Result<double> TimeScrape(const Target& target, bool gzip, std::size_t* bytes) {
  const std::string request = std::string("GET /metrics HTTP/1.1\r\nHost: localhost\r\n") +
                              (gzip ? "Accept-Encoding: gzip\r\n" : "") +
                              "X-Prometheus-Scrape-Timeout-Seconds: 10\r\nConnection: close\r\n\r\n";
  const auto start = Clock::now();
  const std::string answer = test::RawExchange(target.port, request);
  const double took = MillisSince(start);
  if (!answer.starts_with("HTTP/1.1 200") || (!gzip && answer.find("\nmysql_up 1\n") == std::string::npos)) {
    return Error{ErrorCode::kUnavailable, "port " + std::to_string(target.port) + " answered a scrape with " +
                                              answer.substr(0, answer.find('\r'))};
  }
  *bytes = answer.size();
  return took;
}

// One kind of scrape, as it is measured.
class Series {
 public:
  explicit Series(pid_t pid) : pid_(pid) {}

  template <typename Scrape>
  Status Round(int batch, Scrape scrape) {
    std::vector<double> times;
    const double cpu = CpuSeconds(pid_);
    for (int i = 0; i < batch; ++i) {
      const Result<double> took = scrape();
      if (!took) return took.error();
      times.push_back(*took);
    }
    figures_.round_cpu_ms.push_back((CpuSeconds(pid_) - cpu) * 1e3 / batch);
    figures_.round_p50_ms.push_back(Quantile(times, 0.5));
    all_.insert(all_.end(), times.begin(), times.end());
    return Status();
  }

  Status HttpRound(int batch, const Target& target, bool gzip) {
    return Round(batch, [&] { return TimeScrape(target, gzip, &figures_.body_bytes); });
  }

  ScrapeFigures Finish() {
    figures_.p50_ms = Quantile(figures_.round_p50_ms, 0.5);
    figures_.p99_ms = Quantile(all_, 0.99);
    figures_.cpu_ms = Quantile(figures_.round_cpu_ms, 0.5);
    return std::move(figures_);
  }

 private:
  pid_t pid_;
  std::vector<double> all_;
  ScrapeFigures figures_;
};

}  // namespace

double Quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double at = std::ceil(part * static_cast<double>(values.size())) - 1;
  return values[static_cast<std::size_t>(std::max(at, 0.0))];
}

double MedianRatio(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) ratios.push_back(a[i] / b[i]);
  return Quantile(std::move(ratios), 0.5);
}

Result<RoundFigures> RunRounds(const Settings& settings, RawSession& raw, const Target& ours,
                               const Target& oracle) {
  Series raw_series(0);
  Series ours_series(ours.pid);
  Series gzip_series(ours.pid);
  Series oracle_series(oracle.pid);
  const int batch = settings.batch;
  for (int round = 0; round < settings.rounds; ++round) {
    const Status done[] = {raw_series.Round(batch,
                                            [&]() -> Result<double> {
                                              const auto start = Clock::now();
                                              if (Status ran = raw.RunStatements(); !ran) return ran.error();
                                              return MillisSince(start);
                                            }),
                           ours_series.HttpRound(batch, ours, false),
                           gzip_series.HttpRound(batch, ours, true),
                           oracle_series.HttpRound(batch, oracle, false)};
    for (const Status& status : done) {
      if (!status) return status.error();
    }
  }
  return RoundFigures{raw_series.Finish(), ours_series.Finish(), gzip_series.Finish(),
                      oracle_series.Finish()};
}

Status ScrapeMany(const Target& target, int count) {
  std::size_t bytes = 0;
  for (int i = 0; i < count; ++i) {
    if (const Result<double> took = TimeScrape(target, i % 2 == 1, &bytes); !took) return took.error();
  }
  return Status();
}

}  // namespace galera::bench

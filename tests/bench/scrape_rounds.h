// Scrapes in turn: raw statements, ours, ours with gzip, mysqld_exporter; then
// many of one kind, to see what memory does.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "bench/process_usage.h"
#include "bench/raw_session.h"
#include "bench/settings.h"
#include "galera/result.h"

namespace galera::bench {

// An exporter as the client sees it.
struct Target {
  std::uint16_t port = 0;
  pid_t pid = 0;
};

// Of one kind of scrape. The medians are over rounds, p99 over all scrapes.
struct ScrapeFigures {
  double p50_ms = 0;
  double p99_ms = 0;
  double cpu_ms = 0;  // a scrape
  std::size_t body_bytes = 0;
  std::vector<double> round_p50_ms;  // for ratios within a round
  std::vector<double> round_cpu_ms;
};

struct RoundFigures {
  ScrapeFigures raw;  // no CPU: it is this program's
  ScrapeFigures ours;
  ScrapeFigures ours_gzip;
  ScrapeFigures oracle;
};
Result<RoundFigures> RunRounds(const Settings& settings, RawSession& raw, const Target& ours,
                               const Target& oracle);

// Scrapes `count` times, every second time with gzip.
Status ScrapeMany(const Target& target, int count);

double Quantile(std::vector<double> values, double part);  // part in [0, 1]
// The median over rounds of a/b, round by round: load that comes and goes hits both.
double MedianRatio(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace galera::bench

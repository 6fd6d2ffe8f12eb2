// Health checks under load: wrk with keep-alive connections, one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "bench/process_usage.h"
#include "galera/result.h"

namespace galera::bench {

struct WrkFigures {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double cpu_us = 0;  // of the server, a check
};

// kUnavailable if wrk is missing, fails, or reports socket errors.
Result<WrkFigures> RunWrk(std::uint16_t port, pid_t server, int connections, std::chrono::seconds time);

// Asks again and again until the answer has this status. kTimeout after `patience`.
Result<std::chrono::milliseconds> TimeUntilStatus(std::uint16_t port, int status,
                                                  std::chrono::milliseconds patience);

// "12.34us", "1.20ms", "1.05s" in milliseconds; nullopt for anything else.
std::optional<double> WrkMillis(const std::string& text);

}  // namespace galera::bench

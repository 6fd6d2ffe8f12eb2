#include "bench/health_bench.h"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string>
#include <thread>

#include "cluster/child_process.h"
#include "http_client/http_client.h"

namespace galera::bench {

using testing_cluster::ChildOptions;
using testing_cluster::Millis;

std::optional<double> WrkMillis(const std::string& text) {
  char* unit = nullptr;
  const double number = std::strtod(text.c_str(), &unit);
  const std::string_view rest = unit;
  if (rest == "us") return number / 1e3;
  if (rest == "ms") return number;
  if (rest == "s") return number * 1e3;
  return std::nullopt;
}

// The bar is about one core; the client has the others, where there are any.
void Confine(pid_t server, const std::string& cores) {
  ChildOptions options;
  options.argv = {"taskset", "-a", "-c", "-p", cores, std::to_string(server)};
  const auto done = RunCommand(options, Millis(10000));
  if (!done || !done->exit.Clean()) std::fprintf(stderr, "taskset failed: the server has all cores\n");
}

Result<WrkFigures> RunWrk(std::uint16_t port, pid_t server, int connections, std::chrono::seconds time) {
  ChildOptions options;
  const unsigned cores = std::thread::hardware_concurrency();
  const std::string last = std::to_string(cores - 1);
  options.argv = {"taskset",
                  "-c",
                  cores > 1 ? "1-" + last : "0",
                  "wrk",
                  "-t1",
                  "-c" + std::to_string(connections),
                  "-d" + std::to_string(time.count()),
                  "--latency",
                  "http://127.0.0.1:" + std::to_string(port) + "/"};
  const double cpu = CpuSeconds(server);
  Confine(server, "0");
  const auto run = RunCommand(options, time + Millis(10000));
  Confine(server, "0-" + last);
  const double cpu_used = CpuSeconds(server) - cpu;
  if (!run) return run.error();
  WrkFigures figures;
  std::optional<double> p50;
  std::optional<double> p99;
  double requests = 0;
  std::istringstream lines(run->out);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    words >> first >> second;
    if (first == "50%") p50 = WrkMillis(second);
    if (first == "99%") p99 = WrkMillis(second);
    if (first == "Requests/sec:") figures.per_second = std::strtod(second.c_str(), nullptr);
    if (second == "requests") requests = std::strtod(first.c_str(), nullptr);
  }
  const bool socket_errors = run->out.find("Socket errors") != std::string::npos;
  if (!run->exit.Clean() || !p50 || !p99 || requests <= 0 || socket_errors) {
    return Error{ErrorCode::kUnavailable, "wrk: " + run->exit.Describe() + "\n" + run->out + run->err, 0};
  }
  figures.p50_ms = *p50;
  figures.p99_ms = *p99;
  figures.cpu_us = cpu_used * 1e6 / requests;
  return figures;
}

Result<Millis> TimeUntilStatus(std::uint16_t port, int status, Millis patience) {
  const auto start = std::chrono::steady_clock::now();
  const bool seen = testing_cluster::WaitUntil(
      [&] { return test::HttpGet(port, "/", {}, Millis(1000)).status == status; }, patience, Millis(5));
  if (!seen) return Error{ErrorCode::kTimeout, "health never answered " + std::to_string(status), 0};
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
}

}  // namespace galera::bench

#include "http/answer_counters.h"

#include <algorithm>
#include <utility>

namespace galera {
namespace {

std::vector<std::string> WithOther(std::vector<std::string> routes) {
  routes.emplace_back("other");
  return routes;
}

}  // namespace

AnswerCounters::AnswerCounters(std::string server, std::vector<std::string> routes)
    : server_(std::move(server)),
      routes_(WithOther(std::move(routes))),
      answers_(std::make_unique<std::atomic<std::uint64_t>[]>(routes_.size() * kCodes.size())) {}

std::size_t AnswerCounters::CodeIndex(int code) {
  const auto at = [](int wanted) {
    return static_cast<std::size_t>(std::lower_bound(kCodes.begin(), kCodes.end(), wanted) - kCodes.begin());
  };
  const std::size_t exact = at(code);
  if (exact < kCodes.size() && kCodes[exact] == code) return exact;
  return at(std::clamp(code / 100, 1, 5) * 100);
}

void AnswerCounters::Count(std::size_t route, int code) {
  route = std::min(route, routes_.size() - 1);
  answers_[route * kCodes.size() + CodeIndex(code)].fetch_add(1, std::memory_order_relaxed);
}

std::vector<HttpCount> AnswerCounters::Snapshot() const {
  std::vector<HttpCount> counts;
  for (std::size_t route = 0; route < routes_.size(); ++route) {
    for (std::size_t code = 0; code < kCodes.size(); ++code) {
      const std::uint64_t answers = answers_[route * kCodes.size() + code].load(std::memory_order_relaxed);
      if (answers > 0) counts.push_back({server_, routes_[route], kCodes[code], answers});
    }
  }
  return counts;
}

}  // namespace galera

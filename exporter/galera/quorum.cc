#include "galera/quorum.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

namespace galera {
namespace {

// A component larger than this is not a Galera cluster; bounds the work.
constexpr std::uint64_t kMembersMax = 10000;

}  // namespace

std::uint64_t QuorumMargin(std::span<const std::uint64_t> weights) {
  std::vector<std::uint64_t> heaviest_first(weights.begin(), weights.end());
  std::sort(heaviest_first.begin(), heaviest_first.end(), std::greater<>());
  const std::uint64_t total = std::accumulate(heaviest_first.begin(), heaviest_first.end(), std::uint64_t{0});
  std::uint64_t left = total;
  std::uint64_t failed = 0;
  for (const std::uint64_t weight : heaviest_first) {
    left -= weight;
    if (left * 2 <= total) break;
    ++failed;
  }
  return failed;
}

std::optional<std::uint64_t> QuorumMargin(const ComponentWeights& w) {
  if (w.members == 0 || w.members > kMembersMax || w.own_weight > w.total_weight) return std::nullopt;
  const std::uint64_t others = w.members - 1;
  const std::uint64_t rest = w.total_weight - w.own_weight;
  if (others == 0) return 0;
  std::vector<std::uint64_t> even(w.members, w.own_weight);
  if (w.total_weight == w.members * w.own_weight) return QuorumMargin(even);
  // Between one member holding all the rest and the rest spread evenly.
  std::vector<std::uint64_t> lumped(w.members, 0);
  lumped[0] = w.own_weight;
  lumped[1] = rest;
  for (std::uint64_t i = 0; i < others; ++i) even[i + 1] = rest / others + (i < rest % others ? 1 : 0);
  const std::uint64_t least = QuorumMargin(lumped);
  return least == QuorumMargin(even) ? std::optional(least) : std::nullopt;
}

}  // namespace galera

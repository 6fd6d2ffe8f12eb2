// How far a primary component is from losing its quorum.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace galera {

// What is known of the members' pc.weight: the sum and our own.
struct ComponentWeights {
  std::uint64_t members = 0;       // wsrep_cluster_size, arbitrators included
  std::uint64_t total_weight = 0;  // wsrep_cluster_weight
  std::uint64_t own_weight = 1;    // pc.weight of wsrep_provider_options
};

// How many more members may fail at once, whichever they are, before what is
// left loses quorum: survivors must hold more than half of the present weight.
// Weights of two members, and equal weights, are known exactly; with unequal
// weights of three or more (only their sum is published) the answer is given
// when every possible distribution agrees on it, else nullopt. A sum that fits
// equal weights is taken for equal weights: 1, 2 and 0 would be mistaken.
std::optional<std::uint64_t> QuorumMargin(const ComponentWeights& weights);

// The same for weights that are all known. Any order.
std::uint64_t QuorumMargin(std::span<const std::uint64_t> weights);

}  // namespace galera

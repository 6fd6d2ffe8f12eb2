// Shows text of unknown origin inside a sentence for the operator.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace galera {

// The text in double quotes, on one line: control characters and everything
// beyond ASCII as \xNN, cut after 80 characters. Never call it with a secret.
std::string Quote(std::string_view text);

// The candidate that `name` was probably meant to be, or empty if none is near.
template <typename Candidates>
std::string NearestName(std::string_view name, const Candidates& candidates);

// How many characters must be inserted, deleted, replaced or swapped with their
// neighbour to make one name of the other. '-' and '_' count as the same.
std::size_t EditDistance(std::string_view a, std::string_view b);

template <typename Candidates>
std::string NearestName(std::string_view name, const Candidates& candidates) {
  std::string nearest;
  if (name.size() > 100) return nearest;
  std::size_t least = 1 + name.size() / 4;  // farther away is another word
  for (const auto& candidate : candidates) {
    const std::string_view other = candidate;
    const std::size_t longer =
        name.size() > other.size() ? name.size() - other.size() : other.size() - name.size();
    if (longer > least) continue;  // saves the work below for most
    const std::size_t distance = EditDistance(name, other);
    if (distance > least || (distance == least && !nearest.empty())) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace galera

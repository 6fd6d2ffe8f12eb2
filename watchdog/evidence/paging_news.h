// What wardens tell each other about paging, inside of their evidence: who has told whom of what, where
// a maintenance is under way, and how many data nodes there should be. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "incident/observation.h"

namespace watchdog {

inline constexpr std::size_t kDeliveriesMax = 64;
inline constexpr std::size_t kMaintenancesMax = 32;

// "From now on there are to be so many data nodes": of the nodes that were told different
// numbers, the later word counts.
struct ExpectedSize {
  std::optional<int> size;  // nullopt: back to what is configured or learned
  std::int64_t set_at = 0;  // Unix seconds
  bool operator==(const ExpectedSize&) const = default;
};

struct PagingNews {
  std::vector<Delivery> delivered;
  std::vector<Maintenance> maintenance;
  std::optional<ExpectedSize> expected;
  bool operator==(const PagingNews&) const = default;
};

}  // namespace watchdog

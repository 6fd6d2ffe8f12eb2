// The one reviewed list of what our exporter says otherwise than mysqld_exporter 0.14, on purpose.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "differential/difference.h"

namespace galera {

std::span<const IntendedDifference> IntendedDifferences();

// The rows not in `used`, as text; "" if there are none. With `live` those of the scenes "live…",
// else those of all other scenes.
std::string UnusedRows(const std::set<std::size_t>& used, bool live);

}  // namespace galera

// Reads the document of GET /api/v1/cluster, which comes over a network.
#pragma once

#include <cstddef>
#include <string_view>

#include "galera/result.h"
#include "status/status_view.h"

namespace watchdog {

inline constexpr std::size_t kStatusBytesMax = std::size_t{1024} * 1024;

// Any bytes are safe. Fields that are not known are left alone, and so are words that are not (a state of a
// later version is shown as it is written; such a verdict is kUnknown). kInvalid names the first field that
// is missing, of another type, out of range or too long: "nodes[2].seqno is no whole number".
galera::Result<StatusView> ParseStatusDocument(std::string_view text);

}  // namespace watchdog

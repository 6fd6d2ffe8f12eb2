// Reads Accept-Encoding (RFC 9110, 12.5.3). Pure; any thread.
#pragma once

#include <string_view>

namespace galera {

// True if gzip is acceptable (by name or by `*`, q > 0) and not less wanted
// than identity. q-values count: `gzip;q=0` is a no, which prometheus-cpp
// gets wrong. An element with a broken q is ignored. No header: false.
bool PrefersGzip(std::string_view accept_encoding);

}  // namespace galera

// SHA-256, for the password that the swarm image derives.
#pragma once

#include <string>
#include <string_view>

#include "galera/result.h"

namespace watchdog {

// 64 lower-case hexadecimal digits. kUnavailable where the library refuses (out of memory).
galera::Result<std::string> Sha256Hex(std::string_view bytes);

}  // namespace watchdog

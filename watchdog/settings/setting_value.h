// Reads the single values that variables take. Errors say what is wrong with
// the value and what it may be; none of these is ever called with a secret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "galera/result.h"

namespace watchdog {

// 1, true, yes, on, y or 0, false, no, off, n, in any case.
galera::Result<bool> ParseYesNo(std::string_view text);

// For the flags of shell scripts that only look whether something is there:
// everything but a word for no means yes.
bool MeansYes(std::string_view text);

// 1 to 65535.
galera::Result<std::uint16_t> ParseServicePort(std::string_view text);

// Without the slashes at its end.
galera::Result<std::string> ParseAbsolutePath(std::string_view text);

// "10.0.0.1:5567", "[::1]:5567": the port, 0 if there is none. Of anything but
// an address with a port (a pattern, a bare IPv6 address) there is none.
std::uint16_t PortOfAddress(std::string_view text);
std::string_view WithoutPort(std::string_view text);

}  // namespace watchdog

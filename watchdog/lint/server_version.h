// MariaDB's version as numbers. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>

namespace watchdog {

struct ServerVersion {
  int major = 0, minor = 0, patch = 0;
  bool operator==(const ServerVersion&) const = default;
  bool operator<(const ServerVersion& other) const {
    return std::tie(major, minor, patch) < std::tie(other.major, other.minor, other.patch);
  }
};

// Of "10.11.19-MariaDB-0+deb12u1"; all 0 where it is not three numbers.
inline ServerVersion ParseServerVersion(std::string_view text) {
  ServerVersion version;
  for (int* part : {&version.major, &version.minor, &version.patch}) {
    std::size_t digits = 0;
    while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9')
      *part = *part * 10 + (text[digits++] - '0');
    const bool last = part == &version.patch;
    if (digits == 0 || (!last && (digits == text.size() || text[digits] != '.'))) return {};
    text.remove_prefix(last ? digits : digits + 1);
  }
  return version;
}

}  // namespace watchdog

// How much memory the kernel lets this container have. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace watchdog {

// Bytes, from the text of memory.max (cgroup v2) or memory.limit_in_bytes (v1).
// nullopt: no limit ("max", or one that no machine has, v1's way to say so), or
// not such a text.
std::optional<std::uint64_t> ParseCgroupMemoryLimit(std::string_view text);

}  // namespace watchdog

// UUIDs as Galera writes them: 8-4-4-4-12 hexadecimal digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace galera {

inline constexpr std::string_view kZeroUuid = "00000000-0000-0000-0000-000000000000";

// In lower case; nullopt for anything else than a whole UUID.
std::optional<std::string> ParseUuid(std::string_view text);

}  // namespace galera

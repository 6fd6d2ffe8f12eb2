#include "galera/uuid.h"

#include "galera/text.h"

namespace galera {

std::optional<std::string> ParseUuid(std::string_view text) {
  if (text.size() != kZeroUuid.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF";
    const bool dash = kZeroUuid[i] == '-';
    if (dash ? text[i] != '-' : kHexadecimal.find(text[i]) == std::string_view::npos) return std::nullopt;
  }
  return ToLower(text);
}

}  // namespace galera

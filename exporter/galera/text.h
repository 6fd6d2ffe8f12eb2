// Small pure pieces of text handling: ASCII only, whatever the locale.
#pragma once

#include <string>
#include <string_view>

namespace galera {

bool EqualsIgnoringCase(std::string_view a, std::string_view b);

std::string ToLower(std::string_view text);

// Without the spaces and tabs at both ends.
std::string_view TrimBlanks(std::string_view text);

// Takes the part before the next `separator` off `rest`, trimmed.
std::string_view NextPart(std::string_view* rest, char separator);

}  // namespace galera

// Text of others as one line that a reader of evidence takes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace watchdog {

// Of UTF-8, 240 bytes at most, with a blank for each control character.
std::string ClippedLine(std::string_view text);

}  // namespace watchdog

// UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string>
#include <string_view>

namespace galera {

bool IsUtf8(std::string_view bytes);

// Bytes that are not UTF-8 become U+FFFD, one each.
std::string ValidUtf8(std::string_view bytes);

}  // namespace galera

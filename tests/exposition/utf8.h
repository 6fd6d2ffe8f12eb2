// Whether bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
#pragma once

#include <string_view>

namespace galera {

bool IsUtf8Text(std::string_view bytes);

}  // namespace galera

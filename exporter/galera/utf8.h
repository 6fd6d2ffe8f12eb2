// UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string>
#include <string_view>

namespace galera {

// Bytes of the sequence at the front of `bytes`, which is not empty; 0 if what
// stands there is none.
std::size_t Utf8SequenceLength(std::string_view bytes);

bool IsUtf8(std::string_view bytes);

// Bytes that are not UTF-8 become U+FFFD, one each.
std::string ValidUtf8(std::string_view bytes);

}  // namespace galera

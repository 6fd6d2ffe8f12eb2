// Compresses a body for Content-Encoding: gzip. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace galera {

// Below this, headers outweigh what is saved.
inline constexpr std::size_t kGzipMinBytes = 1024;

// nullopt if there is no memory for it: the caller sends the plain body.
// zlib's working memory (270 KB) is mapped for the call and given back to the
// system, so that a scrape leaves nothing behind in a thread's heap.
std::optional<std::string> Gzip(std::string_view body, int level = 1);

}  // namespace galera

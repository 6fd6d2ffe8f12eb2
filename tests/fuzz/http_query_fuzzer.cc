// What a client controls and we parse: the query and Accept-Encoding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/accept_encoding.h"
#include "http/query.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t decoded = 0;
  for (const auto& [key, value] : galera::DecodeQuery(text)) decoded += key.size() + value.size();
  if (decoded > size) std::abort();  // decoding never grows
  galera::PrefersGzip(text);
  return 0;
}

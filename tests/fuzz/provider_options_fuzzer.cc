// wsrep_provider_options: whatever the text, names and numbers stay within it.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "galera/provider_options.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& option : galera::ParseProviderOptions(text)) {
    if (option.name.empty() || option.name.data() < text.data() ||
        option.name.data() + option.name.size() > text.data() + text.size()) {
      std::abort();
    }
    if (option.number && std::isnan(*option.number)) std::abort();
  }
  return 0;
}

#include "mariadbd_config/memory_limit.h"

#include <charconv>

namespace watchdog {

std::optional<std::uint64_t> ParseCgroupMemoryLimit(std::string_view text) {
  // v1 without a limit says the largest multiple of its page size, which depends on the kernel.
  constexpr std::uint64_t kNoMachineHasThat = std::uint64_t{1} << 60;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  std::uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (bytes == 0 || bytes >= kNoMachineHasThat) return std::nullopt;
  return bytes;
}

}  // namespace watchdog

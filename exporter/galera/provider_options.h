// wsrep_provider_options: "gcache.size = 128M; evs.suspect_timeout = PT5S; …"
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace galera {

enum class OptionUnit { kNone, kBytes, kSeconds };

struct ProviderOption {
  std::string_view name;
  std::string_view text;
  std::optional<double> number;  // in `unit`; nullopt for text values
  OptionUnit unit = OptionUnit::kNone;
};

// In the order given. Pieces without '=' are left out. Numbers: plain and
// hexadecimal ones, sizes with K, M, G, T (of 1024), ISO 8601 durations, and
// yes/no/true/false as 1 and 0. Which options are sizes is known by name, so
// that `gcache.size = 1073741824` is in bytes as well.
// At most 500 options are read.
std::vector<ProviderOption> ParseProviderOptions(std::string_view text);

const ProviderOption* Find(const std::vector<ProviderOption>& options, std::string_view name);

// "PT1M30.5S", "P1D" -> seconds. Weeks to seconds; no months or years, whose
// length is not fixed.
std::optional<double> ParseIsoDuration(std::string_view text);
// "128M" -> bytes.
std::optional<double> ParseSize(std::string_view text);

}  // namespace galera

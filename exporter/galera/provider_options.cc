#include "galera/provider_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "galera/text.h"

namespace galera {
namespace {

constexpr std::size_t kOptionsMax = 500;

constexpr std::array<std::string_view, 8> kByteOptions = {
    "gcache.size",         "gcache.mem_size",  "gcache.page_size",      "gcache.keep_pages_size",
    "gcs.max_packet_size", "repl.max_ws_size", "gcs.recv_q_hard_limit", "socket.recv_buf_size"};

std::optional<double> ParseDecimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> ParseHexadecimal(std::string_view text) {
  if (text.size() < 3 || text[0] != '0' || (text[1] != 'x' && text[1] != 'X')) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return static_cast<double>(value);
}

std::optional<double> ParseTruth(std::string_view text) {
  if (text == "yes" || text == "true" || text == "on") return 1;
  if (text == "no" || text == "false" || text == "off") return 0;
  return std::nullopt;
}

bool CountsBytes(std::string_view name) {
  return std::find(kByteOptions.begin(), kByteOptions.end(), name) != kByteOptions.end();
}

void ReadNumber(ProviderOption& option) {
  if (const auto seconds = ParseIsoDuration(option.text)) {
    option.number = seconds;
    option.unit = OptionUnit::kSeconds;
    return;
  }
  if (CountsBytes(option.name)) {
    option.number = ParseSize(option.text);
    option.unit = OptionUnit::kBytes;
    return;
  }
  option.number = ParseTruth(option.text);
  if (!option.number) option.number = ParseDecimal(option.text);
  if (!option.number) option.number = ParseHexadecimal(option.text);
}

double SecondsOf(char unit, bool in_time) {
  switch (unit) {
    case 'W':
      return in_time ? 0 : 7 * 86400;
    case 'D':
      return in_time ? 0 : 86400;
    case 'H':
      return in_time ? 3600 : 0;
    case 'M':
      return in_time ? 60 : 0;
    case 'S':
      return in_time ? 1 : 0;
    default:
      return 0;
  }
}

}  // namespace

std::optional<double> ParseIsoDuration(std::string_view text) {
  if (text.size() < 3 || text.front() != 'P') return std::nullopt;
  text.remove_prefix(1);
  double seconds = 0;
  bool in_time = false;
  bool any = false;
  while (!text.empty()) {
    if (text.front() == 'T' && !in_time) {
      in_time = true;
      text.remove_prefix(1);
      continue;
    }
    const std::size_t digits = text.find_first_not_of("0123456789.");
    if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
    const auto count = ParseDecimal(text.substr(0, digits));
    const double unit = SecondsOf(text[digits], in_time);
    if (!count || unit == 0) return std::nullopt;
    seconds += *count * unit;
    any = true;
    text.remove_prefix(digits + 1);
  }
  return any ? std::optional(seconds) : std::nullopt;
}

std::optional<double> ParseSize(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double factor = 1;
  switch (text.back()) {
    case 'T':
    case 't':
      factor *= 1024;
      [[fallthrough]];
    case 'G':
    case 'g':
      factor *= 1024;
      [[fallthrough]];
    case 'M':
    case 'm':
      factor *= 1024;
      [[fallthrough]];
    case 'K':
    case 'k':
      factor *= 1024;
      text.remove_suffix(1);
      break;
    default:
      break;
  }
  const auto count = ParseDecimal(text);
  return count && *count >= 0 ? std::optional(*count * factor) : std::nullopt;
}

std::vector<ProviderOption> ParseProviderOptions(std::string_view text) {
  std::vector<ProviderOption> out;
  while (!text.empty() && out.size() < kOptionsMax) {
    const std::string_view piece = NextPart(&text, ';');
    const std::size_t equals = piece.find('=');
    if (equals == std::string_view::npos) continue;
    ProviderOption option;
    option.name = TrimBlanks(piece.substr(0, equals));
    option.text = TrimBlanks(piece.substr(equals + 1));
    if (option.name.empty()) continue;
    ReadNumber(option);
    out.push_back(option);
  }
  return out;
}

const ProviderOption* Find(const std::vector<ProviderOption>& options, std::string_view name) {
  for (const ProviderOption& option : options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

}  // namespace galera

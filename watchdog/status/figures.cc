#include "status/figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace watchdog {
namespace {

constexpr double kSpanMax = 1e11;  // three thousand years

std::string Decimal(double value, const char* unit) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.1f%s", value, unit);
  return text.data();
}

std::string Two(std::int64_t large, const char* large_unit, std::int64_t small, const char* small_unit) {
  return std::to_string(large) + large_unit + (small == 0 ? "" : std::to_string(small) + small_unit);
}

}  // namespace

std::string SpanText(double seconds) {
  const auto s = static_cast<std::int64_t>(std::clamp(seconds, 0.0, kSpanMax));
  if (s < 60) return std::to_string(s) + "s";
  if (s < 3600) return Two(s / 60, "m", s % 60, "s");
  if (s < 86400) return Two(s / 3600, "h", s % 3600 / 60, "m");
  return Two(s / 86400, "d", s % 86400 / 3600, "h");
}

std::string SizeText(double bytes) {
  static constexpr std::array<const char*, 6> kUnits = {" KiB", " MiB", " GiB", " TiB", " PiB", " EiB"};
  if (bytes < 1023.5) return std::to_string(std::llround(std::max(bytes, 0.0))) + " B";
  bytes /= 1024;
  std::size_t unit = 0;
  for (; bytes >= 1023.95 && unit + 1 < kUnits.size(); ++unit) bytes /= 1024;
  return Decimal(bytes, kUnits.at(unit));
}

std::string ShareText(double share) {
  const double percent = std::clamp(share, 0.0, 1.0) * 100;
  if (percent <= 0) return "0%";
  if (percent >= 9.95) return std::to_string(std::llround(percent)) + "%";
  return percent < 0.05 ? "<0.1%" : Decimal(percent, "%");
}

std::string ProgressBar(double percent, int cells) {
  const double full = std::clamp(percent, 0.0, 100.0) / 100 * cells;
  const auto done = static_cast<std::size_t>(full);
  return "[" + std::string(done, '#') + std::string(static_cast<std::size_t>(cells) - done, '.') + "]";
}

}  // namespace watchdog

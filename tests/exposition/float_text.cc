#include "exposition/float_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>

namespace galera {
namespace {

std::optional<double> ParseSpecial(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (lower == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (lower == "inf" || lower == "+inf" || lower == "infinity" || lower == "+infinity") return kInfinity;
  if (lower == "-inf" || lower == "-infinity") return -kInfinity;
  return std::nullopt;
}

bool IsDecimal(std::string_view digits) {
  return !digits.empty() && digits.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
}

// from_chars reports overflow and underflow alike; an underflow is a good zero.
bool IsUnderflow(std::string_view digits) {
  return digits.find_first_of("eE") != digits.npos && digits.find("-", 1) != digits.npos;
}

}  // namespace

std::optional<double> ParseFloatText(std::string_view text) {
  if (const auto special = ParseSpecial(text)) return special;
  std::string_view digits = text;
  if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
  if (!IsDecimal(digits) || digits.front() == '+') return std::nullopt;
  if (digits != text && digits.front() == '-') return std::nullopt;
  double value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return std::nullopt;
  if (code == std::errc::result_out_of_range) {
    return IsUnderflow(digits) ? std::optional<double>(0.0) : std::nullopt;
  }
  if (code != std::errc{}) return std::nullopt;
  return value;
}

bool IsCanonicalFloatText(std::string_view text) {
  const auto value = ParseFloatText(text);
  if (!value) return false;
  if (std::isfinite(*value)) return true;
  return text == "NaN" || text == "+Inf" || text == "-Inf";
}

}  // namespace galera

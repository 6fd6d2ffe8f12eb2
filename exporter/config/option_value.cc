#include "config/option_value.h"

#include <charconv>
#include <cmath>

#include "config/quotation.h"

namespace galera {
namespace {

using std::chrono::milliseconds;

constexpr double kLongestMs = 365.0 * 24 * 3600 * 1000;

struct Unit {
  std::string_view name;
  double ms;
};
// Larger first; "ms" before "m", so that the first match is the longest.
constexpr Unit kUnits[] = {{"d", 86400e3}, {"h", 3600e3}, {"ms", 1}, {"m", 60e3}, {"s", 1e3}};

Error Invalid(std::string message) { return Error{ErrorCode::kInvalid, std::move(message)}; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "12", "1.5", ".5": what stands before a unit. Returns its length, 0 if none.
std::size_t NumberLength(std::string_view text) {
  std::size_t length = 0;
  std::size_t digits = 0;
  bool point = false;
  while (length < text.size() && (IsDigit(text[length]) || (text[length] == '.' && !point))) {
    if (text[length] == '.') point = true;
    if (IsDigit(text[length])) ++digits;
    ++length;
  }
  return digits == 0 ? 0 : length;
}

const Unit* FindUnit(std::string_view text) {
  for (const Unit& unit : kUnits) {
    if (text.starts_with(unit.name)) return &unit;
  }
  return nullptr;
}

}  // namespace

Result<milliseconds> ParseDuration(std::string_view text) {
  const std::string shown = Quote(text);
  double total = 0;
  double smallest = kLongestMs;
  std::string_view rest = text;
  if (rest.empty()) return Invalid("duration is empty");
  while (!rest.empty()) {
    const std::size_t length = NumberLength(rest);
    if (length == 0) return Invalid(shown + " is not a duration");
    double number = 0;
    std::from_chars(rest.data(), rest.data() + length, number, std::chars_format::fixed);
    rest.remove_prefix(length);
    if (rest.empty()) return Invalid("duration " + shown + " has no unit");
    const Unit* unit = FindUnit(rest);
    if (unit == nullptr) return Invalid("duration " + shown + " has an unknown unit");
    if (unit->ms >= smallest) return Invalid("duration " + shown + " has its units out of order");
    smallest = unit->ms;
    total += number * unit->ms;
    rest.remove_prefix(unit->name.size());
  }
  if (!(total <= kLongestMs)) return Invalid("duration " + shown + " is longer than 365 days");
  return milliseconds(static_cast<milliseconds::rep>(total + 1e-6));
}

Result<milliseconds> ParseSeconds(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(seconds)) {
    return Invalid(Quote(text) + " is not a number of seconds");
  }
  if (seconds < 0) return Invalid(Quote(text) + " is negative");
  if (seconds * 1000 > kLongestMs) return Invalid(Quote(text) + " seconds is longer than 365 days");
  return milliseconds(static_cast<milliseconds::rep>(std::llround(seconds * 1000)));
}

Result<int> ParseWhole(std::string_view text, int least, int most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    return Invalid(Quote(text) + " is not a whole number");
  }
  if (error == std::errc::result_out_of_range || number < least || number > most) {
    return Invalid(Quote(text) + " is not between " + std::to_string(least) + " and " + std::to_string(most));
  }
  return number;
}

Result<bool> ParseSwitch(std::string_view text) {
  for (const std::string_view yes : {"true", "yes", "on", "1"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"false", "no", "off", "0"}) {
    if (text == no) return false;
  }
  return Invalid(Quote(text) + " is neither true nor false");
}

}  // namespace galera

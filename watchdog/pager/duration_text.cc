#include "pager/duration_text.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace watchdog {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<Unit, 5> kUnits = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

}  // namespace

std::string DurationText(std::chrono::milliseconds duration) {
  std::int64_t rest = duration.count();
  std::string text;
  for (const Unit& unit : kUnits) {
    if (rest >= unit.ms) text += std::to_string(rest / unit.ms) + std::string(unit.name);
    if (rest > 0) rest %= unit.ms;
  }
  return text.empty() ? "0s" : text;
}

std::string RoughDurationText(std::chrono::milliseconds duration) {
  std::int64_t rest = duration.count();
  for (std::size_t i = 0; i + 2 < kUnits.size(); ++i) {
    if (rest < kUnits[i].ms) continue;
    // Cut off what is below the unit after this one.
    rest -= rest % kUnits[i + 1].ms;
    return DurationText(std::chrono::milliseconds(rest));
  }
  return DurationText(std::chrono::milliseconds(rest - rest % 1000));
}

}  // namespace watchdog

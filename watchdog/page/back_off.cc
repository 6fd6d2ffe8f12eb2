#include "page/back_off.h"

#include <algorithm>
#include <cmath>

namespace watchdog {
namespace {

constexpr std::chrono::milliseconds kLeast{100};
constexpr std::chrono::milliseconds kFirst{1000};
constexpr int kDoublingsMax = 9;  // 512 s: beyond the most

}  // namespace

std::chrono::milliseconds BackOff(int failures, double random) {
  const int doublings = std::clamp(failures - 1, 0, kDoublingsMax);
  const auto ceiling = std::min(kFirst * (1 << doublings), kBackOffMax);
  const double share = std::clamp(random, 0.0, 1.0);
  const std::chrono::milliseconds chosen(std::llround(static_cast<double>(ceiling.count()) * share));
  return std::max(chosen, kLeast);
}

}  // namespace watchdog

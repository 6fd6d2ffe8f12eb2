// Findings as metrics: how many there are of each kind. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "collect/metric_batch.h"
#include "lint/finding.h"

namespace watchdog {

struct LintLook {
  bool success = false;
  std::chrono::duration<double> took{};
  std::chrono::system_clock::time_point ended;
  LintResult result;  // of the last look that succeeded
  std::optional<std::chrono::system_clock::time_point> result_ended;
};

// A kind that was not looked at has no series, nor has one of which the account sees only a part.
void AddLintMetrics(const LintLook& look, galera::MetricBatch& batch);

}  // namespace watchdog

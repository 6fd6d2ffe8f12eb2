#include "lint/lint_metrics.h"

#include <utility>

namespace watchdog {
namespace {

// Read from information_schema.TABLES, which shows no more than the account may see.
bool NeedsEveryTable(LintKind kind) {
  return kind == LintKind::kNotInnodb || kind == LintKind::kReplicatedByStatement ||
         kind == LintKind::kOtherEngine;
}

double Seconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

}  // namespace

void AddLintMetrics(const LintLook& look, galera::MetricBatch& batch) {
  batch.AddGauge("galera_schema_lint_success", "Whether the last look at schema and settings succeeded.",
                 look.success ? 1 : 0);
  batch.AddGauge("galera_schema_lint_duration_seconds", "How long that look took.", look.took.count());
  if (!look.result_ended) return;
  batch.AddGauge("galera_schema_lint_timestamp_seconds", "When galera_schema_findings was read.",
                 Seconds(*look.result_ended));
  batch.AddGauge("galera_schema_lint_sees_all_tables",
                 "Whether the account may see every table (SELECT on *.*); 0: nothing is said of engines.",
                 look.result.sees_all_tables ? 1 : 0);
  galera::MetricFamily family = galera::MakeFamily(
      "galera_schema_findings", "What Galera does not replicate or what hurts under it: tables or settings.",
      galera::MetricType::Gauge);
  for (const LintCount& of : look.result.counts) {
    if (NeedsEveryTable(of.kind) && !look.result.sees_all_tables) continue;
    const LintKindInfo& info = InfoOf(of.kind);
    galera::AddSeries(family,
                      {{"finding", std::string(info.name)}, {"severity", std::string(Name(info.severity))}},
                      static_cast<double>(of.count));
  }
  batch.Add(std::move(family));
}

}  // namespace watchdog

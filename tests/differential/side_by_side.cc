#include "differential/side_by_side.h"

#include <utility>

#include "differential/intended_differences.h"

namespace galera {
namespace {

// The oracle's errors so far: of two that were asked unequally often only one may have had one.
constexpr IntendedDifference kOracleAgainstItself[] = {
    {"mysql_exporter_scrape_errors_total", DifferenceKind::kSeriesMissing, "", "its own counter"},
    {"mysql_exporter_scrape_errors_total", DifferenceKind::kFamilyMissing, "", "its own counter"},
};

std::set<std::size_t>& MutableRowsUsed() {
  static std::set<std::size_t> rows;
  return rows;
}

}  // namespace

SideBySide::SideBySide(const ExporterSetup& setup, Subject subject) : subject_(subject) {
  auto oracle = StartOracle(setup);
  auto ours = subject == Subject::kWarden ? StartWarden(setup) : StartOracle(setup);
  if (!oracle) failure_ += oracle.error().message;
  if (!ours) failure_ += ours.error().message;
  if (!failure_.empty()) return;
  oracle_ = std::move(*oracle);
  ours_ = std::move(*ours);
}

Sandwich SideBySide::Scrape(const ScrapeRequest& request) const {
  Sandwich sandwich;
  sandwich.oracle_before = oracle_->Scrape(request);
  sandwich.ours = ours_->Scrape(request);
  sandwich.oracle_after = oracle_->Scrape(request);
  return sandwich;
}

std::string SideBySide::Judge(const std::vector<Difference>& differences, std::string_view scene) const {
  const bool warden = subject_ == Subject::kWarden;
  const auto table =
      warden ? IntendedDifferences() : std::span<const IntendedDifference>(kOracleAgainstItself);
  const Judgement judgement = galera::Judge(differences, table, scene);
  if (warden) MutableRowsUsed().insert(judgement.rows_used.begin(), judgement.rows_used.end());
  if (judgement.unintended.empty()) return "";
  return "scene \"" + std::string(scene) +
         "\": not in intended_differences.cc: " + Describe(judgement.unintended);
}

std::string SideBySide::Judge(const Sandwich& sandwich, std::string_view scene) const {
  return Judge(FindDifferences(sandwich.oracle_before, sandwich.ours, sandwich.oracle_after), scene);
}

std::string SideBySide::Compare(std::string_view scene, const ScrapeRequest& request, int attempts) const {
  std::vector<std::vector<Difference>> found;
  for (int i = 0; i < attempts; ++i) {
    const Sandwich sandwich = Scrape(request);
    found.push_back(FindDifferences(sandwich.oracle_before, sandwich.ours, sandwich.oracle_after));
    if (found.back().empty()) return "";
  }
  return Judge(Persistent(found), scene);
}

const std::set<std::size_t>& RowsUsed() { return MutableRowsUsed(); }

std::optional<double> ValueIn(const ScrapeReply& reply, std::string_view name,
                              const ExpositionLabels& labels) {
  const auto body = ParseExposition(reply.body, ExpositionRules::kTextFormat);
  if (!body) return std::nullopt;
  const ExpositionSample* sample = body->Find(name, labels);
  return sample == nullptr ? std::nullopt : std::optional(sample->value);
}

}  // namespace galera

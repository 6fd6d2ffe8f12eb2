#include "differential/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <tuple>

namespace galera {
namespace {

constexpr std::size_t kLinesShown = 60;
constexpr std::size_t kTextShown = 160;

using Series = std::pair<std::string, ExpositionLabels>;
using Values = std::map<Series, double>;

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool EndsWith(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

Values ValuesOf(const ExpositionFamily& family) {
  Values values;
  for (const ExpositionSample& sample : family.samples) values[{sample.name, sample.labels}] = sample.value;
  return values;
}

std::set<std::set<std::string>> LabelNames(const ExpositionFamily& family) {
  std::set<std::set<std::string>> sets;
  for (const ExpositionSample& sample : family.samples) {
    std::set<std::string> names;
    for (const auto& [name, value] : sample.labels) names.insert(name);
    sets.insert(std::move(names));
  }
  return sets;
}

std::string Text(const std::set<std::set<std::string>>& sets) {
  std::string text;
  for (const auto& names : sets) {
    text += "{";
    for (const std::string& name : names) text += name + " ";
    if (text.back() == ' ') text.pop_back();
    text += "}";
  }
  return text;
}

std::string Text(double value) {
  std::ostringstream text;
  text.precision(17);
  text << value;
  return text.str();
}

bool Same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool InSandwich(double before, double ours, double after, bool counter) {
  if (Same(before, ours) || Same(after, ours)) return true;
  if (Same(before, after) || std::isnan(ours)) return false;
  if (std::isnan(before) || std::isnan(after)) return true;
  // A counter that fell was reset in between: nothing is known about ours.
  if (counter && after < before) return true;
  return ours >= std::min(before, after) && ours <= std::max(before, after);
}

class FamilyComparison {
 public:
  FamilyComparison(const ExpositionFamily& before, const ExpositionFamily& ours,
                   const ExpositionFamily& after, std::vector<Difference>& found)
      : before_(before), ours_(ours), after_(after), found_(found) {}

  void Run() {
    if (before_.type != ours_.type) Report(DifferenceKind::kType, "", before_.type, ours_.type);
    if (before_.help != ours_.help) Report(DifferenceKind::kHelp, "", before_.help, ours_.help);
    const auto theirs = LabelNames(before_);
    const auto names = LabelNames(ours_);
    if (theirs != names && LabelNames(after_) != names) {
      Report(DifferenceKind::kLabelNames, "", Text(theirs), Text(names));
      return;
    }
    CompareSeries();
  }

 private:
  void Report(DifferenceKind kind, std::string series, std::string oracle, std::string ours) {
    found_.push_back({kind, before_.name, std::move(series), std::move(oracle), std::move(ours)});
  }

  void CompareSeries() {
    const Values before = ValuesOf(before_);
    const Values ours = ValuesOf(ours_);
    const Values after = ValuesOf(after_);
    for (const auto& [series, value] : before) {
      if (after.count(series) == 0 || ours.count(series) != 0) continue;
      Report(DifferenceKind::kSeriesMissing, SeriesText(series.first, series.second), Text(value), "");
    }
    for (const auto& [series, value] : ours) {
      const auto first = before.find(series);
      const auto second = after.find(series);
      if (first == before.end() && second == after.end()) {
        Report(DifferenceKind::kSeriesExtra, SeriesText(series.first, series.second), "", Text(value));
      } else if (first != before.end() && second != after.end()) {
        CompareValue(series, first->second, value, second->second);
      }
    }
  }

  void CompareValue(const Series& series, double before, double ours, double after) {
    if (IsValueIgnored(before_.name)) return;
    const bool counter = before_.type == "counter" || before_.type == "histogram";
    if (InSandwich(before, ours, after, counter)) return;
    const std::string oracle = Same(before, after) ? Text(before) : Text(before) + " then " + Text(after);
    Report(DifferenceKind::kValue, SeriesText(series.first, series.second), oracle, Text(ours));
  }

  const ExpositionFamily& before_;
  const ExpositionFamily& ours_;
  const ExpositionFamily& after_;
  std::vector<Difference>& found_;
};

// Exposition::Find walks; some scenes have ten thousand families.
class FamilyIndex {
 public:
  explicit FamilyIndex(const Exposition& exposition) {
    for (const ExpositionFamily& family : exposition.families) families_[family.name] = &family;
  }
  const ExpositionFamily* Find(std::string_view name) const {
    const auto found = families_.find(name);
    return found == families_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string_view, const ExpositionFamily*> families_;
};

std::string Summary(const ExpositionFamily& family) {
  return family.type + ", " + std::to_string(family.samples.size()) + " series";
}

std::string Shortened(const std::string& text) {
  return text.size() <= kTextShown ? text : text.substr(0, kTextShown) + "…";
}

std::string Answer(const ScrapeReply& reply) {
  return reply.status == 0 ? "no answer: " + reply.failure : "HTTP " + std::to_string(reply.status);
}

auto Key(const Difference& difference) {
  return std::tie(difference.kind, difference.family, difference.series);
}

}  // namespace

bool IsIgnoredFamily(std::string_view family) {
  for (const std::string_view prefix : {"galera_", "go_", "process_", "promhttp_"}) {
    if (StartsWith(family, prefix)) return true;
  }
  return EndsWith(family, "_build_info");
}

bool IsValueIgnored(std::string_view family) {
  return EndsWith(family, "_duration_seconds") || family == "mysql_exporter_scrapes_total" ||
         family == "mysql_exporter_scrape_errors_total";
}

std::vector<Difference> FindDifferences(const Exposition& oracle_before, const Exposition& ours,
                                        const Exposition& oracle_after) {
  std::vector<Difference> found;
  const FamilyIndex before(oracle_before);
  const FamilyIndex mine(ours);
  const FamilyIndex after(oracle_after);
  for (const ExpositionFamily& family : oracle_before.families) {
    if (IsIgnoredFamily(family.name)) continue;
    const ExpositionFamily* later = after.Find(family.name);
    if (const ExpositionFamily* our_family = mine.Find(family.name)) {
      FamilyComparison(family, *our_family, later == nullptr ? family : *later, found).Run();
    } else if (later != nullptr) {
      found.push_back({DifferenceKind::kFamilyMissing, family.name, "", Summary(family), ""});
    }
  }
  for (const ExpositionFamily& family : ours.families) {
    const bool theirs = before.Find(family.name) != nullptr || after.Find(family.name) != nullptr;
    if (theirs || IsIgnoredFamily(family.name)) continue;
    found.push_back({DifferenceKind::kFamilyExtra, family.name, "", "", Summary(family)});
  }
  return found;
}

std::vector<Difference> FindDifferences(const ScrapeReply& oracle_before, const ScrapeReply& ours,
                                        const ScrapeReply& oracle_after) {
  const auto one = [](DifferenceKind kind, std::string oracle, std::string mine) {
    return std::vector<Difference>{{kind, "", "", std::move(oracle), std::move(mine)}};
  };
  const auto mine = ParseExposition(ours.body, ExpositionRules::kCanonical);
  if (ours.status == 200 && !mine) return one(DifferenceKind::kBody, "", mine.error().message);
  if (ours.status != oracle_before.status || ours.status != oracle_after.status) {
    return one(DifferenceKind::kAnswer, Answer(oracle_before) + " then " + Answer(oracle_after),
               Answer(ours));
  }
  if (ours.status != 200) return {};
  const auto before = ParseExposition(oracle_before.body, ExpositionRules::kTextFormat);
  const auto after = ParseExposition(oracle_after.body, ExpositionRules::kTextFormat);
  if (!before) return one(DifferenceKind::kBody, before.error().message, "");
  if (!after) return one(DifferenceKind::kBody, after.error().message, "");
  return FindDifferences(*before, *mine, *after);
}

Judgement Judge(const std::vector<Difference>& differences, std::span<const IntendedDifference> table,
                std::string_view scene) {
  Judgement judgement;
  for (const Difference& difference : differences) {
    bool intended = false;
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (!Covers(table[row], difference, scene)) continue;
      judgement.rows_used.insert(row);
      intended = true;
    }
    if (!intended) judgement.unintended.push_back(difference);
  }
  return judgement;
}

std::vector<Difference> Persistent(const std::vector<std::vector<Difference>>& attempts) {
  if (attempts.empty()) return {};
  std::vector<Difference> persistent = attempts.back();
  for (const auto& attempt : attempts) {
    const auto absent = [&](const Difference& difference) {
      return std::none_of(attempt.begin(), attempt.end(),
                          [&](const Difference& other) { return Key(other) == Key(difference); });
    };
    persistent.erase(std::remove_if(persistent.begin(), persistent.end(), absent), persistent.end());
  }
  return persistent;
}

std::string Describe(const std::vector<Difference>& differences) {
  std::vector<Difference> sorted = differences;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Difference& a, const Difference& b) { return a.family < b.family; });
  std::string text = std::to_string(sorted.size()) + " difference(s):\n";
  std::string family;
  for (std::size_t i = 0; i < sorted.size() && i < kLinesShown; ++i) {
    const Difference& difference = sorted[i];
    if (i == 0 || difference.family != family) {
      family = difference.family;
      text += "  " + (family.empty() ? "(the whole answer)" : family) + "\n";
    }
    text += "    " + std::string(Name(difference.kind));
    if (!difference.series.empty()) text += " " + Shortened(difference.series);
    if (!difference.oracle.empty()) text += "\n      oracle: " + Shortened(difference.oracle);
    if (!difference.ours.empty()) text += "\n      ours:   " + Shortened(difference.ours);
    text += "\n";
  }
  if (sorted.size() > kLinesShown)
    text += "  … and " + std::to_string(sorted.size() - kLinesShown) + " more\n";
  return text;
}

}  // namespace galera

#include "differential/difference.h"

namespace galera {

std::string_view Name(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::kAnswer:
      return "answer";
    case DifferenceKind::kBody:
      return "body refused";
    case DifferenceKind::kFamilyMissing:
      return "family missing";
    case DifferenceKind::kFamilyExtra:
      return "family extra";
    case DifferenceKind::kType:
      return "TYPE";
    case DifferenceKind::kHelp:
      return "HELP";
    case DifferenceKind::kLabelNames:
      return "label names";
    case DifferenceKind::kSeriesMissing:
      return "series missing";
    case DifferenceKind::kSeriesExtra:
      return "series extra";
    case DifferenceKind::kValue:
      return "value";
  }
  return "?";
}

bool MatchesPattern(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '*') {
    return !text.empty() && text.front() == pattern.front() &&
           MatchesPattern(pattern.substr(1), text.substr(1));
  }
  for (std::size_t skip = 0; skip <= text.size(); ++skip) {
    if (MatchesPattern(pattern.substr(1), text.substr(skip))) return true;
  }
  return false;
}

bool Covers(const IntendedDifference& row, const Difference& difference, std::string_view scene) {
  return row.kind == difference.kind && (row.scene.empty() || MatchesPattern(row.scene, scene)) &&
         MatchesPattern(row.family, difference.family);
}

}  // namespace galera

// What can differ between two exporters' scrapes of one server, and the reviewed list of what may.
#pragma once

#include <string>
#include <string_view>

namespace galera {

enum class DifferenceKind {
  kAnswer,         // the HTTP status, or no answer at all; family is empty
  kBody,           // a body with status 200 that the parser refuses; never intended
  kFamilyMissing,  // the oracle has the family, ours does not
  kFamilyExtra,    // ours has it, the oracle does not
  kType,
  kHelp,
  kLabelNames,  // the sets of label names; the series of such a family are not compared further
  kSeriesMissing,
  kSeriesExtra,
  kValue,
};

std::string_view Name(DifferenceKind kind);

struct Difference {
  DifferenceKind kind = DifferenceKind::kAnswer;
  std::string family;
  std::string series;  // empty if the whole family differs
  std::string oracle;  // what each side said, for the reader
  std::string ours;
  bool operator==(const Difference&) const = default;
};

// One row of the reviewed list.
struct IntendedDifference {
  std::string_view family;  // '*' stands for any characters
  DifferenceKind kind;
  std::string_view scene;  // applies in this scene of the tests only; "" in all, "live*" on a real cluster
  std::string_view why;
};

// Whether the row covers the difference when seen in `scene`.
bool Covers(const IntendedDifference& row, const Difference& difference, std::string_view scene);

// `text` as a whole against a pattern in which '*' stands for any characters.
bool MatchesPattern(std::string_view pattern, std::string_view text);

}  // namespace galera

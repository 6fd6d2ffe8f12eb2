// Reads a whole scrape body (text format 0.0.4) into families, strictly: whatever a
// consumer could stumble over is an error that names the line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"

namespace galera {

using ExpositionLabels = std::map<std::string, std::string>;

struct ExpositionSample {
  std::string name;  // differs from the family's in histograms and summaries
  ExpositionLabels labels;
  double value = 0;
  bool has_timestamp = false;
  std::size_t line = 0;  // where it was read, from 1
};

struct ExpositionFamily {
  std::string name;
  std::string help;
  bool has_help = false;
  std::string type = "untyped";
  bool has_type = false;
  std::vector<ExpositionSample> samples;
};

struct Exposition {
  std::vector<ExpositionFamily> families;  // in the order of the body

  // Null when there is none.
  const ExpositionFamily* Find(std::string_view family) const;
  // Null when there is none; `name` is the sample's own name.
  const ExpositionSample* Find(std::string_view name, const ExpositionLabels& labels) const;
};

enum class ExpositionRules {
  // Everything the format promises: no duplicate series or metadata, families in one piece,
  // names, escapes, UTF-8, numbers, histogram and summary shape, counters not negative.
  kTextFormat,
  // Also what our exporter promises: families sorted by name, each with HELP, then TYPE, then samples;
  // labels sorted (`le` and `quantile` last), NaN/+Inf/-Inf so spelt, no timestamp, no blank or free comment
  // line.
  kCanonical,
};

// The error's message is "line N: what is wrong".
Result<Exposition> ParseExposition(std::string_view body, ExpositionRules rules);

// `name{a="b"}`, escaped as in the format. For messages.
std::string SeriesText(std::string_view name, const ExpositionLabels& labels);

}  // namespace galera

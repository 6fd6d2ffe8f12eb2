// One line of the text format, taken apart. Pure syntax: what a line means together
// with the lines before it is decided in exposition.cc.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "galera/result.h"

namespace galera {

struct BlankLine {};
struct CommentLine {};
struct HelpLine {
  std::string name;
  std::string help;  // escapes resolved
};
struct TypeLine {
  std::string name;
  std::string type;
};
struct SampleLine {
  std::string name;
  std::map<std::string, std::string> labels;
  std::vector<std::string> label_order;  // as written
  double value = 0;
  std::string value_text;
  bool has_timestamp = false;
};
using ExpositionLine = std::variant<BlankLine, CommentLine, HelpLine, TypeLine, SampleLine>;

bool IsMetricName(std::string_view name);
bool IsLabelName(std::string_view name);

// `line` is without its newline. The error's message says what is wrong, not where.
Result<ExpositionLine> ParseExpositionLine(std::string_view line);

}  // namespace galera

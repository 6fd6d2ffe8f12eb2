#include "exposition/exposition.h"

#include <algorithm>
#include <set>
#include <type_traits>
#include <utility>

#include "exposition/float_text.h"
#include "exposition/line.h"
#include "exposition/shape.h"
#include "exposition/utf8.h"

namespace galera {
namespace {

Error Bad(std::string message) { return Error{ErrorCode::kInvalid, std::move(message)}; }

// The names a family's samples may have besides its own.
std::vector<std::string> SuffixesOf(const std::string& type) {
  if (type == "histogram") return {"_bucket", "_sum", "_count"};
  if (type == "summary") return {"_sum", "_count"};
  return {};
}

bool Owns(const ExpositionFamily& family, const std::string& sample) {
  if (sample == family.name) return family.type != "histogram";
  for (const std::string& suffix : SuffixesOf(family.type)) {
    if (sample == family.name + suffix) return true;
  }
  return false;
}

bool LabelsSorted(std::vector<std::string> names) {
  if (!names.empty() && (names.back() == "le" || names.back() == "quantile")) names.pop_back();
  return std::is_sorted(names.begin(), names.end());
}

// Takes the lines in order; the last family is the open one, all before it are closed.
class Assembler {
 public:
  explicit Assembler(ExpositionRules rules) : canonical_(rules == ExpositionRules::kCanonical) {}

  Status Take(std::size_t number, ExpositionLine line) {
    number_ = number;
    return std::visit([this](auto& taken) { return this->On(taken); }, line);
  }

  Status Close() { return result_.families.empty() ? Status() : CheckClosed(result_.families.back()); }

  Exposition Finish() && { return std::move(result_); }

 private:
  Status On(const BlankLine&) { return canonical_ ? Status(Bad("blank line")) : Status(); }
  Status On(const CommentLine&) { return canonical_ ? Status(Bad("free comment")) : Status(); }

  Status On(HelpLine& line) {
    Result<ExpositionFamily*> family = Open(line.name);
    if (!family) return family.error();
    if ((*family)->has_help) return Bad("second HELP of " + line.name);
    if (!(*family)->samples.empty()) return Bad("HELP after samples of " + line.name);
    if (canonical_ && (*family)->has_type) return Bad("HELP after TYPE of " + line.name);
    (*family)->help = std::move(line.help);
    (*family)->has_help = true;
    return {};
  }

  Status On(const TypeLine& line) {
    Result<ExpositionFamily*> family = Open(line.name);
    if (!family) return family.error();
    if ((*family)->has_type) return Bad("second TYPE of " + line.name);
    if (!(*family)->samples.empty()) return Bad("TYPE after samples of " + line.name);
    (*family)->type = line.type;
    (*family)->has_type = true;
    for (const std::string& suffix : SuffixesOf(line.type)) {
      if (!taken_.insert(line.name + suffix).second) return Bad(line.name + suffix + " is another family's");
    }
    return {};
  }

  Status On(SampleLine& line) {
    if (Status spelling = CheckSpelling(line); !spelling) return spelling;
    if (result_.families.empty() || !Owns(result_.families.back(), line.name)) {
      Result<ExpositionFamily*> opened = Open(line.name);
      if (!opened) return opened.error();
      if (!Owns(**opened, line.name)) return Bad(line.name + " is not a sample of its own family's type");
    }
    ExpositionLabels identity;  // an empty label is an absent one
    for (const auto& [name, value] : line.labels) {
      if (!value.empty()) identity.emplace(name, value);
    }
    if (!series_.emplace(line.name, std::move(identity)).second) {
      return Bad("series " + SeriesText(line.name, line.labels) + " twice");
    }
    result_.families.back().samples.push_back(
        {line.name, std::move(line.labels), line.value, line.has_timestamp, number_});
    return {};
  }

  Status CheckSpelling(const SampleLine& line) const {
    if (!canonical_) return {};
    if (line.has_timestamp) return Bad("timestamp on " + line.name);
    if (!IsCanonicalFloatText(line.value_text)) return Bad("value spelt '" + line.value_text + "'");
    if (!LabelsSorted(line.label_order)) return Bad("labels of " + line.name + " not sorted");
    return {};
  }

  Status CheckClosed(const ExpositionFamily& family) const {
    if (canonical_ && (!family.has_help || !family.has_type)) return Bad(family.name + " lacks HELP or TYPE");
    if (canonical_ && family.samples.empty()) return Bad(family.name + " has no samples");
    return CheckFamilyShape(family);
  }

  // The open family if it has this name, else a new one. Fails for a name that was used before.
  Result<ExpositionFamily*> Open(const std::string& name) {
    if (!result_.families.empty()) {
      ExpositionFamily& last = result_.families.back();
      if (last.name == name) return &last;
      if (Status closed = CheckClosed(last); !closed) return closed.error();
      if (canonical_ && name < last.name) return Bad("family " + name + " after " + last.name);
    }
    if (!taken_.insert(name).second) return Bad("family " + name + " is in more than one piece");
    result_.families.emplace_back().name = name;
    return &result_.families.back();
  }

  bool canonical_;
  std::size_t number_ = 0;
  Exposition result_;
  std::set<std::string> taken_;  // every name that samples may have had so far
  std::set<std::pair<std::string, ExpositionLabels>> series_;
};

// The checks of a closed family name the line of their sample already.
Error WithLine(const Error& error, std::size_t number) {
  if (error.message.rfind("line ", 0) == 0) return error;
  return Bad("line " + std::to_string(number) + ": " + error.message);
}

}  // namespace

const ExpositionFamily* Exposition::Find(std::string_view family) const {
  const auto found = std::find_if(families.begin(), families.end(), [&](const ExpositionFamily& candidate) {
    return candidate.name == family;
  });
  return found == families.end() ? nullptr : &*found;
}

const ExpositionSample* Exposition::Find(std::string_view name, const ExpositionLabels& labels) const {
  for (const ExpositionFamily& family : families) {
    for (const ExpositionSample& sample : family.samples) {
      if (sample.name == name && sample.labels == labels) return &sample;
    }
  }
  return nullptr;
}

Result<Exposition> ParseExposition(std::string_view body, ExpositionRules rules) {
  Assembler assembler(rules);
  std::size_t number = 0;
  for (std::size_t at = 0; at < body.size();) {
    ++number;
    const std::size_t end = body.find('\n', at);
    if (end == std::string_view::npos) return WithLine(Bad("no final newline"), number);
    const std::string_view text = body.substr(at, end - at);
    if (!IsUtf8Text(text)) return WithLine(Bad("invalid UTF-8"), number);
    Result<ExpositionLine> line = ParseExpositionLine(text);
    if (!line) return WithLine(line.error(), number);
    if (Status taken = assembler.Take(number, std::move(*line)); !taken) {
      return WithLine(taken.error(), number);
    }
    at = end + 1;
  }
  if (Status closed = assembler.Close(); !closed) return WithLine(closed.error(), number);
  return std::move(assembler).Finish();
}

std::string SeriesText(std::string_view name, const ExpositionLabels& labels) {
  std::string text(name);
  char separator = '{';
  for (const auto& [label, value] : labels) {
    text += separator + label + "=\"";
    for (const char c : value) {
      if (c == '\n') {
        text += "\\n";
        continue;
      }
      if (c == '\\' || c == '"') text += '\\';
      text += c;
    }
    text += '"';
    separator = ',';
  }
  if (separator == ',') text += '}';
  return text;
}

}  // namespace galera

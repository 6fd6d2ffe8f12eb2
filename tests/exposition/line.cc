#include "exposition/line.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>

#include "exposition/float_text.h"

namespace galera {
namespace {

Error Bad(std::string message) { return Error{ErrorCode::kInvalid, std::move(message)}; }

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// What is left of the line; every Take removes what it returns.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool AtEnd() const { return text_.empty(); }
  std::string_view Rest() const { return text_; }
  bool Peek(char c) const { return !text_.empty() && text_.front() == c; }
  bool Take(char c) {
    if (!Peek(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool TakeBlanks() {
    const std::size_t before = text_.size();
    while (!text_.empty() && IsBlank(text_.front())) text_.remove_prefix(1);
    return text_.size() != before;
  }
  // Up to a blank, an opening or closing brace, an equals sign, a comma or the end.
  std::string_view TakeWord() {
    const std::size_t end = std::min(text_.find_first_of(" \t{}=,"), text_.size());
    const std::string_view word = text_.substr(0, end);
    text_.remove_prefix(end);
    return word;
  }
  char TakeAny() {
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }

 private:
  std::string_view text_;
};

std::optional<char> Unescape(char c, bool in_label) {
  if (c == '\\') return '\\';
  if (c == 'n') return '\n';
  if (c == '"' && in_label) return '"';
  return std::nullopt;
}

Result<std::string> UnescapeHelp(std::string_view text) {
  std::string plain;
  for (Cursor cursor(text); !cursor.AtEnd();) {
    const char c = cursor.TakeAny();
    if (c != '\\') {
      plain += c;
      continue;
    }
    const auto escaped = cursor.AtEnd() ? std::nullopt : Unescape(cursor.TakeAny(), false);
    if (!escaped) return Bad("bad escape in HELP");
    plain += *escaped;
  }
  return plain;
}

Result<std::string> TakeLabelValue(Cursor& cursor) {
  if (!cursor.Take('"')) return Bad("label value does not begin with a quote");
  std::string value;
  while (!cursor.AtEnd()) {
    const char c = cursor.TakeAny();
    if (c == '"') return value;
    if (c != '\\') {
      value += c;
      continue;
    }
    const auto escaped = cursor.AtEnd() ? std::nullopt : Unescape(cursor.TakeAny(), true);
    if (!escaped) return Bad("bad escape in label value");
    value += *escaped;
  }
  return Bad("label value without closing quote");
}

Status TakeLabels(Cursor& cursor, SampleLine& sample) {
  cursor.TakeBlanks();
  while (!cursor.Take('}')) {
    const std::string name(cursor.TakeWord());
    if (!IsLabelName(name)) return Bad("bad label name '" + name + "'");
    if (name == "__name__") return Bad("label __name__ is reserved");
    cursor.TakeBlanks();
    if (!cursor.Take('=')) return Bad("label '" + name + "' without '='");
    cursor.TakeBlanks();
    auto value = TakeLabelValue(cursor);
    if (!value) return value.error();
    if (!sample.labels.emplace(name, *value).second) return Bad("label '" + name + "' twice");
    sample.label_order.push_back(name);
    cursor.TakeBlanks();
    if (cursor.Take(',')) {
      cursor.TakeBlanks();
    } else if (!cursor.Peek('}')) {
      return Bad("no ',' or '}' after a label");
    }
  }
  return {};
}

Status TakeTimestamp(Cursor& cursor, SampleLine& sample) {
  const std::string_view text = cursor.TakeWord();
  std::int64_t milliseconds = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
  if (code != std::errc{} || end != text.data() + text.size()) {
    return Bad("bad timestamp '" + std::string(text) + "'");
  }
  sample.has_timestamp = true;
  cursor.TakeBlanks();
  if (!cursor.AtEnd()) return Bad("text after the timestamp");
  return {};
}

Result<ExpositionLine> ParseSample(std::string_view line) {
  Cursor cursor(line);
  SampleLine sample;
  sample.name = cursor.TakeWord();
  if (!IsMetricName(sample.name)) return Bad("bad metric name '" + sample.name + "'");
  bool separated = cursor.TakeBlanks();
  if (cursor.Take('{')) {
    if (Status labels = TakeLabels(cursor, sample); !labels) return labels.error();
    cursor.TakeBlanks();
    separated = true;
  }
  if (!separated) return Bad("no space before the value");
  sample.value_text = cursor.TakeWord();
  const auto value = ParseFloatText(sample.value_text);
  if (!value) return Bad("bad value '" + sample.value_text + "'");
  sample.value = *value;
  cursor.TakeBlanks();
  if (!cursor.AtEnd()) {
    if (Status timestamp = TakeTimestamp(cursor, sample); !timestamp) return timestamp.error();
  }
  return ExpositionLine(std::move(sample));
}

Result<ExpositionLine> ParseHelp(Cursor cursor) {
  HelpLine line;
  line.name = cursor.TakeWord();
  if (!IsMetricName(line.name)) return Bad("bad metric name '" + line.name + "' in HELP");
  if (!cursor.AtEnd() && !cursor.TakeBlanks()) return Bad("no space after the name in HELP");
  auto help = UnescapeHelp(cursor.Rest());
  if (!help) return help.error();
  line.help = std::move(*help);
  return ExpositionLine(std::move(line));
}

Result<ExpositionLine> ParseType(Cursor cursor) {
  TypeLine line;
  line.name = cursor.TakeWord();
  if (!IsMetricName(line.name)) return Bad("bad metric name '" + line.name + "' in TYPE");
  cursor.TakeBlanks();
  line.type = cursor.TakeWord();
  constexpr std::string_view kTypes[] = {"counter", "gauge", "histogram", "summary", "untyped"};
  if (std::find(std::begin(kTypes), std::end(kTypes), line.type) == std::end(kTypes)) {
    return Bad("unknown type '" + line.type + "'");
  }
  cursor.TakeBlanks();
  if (!cursor.AtEnd()) return Bad("text after the type");
  return ExpositionLine(std::move(line));
}

}  // namespace

bool IsMetricName(std::string_view name) {
  if (name.empty() || IsDigit(name.front())) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return IsLetter(c) || IsDigit(c) || c == ':'; });
}

bool IsLabelName(std::string_view name) {
  if (name.empty() || IsDigit(name.front())) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return IsLetter(c) || IsDigit(c); });
}

Result<ExpositionLine> ParseExpositionLine(std::string_view line) {
  Cursor cursor(line);
  cursor.TakeBlanks();
  if (cursor.AtEnd()) return ExpositionLine(BlankLine{});
  if (!cursor.Take('#')) return ParseSample(cursor.Rest());
  cursor.TakeBlanks();
  const std::string_view keyword = cursor.TakeWord();
  if (keyword != "HELP" && keyword != "TYPE") return ExpositionLine(CommentLine{});
  if (!cursor.TakeBlanks()) return Bad("no space after " + std::string(keyword));
  return keyword == "HELP" ? ParseHelp(cursor) : ParseType(cursor);
}

}  // namespace galera

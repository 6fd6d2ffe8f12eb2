#include "supervisor/log_line.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace watchdog::supervisor {
namespace {

bool NeedsQuotes(std::string_view text) {
  if (text.empty()) return true;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f) return true;
  }
  return false;
}

void AppendValue(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  if (!NeedsQuotes(text)) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += "\\u00";
      out += kHex[(static_cast<unsigned char>(c) >> 4) & 0xf];
      out += kHex[static_cast<unsigned char>(c) & 0xf];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string TimeText(std::chrono::system_clock::time_point time) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 32> day{};
  std::strftime(day.data(), day.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%s.%03dZ", day.data(), static_cast<int>(ms % 1000));
  return text.data();
}

}  // namespace

std::string FormatLogLine(std::chrono::system_clock::time_point time, std::string_view level,
                          std::string_view message, std::initializer_list<Field> fields) {
  std::string out = "time=" + TimeText(time) + " level=";
  out += level;
  out += " msg=";
  AppendValue(out, message);
  for (const Field& field : fields) {
    out += ' ';
    out += field.key;
    out += '=';
    AppendValue(out, field.value);
  }
  return out += '\n';
}

}  // namespace watchdog::supervisor

#include "collect/status_value.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "galera/text.h"

namespace galera {
namespace {

struct Word {
  std::string_view text;
  double value;
};

constexpr std::array<Word, 11> kWords = {{{"yes", 1},
                                          {"on", 1},
                                          {"no", 0},
                                          {"off", 0},
                                          {"disabled", 0},
                                          {"connecting", 0},
                                          {"primary", 1},
                                          {"non-primary", 0},
                                          {"disconnected", 0},
                                          {"true", 1},
                                          {"false", 0}}};

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

std::optional<int> Digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return text.empty() ? std::nullopt : std::optional(value);
}

std::optional<double> UnixSeconds(int year, int month, int day, int hour, int minute, int second) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto at = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  return static_cast<double>(duration_cast<seconds>(at.time_since_epoch()).count());
}

struct TimeOfDay {
  int hour, minute, second;
};

std::optional<TimeOfDay> ParseTimeOfDay(std::string_view text) {  // hh:mm:ss
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = Digits(text.substr(0, 2));
  const auto minute = Digits(text.substr(3, 2));
  const auto second = Digits(text.substr(6, 2));
  if (!hour || !minute || !second) return std::nullopt;
  return TimeOfDay{*hour, *minute, *second};
}

// "2006-01-02 15:04:05", an optional fraction is cut off as Unix() does.
std::optional<double> ParseSqlDate(std::string_view text) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' || text[10] != ' ') return std::nullopt;
  if (text.size() > 19 && (text[19] != '.' || !Digits(text.substr(20)).has_value())) return std::nullopt;
  const auto year = Digits(text.substr(0, 4));
  const auto month = Digits(text.substr(5, 2));
  const auto day = Digits(text.substr(8, 2));
  const auto time = ParseTimeOfDay(text.substr(11, 8));
  if (!year || !month || !day || !time) return std::nullopt;
  return UnixSeconds(*year, *month, *day, time->hour, time->minute, time->second);
}

// "mar  4 10:11:12 2030 gmt", the form of Ssl_server_not_after.
std::optional<double> ParseCertificateDate(std::string_view text) {
  if (text.size() != 24 || text[3] != ' ' || text[6] != ' ' || text[15] != ' ' || text.substr(20) != " gmt") {
    return std::nullopt;
  }
  int month = 0;
  while (month < 12 && kMonths[static_cast<std::size_t>(month)] != text.substr(0, 3)) ++month;
  const auto day = Digits(text[4] == ' ' ? text.substr(5, 1) : text.substr(4, 2));
  const auto time = ParseTimeOfDay(text.substr(7, 8));
  const auto year = Digits(text.substr(16, 4));
  if (month == 12 || !day || !time || !year) return std::nullopt;
  return UnixSeconds(*year, month + 1, *day, time->hour, time->minute, time->second);
}

std::optional<double> ParseWith(std::string_view text, std::chars_format format) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, format);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return value;
  // Too large for a double is no number to Go; too small is 0.
  if (error != std::errc::result_out_of_range || format == std::chars_format::hex) return std::nullopt;
  value = std::strtod(std::string(text).c_str(), nullptr);
  return std::isinf(value) ? std::nullopt : std::optional(value);
}

// Go lets '_' stand between digits, and after the 0x of a hexadecimal number.
std::optional<std::string> WithoutUnderscores(std::string_view text) {
  const auto digit = [&](std::size_t i) {
    return i < text.size() && ((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f'));
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
    } else if (i == 0 || !digit(i + 1) || !(digit(i - 1) || (i == 2 && text[1] == 'x'))) {
      return std::nullopt;
    }
  }
  return out;
}

// Go: 0x1p4, 0x.8p1; the exponent is required.
std::optional<double> ParseHexFloat(std::string_view digits) {
  const std::size_t exponent = digits.find('p');
  if (exponent == std::string_view::npos || exponent == 0) return std::nullopt;
  std::string text(digits);
  // from_chars takes no '+' in the exponent of its own accord on every library.
  if (exponent + 1 < text.size() && text[exponent + 1] == '+') text.erase(exponent + 1, 1);
  return ParseWith(text, std::chars_format::hex);
}

}  // namespace

std::optional<double> ParseGoFloat(std::string_view original) {
  std::string lower = ToLower(original);
  if (lower.find('_') != std::string::npos) {
    const std::size_t sign_length = lower.front() == '+' || lower.front() == '-' ? 1 : 0;
    const auto digits = WithoutUnderscores(std::string_view(lower).substr(sign_length));
    if (!digits) return std::nullopt;
    lower.replace(sign_length, std::string::npos, *digits);
  }
  std::string_view text = lower;
  double sign = 1;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    if (text.front() == '-') sign = -1;
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  if (text == "inf" || text == "infinity") return sign * std::numeric_limits<double>::infinity();
  if (text == "nan") {
    if (lower.size() == 3) return std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
  }
  const char first = text.front();
  if ((first < '0' || first > '9') && first != '.') return std::nullopt;
  const auto value = text.size() > 2 && first == '0' && text[1] == 'x'
                         ? ParseHexFloat(text.substr(2))
                         : ParseWith(text, std::chars_format::general);
  if (!value) return std::nullopt;
  return sign * *value;
}

std::optional<double> ParseStatusValue(std::string_view original) {
  if (original.empty()) return std::nullopt;
  // Most cells are plain digits.
  if (original.size() <= 15 && original.find_first_not_of("0123456789") == std::string_view::npos) {
    return ParseWith(original, std::chars_format::general);
  }
  const std::string text = ToLower(original);
  for (const Word& word : kWords) {
    if (text == word.text) return word.value;
  }
  if (const auto seconds = ParseCertificateDate(text)) return seconds;
  if (const auto seconds = ParseSqlDate(text)) return seconds;
  return ParseGoFloat(text);
}

}  // namespace galera

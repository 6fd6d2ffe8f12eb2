#include "status/screen_text.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "galera/utf8.h"

namespace watchdog {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// The marks of the scripts that names are likely to be written in.
constexpr std::array<Range, 26> kCombining = {
    {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
     {0x05C4, 0x05C5}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC},
     {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0900, 0x0902}, {0x093C, 0x093C},
     {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},
     {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0x3099, 0x309A}, {0xFE00, 0xFE0F},
     {0xFE20, 0xFE2F}}};

// East Asian Width W and F, of Unicode 15, with small holes closed.
constexpr std::array<Range, 40> kWide = {
    {{0x1100, 0x115F}, {0x231A, 0x231B}, {0x2329, 0x232A}, {0x23E9, 0x23EC}, {0x23F0, 0x23F0},
     {0x23F3, 0x23F3}, {0x25FD, 0x25FE}, {0x2614, 0x2615}, {0x2648, 0x2653}, {0x267F, 0x267F},
     {0x2693, 0x2693}, {0x26A1, 0x26A1}, {0x26AA, 0x26AB}, {0x26BD, 0x26BE}, {0x26C4, 0x26C5},
     {0x26CE, 0x26CE}, {0x26D4, 0x26D4}, {0x26EA, 0x26EA}, {0x26F2, 0x26F3}, {0x26F5, 0x26F5},
     {0x26FA, 0x26FA}, {0x26FD, 0x26FD}, {0x2705, 0x2705}, {0x270A, 0x270B}, {0x2728, 0x2728},
     {0x274C, 0x274E}, {0x2753, 0x2757}, {0x2795, 0x2797}, {0x27B0, 0x27BF}, {0x2B1B, 0x2B1C},
     {0x2B50, 0x2B55}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3},
     {0xF900, 0xFAFF}, {0xFE10, 0xFE19}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}}};
constexpr std::array<Range, 9> kWideBeyond = {{{0x16FE0, 0x18CFF},
                                               {0x1AFF0, 0x1B2FF},
                                               {0x1F004, 0x1F004},
                                               {0x1F0CF, 0x1F0CF},
                                               {0x1F18E, 0x1F19A},
                                               {0x1F1E6, 0x1F265},
                                               {0x1F300, 0x1F6FF},
                                               {0x1F900, 0x1FAFF},
                                               {0x20000, 0x3FFFD}}};

// Obeyed, not shown: C0, C1, what turns the direction of writing, what has no width and no mark.
constexpr std::array<Range, 17> kObeyed = {{{0x0000, 0x001F},
                                            {0x007F, 0x009F},
                                            {0x00AD, 0x00AD},
                                            {0x034F, 0x034F},
                                            {0x061C, 0x061C},
                                            {0x115F, 0x1160},
                                            {0x17B4, 0x17B5},
                                            {0x180B, 0x180F},
                                            {0x200B, 0x200F},
                                            {0x2028, 0x202E},
                                            {0x2060, 0x206F},
                                            {0x3164, 0x3164},
                                            {0xFEFF, 0xFEFF},
                                            {0xFFA0, 0xFFA0},
                                            {0xFFF0, 0xFFFB},
                                            {0xE0000, 0xE0FFF},
                                            {0xF0000, 0x10FFFF}}};

bool In(std::span<const Range> ranges, char32_t letter) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), letter,
                                      [](char32_t value, const Range& range) { return value < range.first; });
  return after != ranges.begin() && letter <= std::prev(after)->last;
}

// One character, and the bytes it takes.
struct Letter {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool broken = false;  // no UTF-8
};

Letter FirstOf(std::string_view text) {
  const std::size_t length = galera::Utf8SequenceLength(text);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (length == 0) return {0, 1, true};
  if (length == 1) return {byte(0), 1, false};
  char32_t code = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = (code << 6U) | (byte(i) & 0x3FU);
  return {code, length, false};
}

std::size_t WidthOf(char32_t letter) {
  if (letter < 0x300) return 1;
  if (In(kCombining, letter)) return 0;
  return In(kWide, letter) || In(kWideBeyond, letter) ? 2 : 1;
}

// Bytes of the longest front that is at most `columns` wide.
std::size_t Fitting(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  std::size_t width = 0;
  while (end < text.size()) {
    const Letter letter = FirstOf(text.substr(end));
    width += WidthOf(letter.code);
    if (width > columns) break;
    end += letter.bytes;
  }
  return end;
}

constexpr std::size_t kMarksMax = 2;

std::string_view Code(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "";
    case Ink::kStrong:
      return "1";
    case Ink::kDim:
      return "2";
    case Ink::kGood:
      return "32";
    case Ink::kWarn:
      return "33";
    case Ink::kBad:
      return "1;31";
    case Ink::kGoodBlock:
      return "1;30;42";
    case Ink::kWarnBlock:
      return "1;30;43";
    case Ink::kBadBlock:
      return "1;37;41";
    case Ink::kAskBlock:
      return "1;37;45";
  }
  return "";
}

}  // namespace

std::string Harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t marks = 0;
  while (!text.empty()) {
    const Letter letter = FirstOf(text);
    const bool mark = !letter.broken && letter.code >= 0x300 && In(kCombining, letter.code);
    marks = mark ? marks + 1 : 0;
    if (letter.broken || In(kObeyed, letter.code)) {
      out += '?';
    } else if (marks <= kMarksMax && !(mark && out.empty())) {
      out += text.substr(0, letter.bytes);
    }
    text.remove_prefix(letter.bytes);
  }
  return out;
}

std::size_t ScreenWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Letter letter = FirstOf(text);
    width += WidthOf(letter.code);
    text.remove_prefix(letter.bytes);
  }
  return width;
}

std::string Clipped(std::string_view text, std::size_t columns) {
  if (ScreenWidth(text) <= columns) return std::string(text);
  if (columns <= 3) return std::string(columns, '.');
  return std::string(text.substr(0, Fitting(text, columns - 3))) + "...";
}

std::vector<std::string> Wrapped(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 2);
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!line.empty() && ScreenWidth(line) + 1 + ScreenWidth(word) > columns)
      lines.push_back(std::exchange(line, {}));
    if (!line.empty()) line += ' ';
    while (ScreenWidth(line) + ScreenWidth(word) > columns) {
      const std::size_t end = Fitting(word, columns);
      lines.emplace_back(word.substr(0, end));
      word.remove_prefix(end);
    }
    line += word;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string Painted(const std::string& text, Ink ink, bool colour) {
  if (!colour || ink == Ink::kPlain || text.empty()) return text;
  return "\x1b[" + std::string(Code(ink)) + "m" + text + "\x1b[0m";
}

}  // namespace watchdog

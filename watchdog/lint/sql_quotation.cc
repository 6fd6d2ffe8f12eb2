#include "lint/sql_quotation.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace watchdog {
namespace {

// Length in bytes of the UTF-8 character at the front; 1 where it is none.
std::size_t LengthOf(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  std::size_t length = 1;
  if (first >= 0xc2 && first < 0xe0) length = 2;
  if (first >= 0xe0 && first < 0xf0) length = 3;
  if (first >= 0xf0 && first < 0xf5) length = 4;
  return length <= text.size() ? length : 1;
}

std::uint32_t CodePoint(std::string_view character) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i]));
  };
  switch (character.size()) {
    case 2:
      return (byte(0) & 0x1fU) << 6U | (byte(1) & 0x3fU);
    case 3:
      return (byte(0) & 0x0fU) << 12U | (byte(1) & 0x3fU) << 6U | (byte(2) & 0x3fU);
    case 4:
      return (byte(0) & 0x07U) << 18U | (byte(1) & 0x3fU) << 12U | (byte(2) & 0x3fU) << 6U |
             (byte(3) & 0x3fU);
    default:
      return byte(0);
  }
}

bool IsHostile(std::uint32_t c) {
  const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  const bool direction =
      (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  return control || direction || c == 0xfeff;
}

std::string Hex(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() * 2);
  for (const char c : text) {
    out += kDigits[static_cast<unsigned char>(c) >> 4U];
    out += kDigits[static_cast<unsigned char>(c) & 0xfU];
  }
  return out;
}

}  // namespace

std::string QuotedName(std::string_view name) {
  std::string out = "`";
  for (const char c : name) out += c == '`' ? std::string("``") : std::string(1, c);
  return out + "`";
}

std::string QuotedTable(std::string_view database, std::string_view table) {
  return QuotedName(database) + "." + QuotedName(table);
}

std::string HexLiteral(std::string_view text) { return "_utf8mb4 X'" + Hex(text) + "'"; }

std::string CopyableStatement(const std::string& statement) {
  for (std::string_view rest = statement; !rest.empty();) {
    const std::size_t length = LengthOf(rest);
    if (IsHostile(CodePoint(rest.substr(0, length))))
      return "EXECUTE IMMEDIATE CONVERT(X'" + Hex(statement) + "' USING utf8mb4)";
    rest.remove_prefix(length);
  }
  return statement;
}

std::string ShownText(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view character = text.substr(0, LengthOf(text));
    const std::uint32_t c = CodePoint(character);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\\') {
      out += "\\\\";
    } else if (IsHostile(c)) {
      char code[16];
      std::snprintf(code, sizeof code, "\\u{%x}", static_cast<unsigned>(c));
      out += code;
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
  return out;
}

}  // namespace watchdog

// Names of tables in SQL text and in text for people: any name that MariaDB takes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace watchdog {

// `name` in backticks, those within doubled.
std::string QuotedName(std::string_view name);
std::string QuotedTable(std::string_view database, std::string_view table);

// A string literal that no sql_mode and no byte can end early: _utf8mb4 X'61'.
std::string HexLiteral(std::string_view text);

// The same statement on one line and without characters that a terminal obeys or hides (controls, marks
// of the direction of text): where it holds one, it comes as EXECUTE IMMEDIATE of a hexadecimal text.
std::string CopyableStatement(const std::string& statement);

// With \n, \t and \u{HEX} for such characters; \\ for a backslash.
std::string ShownText(std::string_view text);

}  // namespace watchdog

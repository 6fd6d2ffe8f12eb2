#include "lint/sql_quotation.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

TEST(SqlQuotation, DoublesBackticks) {
  EXPECT_EQ(QuotedName("a`b"), "`a``b`");
  EXPECT_EQ(QuotedTable("d`", "'\"\\"), "`d```.`'\"\\`");
  EXPECT_EQ(HexLiteral("a'\\"), "_utf8mb4 X'61275C'");
}

TEST(SqlQuotation, AStatementIsOneLineThatATerminalOnlyShows) {
  EXPECT_EQ(CopyableStatement("ALTER TABLE `ж漢\xF0\x9F\x98\x80`"), "ALTER TABLE `ж漢\xF0\x9F\x98\x80`");
  EXPECT_EQ(CopyableStatement("A `\n`"), "EXECUTE IMMEDIATE CONVERT(X'4120600A60' USING utf8mb4)");
  for (const char* hostile :
       {"\x1b[2J", "\x7f", "\r", "\xC2\x9B", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xEF\xBB\xBF"})
    EXPECT_TRUE(CopyableStatement(hostile).starts_with("EXECUTE IMMEDIATE")) << ShownText(hostile);
}

TEST(SqlQuotation, TextForPeopleNamesWhatItHides) {
  EXPECT_EQ(ShownText("a\nb\tc\\n"), "a\\nb\\tc\\\\n");
  EXPECT_EQ(ShownText("\x1b[31m\xE2\x80\xAEж"), "\\u{1b}[31m\\u{202e}ж");
  EXPECT_EQ(ShownText("\xE2\x80"), "\xE2\\u{80}");  // cut off: not read beyond, not dropped
}

}  // namespace
}  // namespace watchdog

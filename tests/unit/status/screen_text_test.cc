#include "status/screen_text.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Lines = std::vector<std::string>;

TEST(Harmless, ReplacesWhatATerminalWouldObey) {
  EXPECT_EQ(Harmless("n1"), "n1");
  EXPECT_EQ(Harmless("a\x1b[2Jb\r\nc\td\x7f"), "a?[2Jb??c?d?");
  EXPECT_EQ(Harmless("\xC2\x9B"
                     "31m"),
            "?31m");  // C1: CSI in one character
  EXPECT_EQ(Harmless("a\xE2\x80\xAE"
                     "b"),
            "a?b");  // right to left
  EXPECT_EQ(Harmless("a\xE2\x80\x8B"
                     "b"),
            "a?b");  // of no width
  EXPECT_EQ(Harmless("a\xF3\xA0\x81\x81"
                     "b"),
            "a?b");                         // a tag
  EXPECT_EQ(Harmless("a\xFF\xC3"), "a??");  // no UTF-8
  EXPECT_EQ(Harmless(std::string_view("a\0b", 3)), "a?b");
  EXPECT_EQ(Harmless("größe 名前 🐬"), "größe 名前 🐬");
}

TEST(Harmless, KeepsTwoMarksOnALetter) {
  const std::string mark = "\xCC\x80";
  EXPECT_EQ(Harmless("a" + mark + mark + mark + mark + "b"), "a" + mark + mark + "b");
  EXPECT_EQ(Harmless(mark + "a"), "a");  // it would stand on what is before the text
}

TEST(ScreenWidth, CountsColumns) {
  EXPECT_EQ(ScreenWidth(""), 0U);
  EXPECT_EQ(ScreenWidth("größe"), 5U);
  EXPECT_EQ(ScreenWidth("名前"), 4U);
  EXPECT_EQ(ScreenWidth("🐬"), 2U);
  EXPECT_EQ(ScreenWidth("a\xCC\x80"), 1U);
  EXPECT_EQ(ScreenWidth("узел"), 4U);
  EXPECT_EQ(ScreenWidth("노드"), 4U);
}

TEST(Clipped, CutsByColumnsAndSaysSo) {
  EXPECT_EQ(Clipped("abcdef", 6), "abcdef");
  EXPECT_EQ(Clipped("abcdefg", 6), "abc...");
  EXPECT_EQ(Clipped("名前名前", 6), "名...");
  EXPECT_EQ(Clipped("abcdefg", 2), "..");
  EXPECT_EQ(Clipped("abcdefg", 0), "");
}

TEST(Wrapped, BreaksAtSpacesAndInsideOfLongWords) {
  EXPECT_EQ(Wrapped("", 10), Lines({""}));
  EXPECT_EQ(Wrapped("one two three", 7), Lines({"one two", "three"}));
  EXPECT_EQ(Wrapped("abcdefghij", 4), Lines({"abcd", "efgh", "ij"}));
  EXPECT_EQ(Wrapped("a 名前名前", 4), Lines({"a", "名前", "名前"}));
  EXPECT_EQ(Wrapped("名前", 0), Lines({"名", "前"}));
}

TEST(Painted, IsPlainWithoutColour) {
  EXPECT_EQ(Painted("x", Ink::kBad, false), "x");
  EXPECT_EQ(Painted("x", Ink::kPlain, true), "x");
  EXPECT_EQ(Painted("x", Ink::kGood, true), "\x1b[32mx\x1b[0m");
}

}  // namespace
}  // namespace watchdog

#include "galera/text.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(Text, ComparesWithoutCase) {
  EXPECT_TRUE(EqualsIgnoringCase("Wsrep_Ready", "wsrep_ready"));
  EXPECT_TRUE(EqualsIgnoringCase("", ""));
  EXPECT_FALSE(EqualsIgnoringCase("wsrep_ready", "wsrep_read"));
  EXPECT_FALSE(EqualsIgnoringCase("a[", "a{"));  // 0x20 apart, but no letters
}

TEST(Text, TrimsBlanksOnly) {
  EXPECT_EQ(TrimBlanks(" \ta b\t "), "a b");
  EXPECT_EQ(TrimBlanks("  "), "");
  EXPECT_EQ(TrimBlanks("\n"), "\n");
}

TEST(Text, TakesPartsUpToTheLast) {
  std::string_view rest = "a, b ,,c";
  EXPECT_EQ(NextPart(&rest, ','), "a");
  EXPECT_EQ(NextPart(&rest, ','), "b");
  EXPECT_EQ(NextPart(&rest, ','), "");
  EXPECT_EQ(NextPart(&rest, ','), "c");
  EXPECT_TRUE(rest.empty());
}

TEST(Text, LowersAsciiOnly) { EXPECT_EQ(ToLower("Ab\xC3\x84"), "ab\xC3\x84"); }

}  // namespace
}  // namespace galera

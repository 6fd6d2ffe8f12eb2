#include "galera/utf8.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace galera {
namespace {

TEST(IsUtf8, AcceptsWellFormedText) {
  for (const char* text :
       {"", "plain", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x90\xac", "\xef\xbb\xbf", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(IsUtf8, RefusesEverythingElse) {
  for (const char* text : {"\xff", "\x80", "\xc3", "\xc3(", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                           "\xf5\x80\x80\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\xf0\x9f\x90"}) {
    EXPECT_FALSE(IsUtf8(text));
  }
}

TEST(ValidUtf8, ReplacesWhatIsNone) {
  const std::string replacement = "\xEF\xBF\xBD";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"plain", "plain"},
      {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"},
      {"a\xFFz", "a" + replacement + "z"},
      {"\xC0\xAF", replacement + replacement},                    // overlong
      {"\xED\xA0\x80", replacement + replacement + replacement},  // surrogate
      {"\xF4\x90\x80\x80", replacement + replacement + replacement + replacement},
      {"\xE2\x82", replacement + replacement},  // cut short
  };
  for (const auto& [bytes, want] : cases) EXPECT_EQ(ValidUtf8(bytes), want);
}

}  // namespace
}  // namespace galera

#include "exposition/float_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace galera {
namespace {

TEST(ParseFloatText, TakesWhatGoTakes) {
  EXPECT_EQ(ParseFloatText("0"), 0.0);
  EXPECT_EQ(ParseFloatText("+5"), 5.0);
  EXPECT_EQ(ParseFloatText("-5"), -5.0);
  EXPECT_EQ(ParseFloatText("5."), 5.0);
  EXPECT_EQ(ParseFloatText(".5"), 0.5);
  EXPECT_EQ(ParseFloatText("3.3554432e+07"), 33554432.0);
  EXPECT_EQ(ParseFloatText("1.8446744073709552e+19"), 18446744073709551615.0);
  EXPECT_EQ(ParseFloatText("1e-400"), 0.0);
  EXPECT_EQ(ParseFloatText("-1E-400"), 0.0);
  EXPECT_TRUE(std::isnan(*ParseFloatText("NaN")));
  EXPECT_TRUE(std::isnan(*ParseFloatText("Nan")));
  EXPECT_EQ(ParseFloatText("+Inf"), INFINITY);
  EXPECT_EQ(ParseFloatText("-infinity"), -INFINITY);
}

TEST(ParseFloatText, RefusesTheRest) {
  for (const char* text : {"",    " 1",  "1 ",    "+",     "-",    ".",     "e5",  "1e", "++1",   "+-1",
                           "-+1", "--1", "1_000", "0x1p4", "0x1A", "1e400", "1,5", "on", "infin", "1.2.3"}) {
    EXPECT_FALSE(ParseFloatText(text)) << "'" << text << "'";
  }
}

TEST(IsCanonicalFloatText, KnowsTheOneSpellingOfTheNotFinite) {
  EXPECT_TRUE(IsCanonicalFloatText("1"));
  EXPECT_TRUE(IsCanonicalFloatText("NaN"));
  EXPECT_TRUE(IsCanonicalFloatText("+Inf"));
  EXPECT_FALSE(IsCanonicalFloatText("Nan"));
  EXPECT_FALSE(IsCanonicalFloatText("inf"));
}

}  // namespace
}  // namespace galera

#include "config/option_value.h"

#include <gtest/gtest.h>

#include <utility>

namespace galera {
namespace {

using std::chrono::milliseconds;

TEST(ParseDuration, ReadsNumbersWithUnits) {
  const std::pair<const char*, long> kAccepted[] = {
      {"500ms", 500},         {"2s", 2000},    {"1m30s", 90000},      {"1.5h", 5400000},
      {"2.5s", 2500},         {"0s", 0},       {"1d", 86400000},      {".5s", 500},
      {"1h1m1s1ms", 3661001}, {"1.9ms", 1},    {"365d", 31536000000}, {"0.1s", 100},
      {"0.3s", 300},          {"4.35s", 4350},
  };
  for (const auto& [text, ms] : kAccepted) {
    const auto time = ParseDuration(text);
    ASSERT_TRUE(time) << text << ": " << time.error().message;
    EXPECT_EQ(*time, milliseconds(ms)) << text;
  }
}

TEST(ParseDuration, RefusesEverythingElse) {
  for (const char* text :
       {"",     "5",    "0",  "s",      "ms", "1 s",  " 1s",  "1s ", "-1s",  "+1s",
        "1s1m", "1s1s", "1x", "1.2.3s", ".s", "1e3s", "0x1s", "inf", "366d", "99999999999999999999d",
        "1sm",  "1us"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(ParseDuration, SaysThatTheUnitIsMissing) {
  EXPECT_NE(ParseDuration("15").error().message.find("no unit"), std::string::npos);
  EXPECT_NE(ParseDuration("1m30").error().message.find("no unit"), std::string::npos);
}

TEST(ParseSeconds, ReadsDecimalNumbers) {
  EXPECT_EQ(*ParseSeconds("0.25"), milliseconds(250));
  EXPECT_EQ(*ParseSeconds("0"), milliseconds(0));
  EXPECT_EQ(*ParseSeconds("1e-1"), milliseconds(100));
  EXPECT_EQ(*ParseSeconds("2"), milliseconds(2000));
}

TEST(ParseSeconds, RefusesEverythingElse) {
  for (const char* text :
       {"", "-1", "-0.001", "nan", "inf", "1e300", "1e999", "250ms", "1,5", " 1", "1 ", "+1", "x"}) {
    EXPECT_FALSE(ParseSeconds(text)) << text;
  }
}

TEST(ParseWhole, KeepsWithinItsBounds) {
  EXPECT_EQ(*ParseWhole("0", 0, 10), 0);
  EXPECT_EQ(*ParseWhole("10", 0, 10), 10);
  for (const char* text : {"", "-1", "11", "1.5", "1e1", "0x1", " 1", "1 ", "99999999999999999999", "one"}) {
    EXPECT_FALSE(ParseWhole(text, 0, 10)) << text;
  }
}

TEST(ParseSwitch, KnowsFourWordsForEach) {
  for (const char* text : {"true", "yes", "on", "1"}) EXPECT_TRUE(*ParseSwitch(text)) << text;
  for (const char* text : {"false", "no", "off", "0"}) EXPECT_FALSE(*ParseSwitch(text)) << text;
  for (const char* text : {"", "True", "TRUE", "y", "2", " true", "enabled"})
    EXPECT_FALSE(ParseSwitch(text)) << text;
}

}  // namespace
}  // namespace galera

#include "collect/status_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace galera {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(ParseStatusValue, AcceptsWhatMysqldExporterAccepts) {
  const std::vector<std::pair<const char*, double>> accepted = {
      {"yes", 1},
      {"ON", 1},
      {"Yes", 1},
      {"no", 0},
      {"Off", 0},
      {"DISABLED", 0},
      {"Connecting", 0},
      {"Primary", 1},
      {"non-Primary", 0},
      {"Disconnected", 0},
      {"true", 1},
      {"FALSE", 0},
      {"0", 0},
      {"007", 7},
      {"5", 5},
      {"-3", -3},
      {"+5", 5},
      {"1e3", 1000},
      {"1E+3", 1000},
      {"5.", 5},
      {".5", 0.5},
      {"0x1p4", 16},
      {"0x1P-1", 0.5},
      {"0x1p+4", 16},
      {"0x.8p1", 1},
      {"1_000", 1000},
      {"0x_1p4", 16},
      {"0.333333", 0.333333},
      {"18446744073709551615", 18446744073709551615.0},
      {"9007199254740993", 9007199254740992.0},
      {"1e-400", 0},
      {"-1e-400", 0},
      {"inf", kInf},
      {"-Infinity", -kInf},
      {"+Inf", kInf},
      {"Mar  4 10:11:12 2030 GMT", 1898849472},
      {"Mar 14 10:11:12 2030 GMT", 1899713472},
      {"2022-03-04 05:06:07", 1646370367},
      {"2022-03-04 05:06:07.123456", 1646370367}};
  for (const auto& [text, want] : accepted) {
    const auto got = ParseStatusValue(text);
    ASSERT_TRUE(got.has_value()) << text;
    EXPECT_EQ(*got, want) << text;
  }
  ASSERT_TRUE(ParseStatusValue("NaN").has_value());
  EXPECT_TRUE(std::isnan(*ParseStatusValue("NaN")));
}

TEST(ParseStatusValue, RejectsWhatMysqldExporterLeavesOut) {
  for (const char* text : {"",
                           " ",
                           " 5",
                           "5 ",
                           "10.11.19",
                           "mysql-bin.000123",
                           "10.11.19-MariaDB",
                           "127.0.0.1",
                           "0x1A",
                           "0x",
                           "1e",
                           "1e400",
                           "-1e400",
                           "+",
                           "-",
                           ".",
                           "1__000",
                           "_1",
                           "1_",
                           "+_1",
                           "-nan",
                           "+nan",
                           "infin",
                           "Synced",
                           "enabled",
                           "1,5",
                           "0b101",
                           "1p4",
                           "2022-13-04 05:06:07",
                           "2022-03-04 25:06:07",
                           "2022-03-04T05:06:07",
                           "2022-03-04 05:06:07.",
                           "2022-02-30 00:00:00",
                           "Foo  4 10:11:12 2030 GMT",
                           "Mar 34 10:11:12 2030 GMT",
                           "Mar  4 10:11:12 2030 UTC?",
                           "\xff",
                           "4.23(rXXXX)"}) {
    EXPECT_EQ(ParseStatusValue(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace galera

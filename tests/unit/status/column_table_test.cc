#include "status/column_table.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Lines = std::vector<std::string>;

Lines Table(std::size_t width) {
  return RenderColumns({{"NODE", 9}, {"STATE", 8}, {"LAG", 2, true}, {"VERSION", 1}},
                       {{{"n1"}, {"synced"}, {"0"}, {"10.11.19"}}, {{"名前"}, {"donor"}, {"1234"}, {"-"}}},
                       width, false);
}

TEST(RenderColumns, AlignsByColumnsOfTheScreen) {
  EXPECT_EQ(Table(40), Lines({"NODE  STATE    LAG  VERSION",  //
                              "n1    synced     0  10.11.19", "名前  donor   1234  -"}));
}

TEST(RenderColumns, DropsWhatMattersLeastFirst) {
  EXPECT_EQ(Table(27), Lines({"NODE  STATE    LAG",  //
                              "n1    synced     0", "名前  donor   1234"}));
  EXPECT_EQ(Table(17), Lines({"NODE  STATE",  //
                              "n1    synced", "名前  donor"}));
}

TEST(RenderColumns, ClipsWhatIsLeftWhereNothingFits) {
  for (const std::string& line : Table(9)) EXPECT_LE(ScreenWidth(line), 9U) << line;
}

TEST(RenderColumns, LeavesOutAColumnWithNothingInIt) {
  EXPECT_EQ(RenderColumns({{"A"}, {"B"}, {"C"}}, {{{"1"}, {""}, {"3"}}, {{"4"}, {""}, {""}}}, 80, false),
            Lines({"A  C", "1  3", "4"}));
}

TEST(RenderColumns, ColourTakesNoRoom) {
  EXPECT_EQ(RenderColumns({{"A"}, {"B"}}, {{{"1", Ink::kGood}, {"2"}}}, 80, true),
            Lines({"\x1b[2mA\x1b[0m  \x1b[2mB\x1b[0m", "\x1b[32m1\x1b[0m  2"}));
}

}  // namespace
}  // namespace watchdog

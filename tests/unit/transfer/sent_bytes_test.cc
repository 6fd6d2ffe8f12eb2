#include "transfer/sent_bytes.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace watchdog {
namespace {

TEST(ParseWrittenBytes, FindsTheNumber) {
  EXPECT_EQ(ParseWrittenBytes("rchar: 8822002\nwchar: 8808038\nsyscr: 1121\n"), 8808038U);
  for (const char* io :
       {"", "wchar: 5\n", "rchar: 1\nwchar: \n", "rchar: 1\nwchar: -1\n", "rchar: 1\nwchar: x"})
    EXPECT_EQ(ParseWrittenBytes(io), std::nullopt) << io;
}

TEST(ParseProcessStat, StandsAnyName) {
  const auto plain = ParseProcessStat("872 (socat) S 869 1 1 0 -1");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->name, "socat");
  EXPECT_EQ(plain->parent, 869);
  const auto odd = ParseProcessStat("872 (a) S 1 (b) R 7 1");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->name, "a) S 1 (b");
  EXPECT_EQ(odd->parent, 7);
  for (const char* stat : {"", "872", "872 (", "872 )(", "872 (socat)", "872 (socat) S", "872 (socat) S x"})
    EXPECT_FALSE(ParseProcessStat(stat)) << stat;
}

TEST(SentBytes, AreUnknownWhereNobodySends) { EXPECT_EQ(SentBytes(getpid()).Look(), std::nullopt); }

}  // namespace
}  // namespace watchdog

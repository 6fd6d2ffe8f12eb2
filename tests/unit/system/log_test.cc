#include "system/log.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(Logfmt, QuotesWhatNeedsIt) {
  EXPECT_EQ(FormatLogfmt("info", "node state changed",
                         {{"from", "synced"}, {"to", ""}, {"reason", "a=b \"c\"\nd"}}),
            "level=info msg=\"node state changed\" from=synced to=\"\" reason=\"a=b \\\"c\\\"\\nd\"");
}

TEST(Logfmt, KeepsALineALine) {
  const std::string line = FormatLogfmt("warn", "x", {{"v", std::string("\r\n\t\0\x1b[31m", 9)}});
  for (const char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
}

TEST(Json, QuotesEverything) {
  EXPECT_EQ(FormatJsonFields("error", "say \"hi\"", {{"n", "1"}}),
            R"("level":"error","msg":"say \"hi\"","n":"1")");
}

}  // namespace
}  // namespace galera

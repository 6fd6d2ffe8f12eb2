#include "mariadbd_config/memory_limit.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace watchdog {
namespace {

TEST(CgroupMemoryLimit, AcceptsAndRejects) {
  const std::vector<std::pair<const char*, std::uint64_t>> accepted = {
      {"2147483648\n", 2147483648}, {"4096", 4096}, {"1152921504606846975\n", (std::uint64_t{1} << 60) - 1}};
  for (const auto& [text, want] : accepted) EXPECT_EQ(ParseCgroupMemoryLimit(text), want) << text;
  for (const char* none :
       {"", "\n", "max\n", "max", "9223372036854771712\n", "9223372036854710272", "18446744073709551615",
        "18446744073709551616", "1152921504606846976", "0", "-1", "1G", "12 34", " 12", "0x10", "1.5"}) {
    EXPECT_EQ(ParseCgroupMemoryLimit(none), std::nullopt) << none;
  }
}

}  // namespace
}  // namespace watchdog

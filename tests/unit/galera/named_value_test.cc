#include "galera/named_value.h"

#include <gtest/gtest.h>

#include <vector>

namespace galera {
namespace {

TEST(NamedValue, IsFoundWhateverTheCase) {
  const std::vector<NamedValue> rows = {{"Read_Only", "OFF"}, {"empty", ""}, {"null", std::nullopt}};
  EXPECT_EQ(Find(rows, "read_only"), Cell("OFF"));
  EXPECT_EQ(Find(rows, "EMPTY"), Cell(""));
  EXPECT_EQ(Find(rows, "null"), Cell());
  EXPECT_EQ(Find(rows, "missing"), Cell());
}

}  // namespace
}  // namespace galera

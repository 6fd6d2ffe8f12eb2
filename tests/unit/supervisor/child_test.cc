#include "supervisor/child.h"

#include <gtest/gtest.h>

namespace watchdog::supervisor {
namespace {

using Strings = std::vector<std::string>;

TEST(ChangedEnvironment, ReplacesAddsAndTakesOut) {
  const Strings base = {"A=1", "AB=2", "SECRET=x", "B=3"};
  EXPECT_EQ(ChangedEnvironment(base, {"A=9", "SECRET", "NEW="}), (Strings{"AB=2", "B=3", "A=9", "NEW="}));
  EXPECT_EQ(ChangedEnvironment(base, {}), base);
  EXPECT_EQ(ChangedEnvironment(base, {"A=1", "A=2"}), (Strings{"AB=2", "SECRET=x", "B=3", "A=2"}));
  EXPECT_EQ(ChangedEnvironment(base, {"NONE"}), base);
}

}  // namespace
}  // namespace watchdog::supervisor

#include "first_start/random_password.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

TEST(RandomPassword, HasThirtyTwoHarmlessCharactersAndIsNeverTheSame) {
  const auto one = RandomPassword();
  const auto two = RandomPassword();
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->Reveal().size(), 32u);
  EXPECT_NE(one->Reveal(), two->Reveal());
  EXPECT_EQ(
      one->Reveal().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
}

}  // namespace
}  // namespace watchdog

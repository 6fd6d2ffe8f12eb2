#include "galera/result.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> good = 7;
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(*good, 7);
  const Result<int> bad = Error{ErrorCode::kTimeout, "no answer", 0};
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().code, ErrorCode::kTimeout);
  EXPECT_EQ(bad.error().message, "no answer");
}

TEST(Status, IsGoodUnlessGivenAnError) {
  EXPECT_TRUE(Status().ok());
  EXPECT_FALSE(Status(Error{ErrorCode::kDenied, "no", 1045}).ok());
}

TEST(ErrorCode, HasANameEach) {
  EXPECT_EQ(Name(ErrorCode::kUnavailable), "unavailable");
  EXPECT_EQ(Name(ErrorCode::kRefused), "refused");
}

}  // namespace
}  // namespace galera

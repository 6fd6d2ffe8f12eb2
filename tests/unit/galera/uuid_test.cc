#include "galera/uuid.h"

#include <gtest/gtest.h>

namespace galera {
namespace {

TEST(ParseUuid, AcceptsAndRejects) {
  EXPECT_EQ(ParseUuid("9993B11C-e581-11f1-ae70-0675c5f31fa5"), "9993b11c-e581-11f1-ae70-0675c5f31fa5");
  EXPECT_EQ(ParseUuid(kZeroUuid), kZeroUuid);
  for (const char* bad : {"", "x", "9993b11ce58111f1ae700675c5f31fa5", "9993b11c-e581-11f1-ae70-0675c5f31fa",
                          "9993b11c-e581-11f1-ae70-0675c5f31fa50", "9993b11c-e581-11f1-ae70-0675c5f31fag",
                          "9993b11c-e581-11f1-ae7000675c5f31fa55", " 993b11c-e581-11f1-ae70-0675c5f31fa5"}) {
    EXPECT_EQ(ParseUuid(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace galera

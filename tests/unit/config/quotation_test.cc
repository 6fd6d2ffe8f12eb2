#include "config/quotation.h"

#include <gtest/gtest.h>

#include <vector>

namespace galera {
namespace {

TEST(Quote, StaysOnOneLineOfPlainText) {
  EXPECT_EQ(Quote("a b"), "\"a b\"");
  EXPECT_EQ(Quote("a\n\x1b\xff"), "\"a\\x0a\\x1b\\xff\"");
  EXPECT_EQ(Quote(std::string(200, 'x')), "\"" + std::string(80, 'x') + "...\"");
}

TEST(NearestName, FindsSlipsAndNothingElse) {
  const std::vector<std::string> names = {"web.listen_address", "web.telemetry_path", "health.interval"};
  EXPECT_EQ(NearestName("web.listen-address", names), "web.listen_address");
  EXPECT_EQ(NearestName("web.listen_addres", names), "web.listen_address");
  EXPECT_EQ(NearestName("health.intreval", names), "health.interval");
  EXPECT_EQ(NearestName("colour", names), "");
  EXPECT_EQ(NearestName("", names), "");
  EXPECT_EQ(NearestName(std::string(100000, 'x'), names), "");
}

TEST(EditDistance, CountsSteps) {
  EXPECT_EQ(EditDistance("", "abc"), 3U);
  EXPECT_EQ(EditDistance("abc", "abc"), 0U);
  EXPECT_EQ(EditDistance("abc", "acb"), 1U);
  EXPECT_EQ(EditDistance("a-b", "a_b"), 0U);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3U);
}

}  // namespace
}  // namespace galera

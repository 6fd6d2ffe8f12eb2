#include "lint/schema_reader.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

galera::Rows Grants(const std::vector<std::string_view>& lines) {
  std::vector<galera::Cell> cells(lines.begin(), lines.end());
  return galera::Rows({"Grants for x@%"}, {}, std::move(cells));
}

TEST(MaySelectAll, NeedsSelectOnEverything) {
  EXPECT_TRUE(
      MaySelectAll(Grants({"GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION"}), ""));
  EXPECT_TRUE(
      MaySelectAll(Grants({"GRANT SELECT, PROCESS ON *.* TO `x`@`%` IDENTIFIED BY PASSWORD '*0'"}), ""));
  EXPECT_TRUE(
      MaySelectAll(Grants({"GRANT USAGE ON *.* TO `x`@`%`", "GRANT RELOAD, SELECT ON *.* TO `role`"}), ""));
  EXPECT_FALSE(MaySelectAll(Grants({"GRANT PROCESS ON *.* TO `SELECT`@`%`"}), ""));
  EXPECT_FALSE(MaySelectAll(Grants({"GRANT SELECT ON `shop`.* TO `x`@`%`"}), ""));
  EXPECT_FALSE(MaySelectAll(Grants({"GRANT SELECT ON `shop`.`a ON *.* TO ` TO `x`@`%`"}), ""));
  EXPECT_FALSE(MaySelectAll(Grants({}), ""));
}

TEST(MaySelectAll, OrOnTheDatabaseAskedFor) {
  const auto grants =
      Grants({"GRANT USAGE ON *.* TO `x`@`%`", "GRANT SELECT, INSERT ON `sh``op`.* TO `x`@`%`"});
  EXPECT_TRUE(MaySelectAll(grants, "sh`op"));
  EXPECT_FALSE(MaySelectAll(grants, "other"));
  EXPECT_FALSE(MaySelectAll(Grants({"GRANT SELECT ON `shop`.`t` TO `x`@`%`"}), "shop"));
}

TEST(IsSystemSchema, WhateverTheCase) {
  EXPECT_TRUE(IsSystemSchema("MySQL"));
  EXPECT_TRUE(IsSystemSchema("sys"));
  EXPECT_FALSE(IsSystemSchema("mysql2"));
}

}  // namespace
}  // namespace watchdog

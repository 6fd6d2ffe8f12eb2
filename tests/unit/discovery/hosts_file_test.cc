#include "discovery/hosts_file.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

TEST(FindInHosts, WholeNamesOfLinesThatCanBeRead) {
  const std::string_view hosts =
      "127.0.0.1 localhost # db9\n\n# 10.0.0.1 db1\n10.0.0.2\tDB1.example.org  db1\r\n"
      "fd00::2 db1. db1\nnonsense db1\n0.0.0.0 db1\n10.0.0.3 db11";
  const auto found = FindInHosts(hosts, "db1");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].text, "10.0.0.2");
  EXPECT_EQ(found[1].text, "fd00::2");
  EXPECT_EQ(FindInHosts(hosts, "db11").size(), 1u);
  EXPECT_TRUE(FindInHosts(hosts, "db9").empty());
  EXPECT_TRUE(FindInHosts(hosts, "10.0.0.3").empty());
  EXPECT_TRUE(FindInHosts("", "db1").empty());
}

}  // namespace
}  // namespace watchdog

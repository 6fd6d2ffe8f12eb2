#include "cli/inspect_arguments.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

bool OnlyData(const std::string& word) { return word == "data"; }

galera::Result<InspectArguments> Parse(const std::vector<std::string>& words) {
  return ParseInspectArguments(words, OnlyData);
}

TEST(InspectArguments, TellsDirectoriesFromHosts) {
  const auto parsed = Parse(
      {"/copies/a/", "data", "./b", "node3=/copies/c", "db1", "db2:9081", "10.0.0.9", "[2001:db8::1]:9081"});
  ASSERT_TRUE(parsed) << parsed.error().message;
  ASSERT_EQ(parsed->directories.size(), 4U);
  EXPECT_EQ(parsed->directories[0].path, "/copies/a");
  EXPECT_EQ(parsed->directories[1].path, "data");
  EXPECT_EQ(parsed->directories[3].path, "/copies/c");
  EXPECT_EQ(parsed->directories[3].name, "node3");
  ASSERT_EQ(parsed->hosts.size(), 4U);
  EXPECT_EQ(parsed->hosts[0].name, "db1");
  EXPECT_EQ(parsed->hosts[0].port, 8081);
  EXPECT_EQ(parsed->hosts[1].port, 9081);
  EXPECT_EQ(parsed->hosts[2].address->text, "10.0.0.9");
  EXPECT_EQ(parsed->hosts[3].port, 9081);
}

TEST(InspectArguments, TakesFlagsAnywhere) {
  const auto parsed =
      Parse({"--json", "/a", "--recover-copy=/tmp", "--user=db", "--defaults-file=/etc/my.cnf"});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_TRUE(parsed->json);
  EXPECT_EQ(parsed->copy_to, "/tmp");
  EXPECT_EQ(parsed->user, "db");
  EXPECT_EQ(parsed->defaults_file, "/etc/my.cnf");
  EXPECT_TRUE(Parse({"--help"})->help);
}

TEST(InspectArguments, RefusesWhatItDoesNotUnderstand) {
  const std::vector<std::vector<std::string>> all = {
      {},
      {"--json"},
      {"--jason", "/a"},
      {"--recover-copy=", "/a"},
      {"/a", "/a/"},
      {"srv:db"},
      {"consul:db"},
      {"file:hosts"},
      {"a b"},
      {"db1:0"},
      {"db1:99999"},
      {"--recover", "/a"},
      {"--recover", "--defaults-file=/f", "--recover-copy=/tmp", "/a"},
      std::vector<std::string>(65, "db1"),
  };
  for (const auto& words : all) {
    const auto parsed = Parse(words);
    EXPECT_FALSE(parsed) << (words.empty() ? "nothing" : words.front());
    EXPECT_FALSE(!parsed && parsed.error().message.empty());
  }
  EXPECT_TRUE(Parse({"--recover", "--defaults-file=/f", "/a"}));
}

}  // namespace
}  // namespace watchdog

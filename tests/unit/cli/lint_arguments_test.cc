#include "cli/lint_arguments.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Arguments = std::vector<std::string>;

TEST(ParseLintArguments, TakesItsOwnWordsAndLeavesTheRestToTheConfiguration) {
  const auto parsed = ParseLintArguments(
      {"--json", "--config.my-cnf=x", "--database", "shop", "--all", "--mysqld.username", "root"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(parsed->json && parsed->all && !parsed->help);
  EXPECT_EQ(parsed->database, "shop");
  EXPECT_EQ(parsed->connection, Arguments({"--config.my-cnf=x", "--mysqld.username", "root"}));
  EXPECT_EQ(ParseLintArguments({"--database=a=b"})->database, "a=b");
  EXPECT_TRUE(ParseLintArguments({"-h"})->help);
}

TEST(ParseLintArguments, RefusesADatabaseThatIsNoneOfTheirs) {
  for (const Arguments& wrong :
       {Arguments{"--database"}, Arguments{"--database="}, Arguments{"--database", ""},
        Arguments{"--database=mysql"}, Arguments{"--database", "Information_Schema"}}) {
    const auto parsed = ParseLintArguments(wrong);
    ASSERT_FALSE(parsed.ok()) << wrong.back();
    EXPECT_EQ(parsed.error().code, galera::ErrorCode::kInvalid);
  }
}

}  // namespace
}  // namespace watchdog

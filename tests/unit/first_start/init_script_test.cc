#include "first_start/init_script.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temporary_folder.h"

namespace watchdog {
namespace {

TEST(KindOfScript, GoesByTheEndOfTheName) {
  EXPECT_EQ(KindOfScript("a.sh", true), ScriptKind::kExecutable);
  EXPECT_EQ(KindOfScript("a.sh", false), ScriptKind::kSourced);
  EXPECT_EQ(KindOfScript("a.sql", true), ScriptKind::kSql);
  EXPECT_EQ(KindOfScript("a.sql.gz", false), ScriptKind::kGzip);
  EXPECT_EQ(KindOfScript("a.sql.xz", false), ScriptKind::kXz);
  EXPECT_EQ(KindOfScript("a.sql.zst", false), ScriptKind::kZstd);
  EXPECT_EQ(KindOfScript("a.env", false), ScriptKind::kEnvironment);
  EXPECT_EQ(KindOfScript("a.tar.gz", false), ScriptKind::kIgnored);
  EXPECT_EQ(KindOfScript("sh", true), ScriptKind::kIgnored);
}

TEST(ListInitScripts, SortsFollowsLinksAndLeavesOutHiddenOnesAndDirectories) {
  const TemporaryFolder folder;
  folder.Write("b.sql", "");
  folder.Write("B.sql", "");
  folder.Write("10-a.sh", "");
  folder.Write(".hidden.sql", "");
  ASSERT_EQ(mkdir(folder.At("d.sql").c_str(), 0700), 0);
  ASSERT_EQ(symlink("b.sql", folder.At("a.sql").c_str()), 0);
  ASSERT_EQ(symlink("nowhere", folder.At("c.sql").c_str()), 0);
  const auto scripts = ListInitScripts(folder.path());
  ASSERT_TRUE(scripts);
  std::vector<std::string> names;
  for (const InitScript& script : *scripts) names.push_back(script.name);
  EXPECT_EQ(names, (std::vector<std::string>{"10-a.sh", "B.sql", "a.sql", "b.sql"}));
}

TEST(ListInitScripts, TakesAMissingDirectoryForNoScripts) {
  const TemporaryFolder folder;
  const auto scripts = ListInitScripts(folder.At("none"));
  ASSERT_TRUE(scripts);
  EXPECT_TRUE(scripts->empty());
}

TEST(ParseEnvironmentLines, ReadsNamesValuesQuotesAndComments) {
  const auto lines = ParseEnvironmentLines("# c\n\nA=1\r\n export B_2 = x\nC=\"a b\"\nD='\"'\n  E=\nF=a=b");
  ASSERT_FALSE(lines) << "a blank before = is no name";
  const auto good = ParseEnvironmentLines("# c\n\nA=1\r\n export B_2=x\nC=\"a b\"\nD='\"'\n  E=\nF=a=b");
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, (std::vector<std::string>{"A=1", "B_2=x", "C=a b", "D=\"", "E=", "F=a=b"}));
}

TEST(ParseEnvironmentLines, NamesTheLineButNotWhatStandsInIt) {
  for (const char* text : {"A=1\nsecret", "A=1\n2secret=x", "A=1\n=secret", "A=1\nsec ret=1"}) {
    const auto lines = ParseEnvironmentLines(text);
    ASSERT_FALSE(lines);
    EXPECT_NE(lines.error().message.find("line 2"), std::string::npos);
    EXPECT_EQ(lines.error().message.find("sec"), std::string::npos);
  }
}

TEST(ScriptProgram, GivesAScriptWithoutInterpreterToBash) {
  const TemporaryFolder folder;
  folder.Write("a.sh", "echo");
  folder.Write("b.sh", "#!/bin/sh\n");
  EXPECT_EQ(ScriptProgram({"a.sh", folder.At("a.sh"), ScriptKind::kExecutable}, {}).argv,
            (std::vector<std::string>{"bash", folder.At("a.sh")}));
  EXPECT_EQ(ScriptProgram({"b.sh", folder.At("b.sh"), ScriptKind::kExecutable}, {}).argv,
            (std::vector<std::string>{folder.At("b.sh")}));
}

}  // namespace
}  // namespace watchdog

#include "lint/lint_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "sample_facts.h"

namespace watchdog {
namespace {

bool Holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

LintResult Hostile() {
  SchemaFacts facts = With("binlog_format", "MIXED");
  facts.engines = {{"MyISAM", 3}};
  facts.not_innodb = {{{"d`", "\x1b[2Jx\ny"}, "MyISAM", false, TableColumns{{"a"}, "", true}}};
  facts.variables["innodb_autoinc_lock_mode"] = "1";
  facts.unseen = {"primary keys: denied"};
  return JudgeSchema(facts);
}

TEST(LintReport, ShowsFindingsThenStatementsThenOptions) {
  const std::string text = RenderFindings(Hostile());
  const std::size_t table = text.find("ERROR  not_innodb: 3 tables");
  const std::size_t unseen = text.find("NOT LOOKED AT\n  primary keys: denied");
  const std::size_t statement = text.find("\nEXECUTE IMMEDIATE CONVERT(X'");
  const std::size_t set = text.find("\nSET GLOBAL binlog_format = ROW;\n");
  const std::size_t options =
      text.find("[mariadb]\nbinlog_format = ROW\ninnodb_autoinc_lock_mode = 2  # needs a restart");
  EXPECT_LT(table, unseen) << text;
  EXPECT_LT(unseen, statement) << text;
  EXPECT_LT(statement, set) << text;
  EXPECT_LT(set, options) << text;
  EXPECT_NE(options, std::string::npos) << text;
  EXPECT_TRUE(Holds(text, "`d```.`\\u{1b}[2Jx\\ny`  engine MyISAM")) << text;
  EXPECT_TRUE(Holds(text, "and 2 more (--all)")) << text;
  EXPECT_TRUE(text.ends_with("\n5 errors, 0 warnings, 0 infos\n")) << text;
  EXPECT_FALSE(Holds(text, "\x1b"));
}

TEST(LintReport, OfACleanServerIsShort) {
  EXPECT_EQ(
      RenderFindings(JudgeSchema(CleanFacts())),
      "MariaDB 10.11.19-MariaDB-0+deb12u1, a node of a Galera cluster\n\n0 errors, 0 warnings, 0 infos\n");
}

TEST(LintReport, SaysThatAServerIsNotInACluster) {
  EXPECT_TRUE(Holds(RenderFindings(JudgeSchema(With("wsrep_on", "OFF"))), "without Galera"));
}

TEST(LintReport, JsonHoldsNamesAsTheyAre) {
  const auto json = nlohmann::json::parse(RenderFindingsJson(Hostile()));
  EXPECT_EQ(json["version"], 1);
  EXPECT_EQ(json["counts"]["not_innodb"], 3);
  EXPECT_EQ(json["counts"]["query_cache"], 0);
  const auto& first = json["findings"][0];
  EXPECT_EQ(first["finding"], "not_innodb");
  EXPECT_EQ(first["severity"], "error");
  EXPECT_EQ(first["database"], "d`");
  EXPECT_EQ(first["table"], "\x1b[2Jx\ny");
  EXPECT_EQ(json["findings"][2]["statement"], nullptr);
  EXPECT_EQ(json["findings"][2]["needs_restart"], true);
  EXPECT_EQ(json["unseen"][0], "primary keys: denied");
}

TEST(LintReport, JsonSurvivesBytesThatAreNoText) {
  LintResult result = JudgeSchema(CleanFacts());
  result.unseen = {"\xff"};
  EXPECT_TRUE(nlohmann::json::accept(RenderFindingsJson(result)));
}

TEST(LintKinds, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const LintKindInfo& info : LintKinds()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_FALSE(info.effect.empty() || info.source.empty()) << info.name;
    EXPECT_EQ(info.effect.find('\n'), std::string_view::npos);
  }
}

}  // namespace
}  // namespace watchdog

#include <gtest/gtest.h>

#include "lint/server_version.h"
#include "sample_facts.h"

namespace watchdog {
namespace {

SchemaTable Table(const std::string& name, const std::string& engine = "InnoDB") {
  return {{"shop", name}, engine, false, std::nullopt};
}

SchemaFacts WithEngine(const std::string& engine) {
  SchemaFacts facts = CleanFacts();
  facts.engines = {{engine, 1}};
  facts.not_innodb = {Table("t", engine)};
  return facts;
}

SchemaFacts WithoutKey(SchemaTable table) {
  SchemaFacts facts = CleanFacts();
  facts.without_primary_key->first = {std::move(table)};
  facts.without_primary_key->count = 1;
  return facts;
}

LintFinding OnlyFinding(const SchemaFacts& facts) {
  const LintResult result = JudgeSchema(facts);
  EXPECT_EQ(result.findings.size(), 1U);
  return result.findings.empty() ? LintFinding() : result.findings.front();
}

TEST(Tables, OfOtherEnginesAreConverted) {
  for (const char* engine : {"MyISAM", "Aria", "MEMORY", "CSV", "ARCHIVE", "ROCKSDB"}) {
    const LintFinding finding = OnlyFinding(WithEngine(engine));
    EXPECT_EQ(finding.kind, LintKind::kNotInnodb) << engine;
    EXPECT_EQ(finding.subject, "`shop`.`t`");
    EXPECT_EQ(finding.detail, std::string("engine ") + engine);
    EXPECT_EQ(finding.mend.statement, "ALTER TABLE `shop`.`t` ENGINE=InnoDB");
    EXPECT_NE(finding.mend.note.find("CHECKSUM TABLE"), std::string::npos);
  }
}

// What the nodes hold may differ only where there are nodes.
TEST(Tables, OfAServerAloneNeedNoComparison) {
  SchemaFacts facts = WithEngine("MyISAM");
  facts.variables["wsrep_on"] = "OFF";
  EXPECT_EQ(OnlyFinding(facts).mend.note, "");
}

TEST(Tables, OfOtherEnginesGetTheirKeyByTheSameStatement) {
  SchemaFacts facts = WithEngine("MyISAM");
  facts.not_innodb.front().columns = TableColumns{{"a"}, "", false};
  EXPECT_EQ(
      OnlyFinding(facts).mend.statement,
      "ALTER TABLE `shop`.`t` ENGINE=InnoDB, ADD COLUMN `row_id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT "
      "INVISIBLE PRIMARY KEY");
  facts.not_innodb.front().partitioned = true;
  EXPECT_EQ(OnlyFinding(facts).mend.statement, "ALTER TABLE `shop`.`t` ENGINE=InnoDB");
  EXPECT_NE(OnlyFinding(facts).mend.note.find("by hand"), std::string::npos);
  facts.not_innodb.front().partitioned = false;
  facts.not_innodb.front().columns->has_key = true;
  EXPECT_EQ(OnlyFinding(facts).mend.statement, "ALTER TABLE `shop`.`t` ENGINE=InnoDB");
}

TEST(Tables, ReplicatedByStatementAreAKindOfTheirOwn) {
  SchemaFacts facts = WithEngine("Aria");
  facts.variables["wsrep_mode"] = "REPLICATE_MYISAM";
  EXPECT_EQ(JudgeSchema(facts).findings.front().kind, LintKind::kNotInnodb);
  facts.variables["wsrep_mode"] = "REPLICATE_ARIA";
  EXPECT_EQ(JudgeSchema(facts).findings.front().kind, LintKind::kReplicatedByStatement);
  EXPECT_EQ(CountOf(JudgeSchema(facts), LintKind::kNotInnodb), 0U);
}

TEST(Tables, WithoutRowsOfTheirOwnAreOnlyTold) {
  const LintFinding finding = OnlyFinding(WithEngine("BLACKHOLE"));
  EXPECT_EQ(finding.kind, LintKind::kOtherEngine);
  EXPECT_EQ(finding.mend.statement, "");
  EXPECT_FALSE(NeedsMending(JudgeSchema(WithEngine("BLACKHOLE"))));
}

TEST(Tables, AreCountedAlsoWhereTheyAreNotNamed) {
  SchemaFacts facts = WithEngine("MyISAM");
  facts.engines = {{"MyISAM", 40}, {"MEMORY", 2}, {"SPIDER", 3}};
  facts.without_primary_key->count = 17;
  const LintResult result = JudgeSchema(facts);
  EXPECT_EQ(CountOf(result, LintKind::kNotInnodb), 42U);
  EXPECT_EQ(CountOf(result, LintKind::kOtherEngine), 3U);
  EXPECT_EQ(CountOf(result, LintKind::kNoPrimaryKey), 17U);
  EXPECT_TRUE(NeedsMending(result));
}

TEST(Tables, WithoutAKeyGetAnInvisibleOneWhoseNameIsFree) {
  SchemaTable table = Table("t");
  EXPECT_EQ(OnlyFinding(WithoutKey(table)).mend.statement,
            "ALTER TABLE `shop`.`t` ADD COLUMN `row_id` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE "
            "PRIMARY "
            "KEY");
  table.columns = TableColumns{{"Row_ID", "row_id2"}, "", false};
  EXPECT_NE(OnlyFinding(WithoutKey(table)).mend.statement.find("`row_id3`"), std::string::npos);
}

// There can be no second AUTO_INCREMENT column.
TEST(Tables, WithAnAutoIncrementColumnGetItAsTheirKey) {
  SchemaTable table = Table("t");
  table.columns = TableColumns{{"n`o", "b"}, "n`o", false};
  EXPECT_EQ(OnlyFinding(WithoutKey(table)).mend.statement, "ALTER TABLE `shop`.`t` ADD PRIMARY KEY (`n``o`)");
}

TEST(Tables, ThatArePartitionedNeedAPerson) {
  SchemaTable table = Table("t");
  table.partitioned = true;
  const LintFinding finding = OnlyFinding(WithoutKey(table));
  EXPECT_EQ(finding.mend.statement, "");
  EXPECT_NE(finding.mend.note.find("by hand"), std::string::npos);
}

TEST(Tables, FulltextIsToldOnly) {
  SchemaFacts facts = CleanFacts();
  facts.with_fulltext->first = {Table("t")};
  facts.with_fulltext->count = 1;
  EXPECT_EQ(OnlyFinding(facts).kind, LintKind::kFulltext);
  EXPECT_FALSE(NeedsMending(JudgeSchema(facts)));
}

TEST(Tables, FulltextWithoutAKeyIsAnErrorUpToTheVersionThatMendsIt) {
  SchemaFacts facts = CleanFacts();
  facts.fulltext_without_key->first = {Table("t")};
  facts.fulltext_without_key->count = 1;
  for (const char* bad : {"10.2.40-MariaDB", "10.6.4-MariaDB-log", "10.5.12", "10.1.48"}) {
    facts.version = bad;
    EXPECT_EQ(CountOf(JudgeSchema(facts), LintKind::kFulltextWithoutPrimaryKey), 1U) << bad;
    EXPECT_EQ(OnlyFinding(facts).kind, LintKind::kFulltextWithoutPrimaryKey) << bad;
  }
  for (const char* good : {"10.2.41", "10.6.5-MariaDB", "10.11.19", "11.8.6-MariaDB", "", "x"}) {
    facts.version = good;
    EXPECT_EQ(CountOf(JudgeSchema(facts), LintKind::kFulltextWithoutPrimaryKey), 0U) << good;
  }
}

TEST(Tables, ABrokenForeignKeyIsDroppedUnlessItsTableIsToBeConverted) {
  SchemaFacts facts = CleanFacts();
  facts.dangling->first = {{{"shop", "t"}, "fk`1", {"shop", "gone"}}};
  facts.dangling->count = 1;
  EXPECT_EQ(OnlyFinding(facts).mend.statement, "ALTER TABLE `shop`.`t` DROP FOREIGN KEY `fk``1`");
  facts.engines = {{"MyISAM", 1}};
  facts.not_innodb = {Table("gone", "MyISAM")};
  const LintResult result = JudgeSchema(facts);
  ASSERT_EQ(result.findings.size(), 2U);
  EXPECT_EQ(result.findings[1].kind, LintKind::kBrokenForeignKey);
  EXPECT_EQ(result.findings[1].mend.statement, "");
}

TEST(Tables, ThatCouldNotBeReadAreNotCounted) {
  SchemaFacts facts = CleanFacts();
  facts.engines.reset();
  facts.without_primary_key.reset();
  facts.with_fulltext.reset();
  facts.dangling.reset();
  facts.unseen = {"primary keys: denied"};
  const LintResult result = JudgeSchema(facts);
  for (const LintKind kind : {LintKind::kNotInnodb, LintKind::kNoPrimaryKey, LintKind::kFulltext,
                              LintKind::kFulltextWithoutPrimaryKey, LintKind::kBrokenForeignKey})
    EXPECT_EQ(CountOf(result, kind), std::nullopt);
  EXPECT_EQ(result.unseen, facts.unseen);
}

TEST(ServerVersion, IsThreeNumbersOrNone) {
  EXPECT_EQ(ParseServerVersion("10.11.19-MariaDB"), (ServerVersion{10, 11, 19}));
  EXPECT_EQ(ParseServerVersion("11.8.6"), (ServerVersion{11, 8, 6}));
  for (const char* none : {"", "10", "10.11", "10.11.", "x.1.2", "10..2", "99999.1.1"})
    EXPECT_EQ(ParseServerVersion(none), ServerVersion{}) << none;
}

}  // namespace
}  // namespace watchdog

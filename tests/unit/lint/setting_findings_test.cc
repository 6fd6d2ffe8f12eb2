#include <gtest/gtest.h>

#include "sample_facts.h"

namespace watchdog {
namespace {

struct Case {
  const char* variable;
  const char* value;
  LintKind kind;
  const char* statement;
  const char* option;
};

class Setting : public ::testing::TestWithParam<Case> {};

TEST_P(Setting, IsFoundWithWhatMendsIt) {
  const Case& c = GetParam();
  const LintResult result = JudgeSchema(With(c.variable, c.value));
  ASSERT_EQ(result.findings.size(), 1U);
  const LintFinding& finding = result.findings.front();
  EXPECT_EQ(finding.kind, c.kind);
  EXPECT_EQ(finding.mend.statement, c.statement);
  EXPECT_EQ(finding.mend.option, c.option);
  EXPECT_EQ(finding.mend.restart, std::string(c.statement).empty());
  EXPECT_EQ(CountOf(result, c.kind), 1U);
  EXPECT_EQ(NeedsMending(result), InfoOf(c.kind).severity != LintSeverity::kInfo);
}

INSTANTIATE_TEST_SUITE_P(
    Each, Setting,
    ::testing::Values(
        Case{"binlog_format", "MIXED", LintKind::kBinlogFormat, "SET GLOBAL binlog_format = ROW",
             "binlog_format = ROW"},
        Case{"innodb_autoinc_lock_mode", "1", LintKind::kAutoincLockMode, "", "innodb_autoinc_lock_mode = 2"},
        Case{"wsrep_auto_increment_control", "OFF", LintKind::kAutoIncrementControl,
             "SET GLOBAL wsrep_auto_increment_control = ON", "wsrep_auto_increment_control = ON"},
        Case{"wsrep_certify_nonpk", "OFF", LintKind::kCertifyNonPk, "SET GLOBAL wsrep_certify_nonPK = ON",
             "wsrep_certify_nonPK = ON"},
        Case{"wsrep_slave_fk_checks", "OFF", LintKind::kForeignKeyChecks,
             "SET GLOBAL wsrep_slave_FK_checks = ON", "wsrep_slave_FK_checks = ON"},
        Case{"wsrep_mode", "REPLICATE_MYISAM,STRICT_REPLICATION,REPLICATE_ARIA",
             LintKind::kReplicateNonInnodb, "SET GLOBAL wsrep_mode = 'STRICT_REPLICATION'",
             "wsrep_mode = STRICT_REPLICATION"},
        Case{"wsrep_replicate_myisam", "ON", LintKind::kReplicateNonInnodb,
             "SET GLOBAL wsrep_replicate_myisam = OFF", "wsrep_replicate_myisam = OFF"},
        Case{"wsrep_osu_method", "RSU", LintKind::kOsuMethod,
             "SET GLOBAL wsrep_OSU_method = TOI, SESSION wsrep_OSU_method = TOI", "wsrep_OSU_method = TOI"},
        Case{"tx_isolation", "SERIALIZABLE", LintKind::kSerializable,
             "SET GLOBAL tx_isolation = 'REPEATABLE-READ'", "transaction-isolation = REPEATABLE-READ"},
        Case{"transaction_isolation", "SERIALIZABLE", LintKind::kSerializable,
             "SET GLOBAL transaction_isolation = 'REPEATABLE-READ'",
             "transaction-isolation = REPEATABLE-READ"},
        Case{"tx_read_only", "ON", LintKind::kTransactionReadOnly,
             "SET GLOBAL tx_read_only = OFF, SESSION tx_read_only = OFF", "transaction-read-only = OFF"},
        Case{"log_output", "FILE,TABLE", LintKind::kLogOutputTable, "SET GLOBAL log_output = 'FILE'",
             "log_output = FILE"},
        Case{"query_cache_type", "DEMAND", LintKind::kQueryCache, "SET GLOBAL query_cache_size = 0",
             "query_cache_type = OFF"},
        Case{"innodb_doublewrite", "OFF", LintKind::kDoublewrite, "", "innodb_doublewrite = ON"},
        Case{"default_storage_engine", "Aria", LintKind::kStorageEngine,
             "SET GLOBAL default_storage_engine = InnoDB, SESSION default_storage_engine = InnoDB",
             "default_storage_engine = InnoDB"},
        Case{"enforce_storage_engine", "MyISAM", LintKind::kStorageEngine,
             "SET GLOBAL enforce_storage_engine = InnoDB, SESSION enforce_storage_engine = InnoDB",
             "enforce_storage_engine = InnoDB"},
        Case{"wsrep_trx_fragment_size", "4096", LintKind::kFragmentSize,
             "SET GLOBAL wsrep_trx_fragment_size = 0", "wsrep_trx_fragment_size = 0"},
        Case{"innodb_flush_log_at_trx_commit", "2", LintKind::kFlushLog,
             "SET GLOBAL innodb_flush_log_at_trx_commit = 1", "innodb_flush_log_at_trx_commit = 1"},
        Case{"wsrep_max_ws_size", "2147483647", LintKind::kLargeTransactions,
             "SET GLOBAL wsrep_max_ws_size = 268435456", "wsrep_max_ws_size = 268435456"}));

TEST(Settings, AreCleanWhenTheyAreRight) {
  const LintResult result = JudgeSchema(CleanFacts());
  EXPECT_TRUE(result.findings.empty()) << result.findings.front().subject;
  EXPECT_FALSE(NeedsMending(result));
  EXPECT_TRUE(result.galera);
}

TEST(Settings, AreNotLookedAtWhereTheServerHasNone) {
  SchemaFacts facts;
  facts.version = "11.8.6-MariaDB";
  const LintResult result = JudgeSchema(facts);
  EXPECT_TRUE(result.counts.empty());
  EXPECT_FALSE(result.galera);
}

TEST(Settings, AQueryCacheWithoutMemoryIsNone) {
  SchemaFacts facts = With("query_cache_type", "ON");
  facts.variables["query_cache_size"] = "0";
  EXPECT_EQ(CountOf(JudgeSchema(facts), LintKind::kQueryCache), 0U);
}

// Where control is off and the numbers are those of a smaller cluster, it is an error and told once.
TEST(Settings, ClashingAutoIncrementIsAnError) {
  SchemaFacts facts = With("wsrep_auto_increment_control", "OFF");
  facts.variables["auto_increment_increment"] = "2";
  const LintResult result = JudgeSchema(facts);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings.front().kind, LintKind::kAutoIncrementClash);
  EXPECT_EQ(result.findings.front().detail, "2, offset 2, of 3 nodes");
  EXPECT_EQ(result.findings.front().mend.statement, "SET GLOBAL wsrep_auto_increment_control = ON");
}

TEST(Settings, LargeTransactionsAreBoundedByRowsAsWell) {
  SchemaFacts facts = With("wsrep_max_ws_size", "2147483647");
  facts.variables["wsrep_max_ws_rows"] = "131072";
  EXPECT_EQ(CountOf(JudgeSchema(facts), LintKind::kLargeTransactions), 0U);
  facts.variables["wsrep_max_ws_rows"] = "0";
  facts.status["wsrep_replicated"] = "4";
  facts.status["wsrep_replicated_bytes"] = "4000";
  const LintResult result = JudgeSchema(facts);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings.front().detail,
            "2147483647 bytes, any number of rows; 1000 bytes on average so far");
  // Only with Galera it can be set.
  facts.variables["wsrep_on"] = "OFF";
  EXPECT_EQ(CountOf(JudgeSchema(facts), LintKind::kLargeTransactions), std::nullopt);
}

// In a session that is read-only, on this node alone or of another engine they would fail or do harm.
TEST(Settings, ThatChangeWhatAStatementDoesAreMendedBeforeTables) {
  SchemaFacts facts = With("tx_read_only", "ON");
  facts.variables["wsrep_osu_method"] = "RSU";
  facts.variables["enforce_storage_engine"] = "Aria";
  facts.variables["wsrep_mode"] = "REPLICATE_MYISAM";
  facts.engines = {{"MEMORY", 1}};
  facts.not_innodb = {{{"shop", "t"}, "MEMORY", false, std::nullopt}};
  std::vector<LintKind> kinds;
  for (const LintFinding& finding : JudgeSchema(facts).findings) kinds.push_back(finding.kind);
  EXPECT_EQ(kinds,
            std::vector({LintKind::kTransactionReadOnly, LintKind::kOsuMethod, LintKind::kStorageEngine,
                         LintKind::kNotInnodb, LintKind::kReplicateNonInnodb}));
}

TEST(Settings, UseIsToldAndMendedInTheApplication) {
  SchemaFacts facts = CleanFacts();
  facts.status["com_lock_tables"] = "7";
  facts.status["com_xa_start"] = "1";
  facts.user_locks = true;
  const LintResult result = JudgeSchema(facts);
  ASSERT_EQ(result.findings.size(), 3U);
  EXPECT_EQ(result.findings[0].kind, LintKind::kLockTables);
  EXPECT_EQ(result.findings[0].detail, "7");
  EXPECT_EQ(result.findings[1].kind, LintKind::kUserLocks);
  EXPECT_EQ(result.findings[2].kind, LintKind::kXa);
  for (const LintFinding& finding : result.findings) {
    EXPECT_TRUE(finding.mend.statement.empty());
    EXPECT_FALSE(finding.mend.note.empty());
  }
  EXPECT_FALSE(NeedsMending(result));
  facts.user_locks.reset();
  EXPECT_EQ(CountOf(JudgeSchema(facts), LintKind::kUserLocks), std::nullopt);
}

}  // namespace
}  // namespace watchdog

#include "lint/lint_metrics.h"

#include <gtest/gtest.h>

#include "sample_facts.h"

namespace watchdog {
namespace {

using std::chrono::system_clock;

std::string PageOf(const LintLook& look) {
  galera::MetricBatch batch;
  AddLintMetrics(look, batch);
  return batch.TakeText("dropped", "Series left out.");
}

bool Holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

LintLook LookOf(const SchemaFacts& facts) {
  LintLook look;
  look.success = true;
  look.took = std::chrono::milliseconds(250);
  look.result = JudgeSchema(facts);
  look.ended = system_clock::time_point(std::chrono::seconds(1000));
  look.result_ended = look.ended;
  return look;
}

TEST(LintMetrics, CountEachKind) {
  SchemaFacts facts = With("binlog_format", "MIXED");
  facts.without_primary_key->count = 7;
  facts.engines = {{"MyISAM", 2}};
  const std::string page = PageOf(LookOf(facts));
  EXPECT_TRUE(Holds(page, "galera_schema_findings{finding=\"no_primary_key\",severity=\"warning\"} 7\n"))
      << page;
  EXPECT_TRUE(Holds(page, "galera_schema_findings{finding=\"not_innodb\",severity=\"error\"} 2\n")) << page;
  EXPECT_TRUE(Holds(page, "galera_schema_findings{finding=\"binlog_format\",severity=\"error\"} 1\n"))
      << page;
  EXPECT_TRUE(Holds(page, "galera_schema_findings{finding=\"query_cache\",severity=\"warning\"} 0\n"))
      << page;
  EXPECT_TRUE(Holds(page, "galera_schema_lint_success 1\n")) << page;
  EXPECT_TRUE(Holds(page, "galera_schema_lint_duration_seconds 0.25\n")) << page;
  EXPECT_TRUE(Holds(page, "galera_schema_lint_timestamp_seconds 1000\n")) << page;
  EXPECT_TRUE(Holds(page, "galera_schema_lint_sees_all_tables 1\n")) << page;
}

// A part of the tables says nothing of all of them.
TEST(LintMetrics, SayNothingOfWhatTheAccountMayNotSee) {
  SchemaFacts facts = CleanFacts();
  facts.engines = {{"MyISAM", 2}};
  facts.sees_all_tables = false;
  facts.with_fulltext.reset();
  const std::string page = PageOf(LookOf(facts));
  EXPECT_FALSE(Holds(page, "not_innodb"));
  EXPECT_FALSE(Holds(page, "other_engine"));
  EXPECT_FALSE(Holds(page, "\"fulltext\""));
  EXPECT_TRUE(Holds(page, "finding=\"no_primary_key\""));
  EXPECT_TRUE(Holds(page, "galera_schema_lint_sees_all_tables 0\n"));
}

TEST(LintMetrics, KeepTheLastCountsWhileLooksFail) {
  LintLook look = LookOf(CleanFacts());
  look.success = false;
  look.ended += std::chrono::hours(1);
  const std::string page = PageOf(look);
  EXPECT_TRUE(Holds(page, "galera_schema_lint_success 0\n"));
  EXPECT_TRUE(Holds(page, "galera_schema_lint_timestamp_seconds 1000\n"));
  EXPECT_TRUE(Holds(page, "galera_schema_findings{"));
  EXPECT_FALSE(Holds(PageOf(LintLook()), "galera_schema_findings"));
}

}  // namespace
}  // namespace watchdog

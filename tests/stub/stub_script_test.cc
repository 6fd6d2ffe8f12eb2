#include "stub/stub_script.h"

#include <gtest/gtest.h>

#include "stub/stub_database.h"

namespace galera {
namespace {

const StubTable& TableOf(const StubAnswer& answer) { return std::get<StubTable>(answer.content); }

TEST(StubScript, MatchesWhateverTheCaseAndTheBlanks) {
  StubScript script;
  script.On("SHOW global  status", StubTable{{"a"}, {{"1"}}});
  EXPECT_EQ(TableOf(script.Answer("\n\tshow GLOBAL\tstatus ")).rows.size(), 1U);
}

TEST(StubScript, LaterRulesWin) {
  StubScript script;
  script.On("select", StubTable{{"a"}, {{"1"}}}).On("select @@version", NotPrepared());
  EXPECT_EQ(std::get<StubError>(script.Answer("SELECT @@version").content).code, 1047);
}

TEST(StubScript, GivesTheColumnsAskedForInTheirOrder) {
  StubScript script;
  script.On("from t", StubTable{{"A", "B"}, {{"1", std::nullopt}}});
  const StubTable table = TableOf(script.Answer("SELECT b, `a` FROM t"));
  EXPECT_EQ(table.rows, (std::vector<StubRow>{{std::nullopt, "1"}}));
  EXPECT_EQ(std::get<StubError>(script.Answer("SELECT c FROM t").content).code, 1054);
  EXPECT_EQ(TableOf(script.Answer("SELECT * FROM t")).columns.size(), 2U);
}

TEST(StubScript, TakesSetAndRefusesTheUnknown) {
  EXPECT_TRUE(std::holds_alternative<StubOk>(StubScript().Answer("SET lock_wait_timeout=2").content));
  EXPECT_EQ(std::get<StubError>(StubScript().Answer("SHOW TABLES").content).code, 1064);
}

TEST(StubDatabase, ReplacesAddsAndRemovesRows) {
  StubDatabase database;
  const auto count = [&] { return TableOf(database.Script().Answer("SHOW GLOBAL STATUS")).rows.size(); };
  const std::size_t rows = count();
  database.Status("Uptime", "1").Status("New_one", std::nullopt);
  EXPECT_EQ(count(), rows + 1);
  database.AddStatus("Uptime", "2");
  EXPECT_EQ(count(), rows + 2);
  database.RemoveStatus("Uptime");
  EXPECT_EQ(count(), rows);
}

}  // namespace
}  // namespace galera

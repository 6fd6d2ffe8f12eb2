#include "mariadbd_config/prepared_transactions.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

// Lines of MariaDB 10.11.19, killed under load.
constexpr char kUndecided[] =
    "2026-11-21 18:03:24 0 [Note] InnoDB: Transaction 12484 was in the XA prepared state.\n"
    "2026-11-21 18:03:24 0 [Note] InnoDB: 23 transactions in prepared state after recovery\n"
    "2026-11-21 18:03:24 0 [Note] Found 23 prepared transaction(s) in InnoDB\n"
    "2026-11-21 18:03:24 0 [ERROR] Found 23 prepared transactions! It means that server was not shut down "
    "properly last time and critical recovery information (last binlog or tc.log file) was manually deleted "
    "after a crash. You have to start server with --tc-heuristic-recover switch to commit or rollback "
    "pending transactions.\n"
    "2026-11-21 18:03:24 0 [ERROR] Aborting\n";

TEST(PreparedTransactions, UndecidedOnesAreToldInMariadbsWords) {
  const auto found = ParsePreparedTransactions(kUndecided);
  ASSERT_TRUE(found.undecided);
  EXPECT_TRUE(found.undecided->starts_with("Found 23 prepared transactions! It means")) << *found.undecided;
  EXPECT_TRUE(found.undecided->ends_with("pending transactions.")) << *found.undecided;
  EXPECT_FALSE(found.of_clients || found.heuristic_done);
}

TEST(PreparedTransactions, ThoseOfMysqlSaySo) {
  EXPECT_TRUE(ParsePreparedTransactions("[ERROR] Found 1 prepared transactions! It means that mysqld was not "
                                        "shut down properly last time")
                  .undecided);
}

TEST(PreparedTransactions, OfClientsAndThoseOfGalera) {
  const auto found = ParsePreparedTransactions(
      "2026-11-21 18:03:19 0 [Note] Found 1 prepared transaction(s) in InnoDB\n"
      "2026-11-21 18:03:19 0 [Warning] Found 1 prepared XA transactions\r\n"
      "2026-11-21 18:02:41 0 [Warning] Rolled back orphan prepared wsrep transaction 5602\n"
      "2026-11-21 18:02:41 0 [Note] WSREP: Recovered position: bce781a1-e5d5-11f1-be56-e3285c29c1a2:5601\n");
  EXPECT_EQ(found.of_clients, 1);
  EXPECT_EQ(found.rolled_back, std::vector<std::int64_t>{5602});
  EXPECT_FALSE(found.undecided);
}

TEST(PreparedTransactions, HeuristicRecoveryIsDone) {
  EXPECT_TRUE(ParsePreparedTransactions("2026-11-21 18:03:24 0 [Note] Please restart without "
                                        "--tc-heuristic-recover\n[ERROR] Can't init tc log\n")
                  .heuristic_done);
}

TEST(PreparedTransactions, OthersDoNotCount) {
  for (const char* line :
       {"", "\n", "[ERROR] Found", "[ERROR] Found x prepared transactions! ",
        "[ERROR] Found -1 prepared transactions! ", "[Note] Found 23 prepared transactions! ",
        "[ERROR] Found 99999999999999999999 prepared transactions! ",
        "[Note] InnoDB: Rollback of non-prepared transactions completed",
        "[Warning] Rolled back orphan prepared wsrep transaction"}) {
    EXPECT_FALSE(SpeaksOfPrepared(line)) << line;
  }
  EXPECT_TRUE(SpeaksOfPrepared("[Warning] Found 2 prepared XA transactions"));
}

}  // namespace
}  // namespace watchdog

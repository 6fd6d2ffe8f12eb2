// Transactions that a crash left prepared, in a time without Galera, and whose binary log is lost: mariadbd
// says no position and starts no more. A human gives them up.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "cluster/sql.h"
#include "cluster/wait.h"
#include "lone_node.h"

namespace galera {
namespace {

using testing_cluster::Millis;
using testing_cluster::QuerySocket;
using testing_cluster::WaitUntil;

class Undecided : public testing::Test {
 protected:
  std::string socket() const { return node_.At("run/mysqld.sock"); }
  void Run(const std::string& sql) {
    const auto done = QuerySocket(socket(), sql, Millis(10000));
    ASSERT_TRUE(done) << sql << ": " << done.error().message;
  }
  std::optional<std::string> Value(const std::string& sql) {
    const auto rows = QuerySocket(socket(), sql, Millis(10000));
    return rows && !rows->empty() ? rows->front().front() : std::nullopt;
  }
  std::string Confirm(const std::string& word) {
    auto child = node_.StartBeside({"confirm", word, "--yes"}, {{}, {"MYSQL_ROOT_PASSWORD=x"}, {}});
    if (!child || !child->Wait(Millis(90000))) return "no end";
    return child->Stdout() + child->Stderr();
  }
  void Touch(const std::string& word) { std::ofstream(node_.At("confirm/" + word)) << ""; }

  // A commit waits for others to share its write of the binary log: InnoDB has prepared it by then.
  void DieInTheMiddleOfACommit() {
    node_.Start({{"no-galera"}, {"MYSQL_ROOT_PASSWORD=x", "my_log_bin=bin"}, {}});
    ASSERT_TRUE(WaitUntil([&] { return Value("SELECT 1") == "1"; }, Millis(60000))) << node_.Log();
    ASSERT_NO_FATAL_FAILURE(Run("CREATE DATABASE d"));
    ASSERT_NO_FATAL_FAILURE(Run("CREATE TABLE d.t (i INT PRIMARY KEY) ENGINE=InnoDB"));
    ASSERT_NO_FATAL_FAILURE(Run("INSERT INTO d.t VALUES (1)"));
    ASSERT_NO_FATAL_FAILURE(Run("SET GLOBAL innodb_flush_log_at_trx_commit=1"));
    ASSERT_NO_FATAL_FAILURE(Run("SET GLOBAL binlog_commit_wait_usec=60000000"));
    ASSERT_NO_FATAL_FAILURE(Run("SET GLOBAL binlog_commit_wait_count=2"));
    std::thread client([&] { (void)QuerySocket(socket(), "INSERT INTO d.t VALUES (2)", Millis(60000)); });
    ASSERT_TRUE(WaitUntil(
        [&] {
          return Value(
                     "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'INSERT%' "
                     "AND state = 'Commit'") == "1";
        },
        Millis(10000)));
    std::this_thread::sleep_for(Millis(200));
    kill(*node_.Supervisor(), SIGKILL);
    client.join();
    node_.Ends();
    std::size_t removed = 0;
    for (const auto& entry : std::filesystem::directory_iterator(node_.data())) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("bin.") || name == "tc.log") removed += std::filesystem::remove(entry.path());
    }
    ASSERT_GT(removed, 0U);
  }

  LoneNode node_;
};

TEST_F(Undecided, IsShownAndRolledBackByAHumansWordOnly) {
  ASSERT_NO_FATAL_FAILURE(DieInTheMiddleOfACommit());
  const LoneNode::Options options = {{"seed"}, {"MYSQL_ROOT_PASSWORD=x"}, {}};
  node_.Start(options);
  ASSERT_TRUE(node_.Says("ACTION REQUIRED")) << node_.Log();
  EXPECT_TRUE(
      node_.Says("  - mariadbd --wsrep-recover on " + node_.data() + ": Found 1 prepared transactions!"))
      << node_.Log();
  EXPECT_TRUE(node_.Says("touch " + node_.At("confirm/confirm-heuristic-rollback") + "\n")) << node_.Log();
  EXPECT_FALSE(node_.Server());

  // No other word starts anything before that.
  Touch("confirm-new-cluster");
  ASSERT_TRUE(node_.Says("refused: the position of the data here is not known")) << node_.Log();
  const auto taken_away = [&] { return !std::filesystem::exists(node_.At("confirm/confirm-new-cluster")); };
  EXPECT_TRUE(WaitUntil(taken_away, Millis(10000)));
  EXPECT_TRUE(node_.Supervisor()) << "a pause never ends the program";

  const std::string rolled_back = Confirm("heuristic-rollback");
  EXPECT_NE(rolled_back.find("taken"), std::string::npos) << rolled_back;
  ASSERT_TRUE(node_.Says("undecided transactions are rolled back, as confirmed")) << node_.Log();
  ASSERT_TRUE(node_.Says("This data never was in a cluster.")) << node_.Log();
  EXPECT_FALSE(node_.Server()) << "that word starts nothing";

  const std::string started = Confirm("new-cluster");
  EXPECT_NE(started.find("taken"), std::string::npos) << started;
  ASSERT_TRUE(node_.Says("mariadbd serves")) << node_.Log();
  EXPECT_EQ(Value("SELECT GROUP_CONCAT(i) FROM d.t"), "1");
}

}  // namespace
}  // namespace galera

// The lint on a schema with every finding, before and after its own statements, and on a clean node.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cluster/child_process.h"
#include "cluster/cluster.h"
#include "cluster/sql.h"

namespace galera {
namespace {

using nlohmann::json;
using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::Millis;
using testing_cluster::Node;
using testing_cluster::SqlSession;

struct Ran {
  int code = -1;
  std::string out, err;
  json report;  // of `out`, where it is JSON
};

Ran Lint(const Node& node, const std::vector<std::string>& words, const std::string& user = "root",
         const std::string& address = "") {
  testing_cluster::ChildOptions options;
  options.argv = {GALERA_WARDEN_PROGRAM, "lint",
                  "--mysqld.address=" + (address.empty() ? "unix://" + node.socket() : address),
                  "--mysqld.username=" + user};
  options.argv.insert(options.argv.end(), words.begin(), words.end());
  options.environment = {"HOME=/nonexistent"};
  const auto ran = testing_cluster::RunCommand(options, Millis(60000));
  if (!ran) {
    ADD_FAILURE() << ran.error().message;
    return {};
  }
  return {ran->exit.code.value_or(-1), ran->out, ran->err, json::parse(ran->out, nullptr, false)};
}

std::unique_ptr<Cluster> Start(bool galera, std::vector<std::string> server_options = {}) {
  ClusterOptions options;
  options.nodes = 1;
  options.galera = galera;
  options.performance_schema = !galera;
  options.server_options = std::move(server_options);
  auto cluster = Cluster::Start(options);
  EXPECT_TRUE(cluster.ok()) << cluster.error().message;
  return cluster ? std::move(*cluster) : nullptr;
}

void Run(SqlSession& session, const std::string& sql) {
  const auto done = session.Query(sql);
  EXPECT_TRUE(done.ok()) << sql << ": " << done.error().message;
}

void RunAll(const Node& node, const std::vector<std::string>& statements) {
  auto session = SqlSession::Open(node.socket(), Millis(20000));
  ASSERT_TRUE(session.ok()) << session.error().message;
  Run(**session, "SET NAMES utf8mb4");
  for (const std::string& sql : statements) Run(**session, sql);
}

std::string Quoted(const std::string& name) {
  std::string out = "`";
  for (const char c : name) out += c == '`' ? std::string("``") : std::string(1, c);
  return out + "`";
}

// What no name should be, and MariaDB takes.
std::vector<std::string> HostileNames() {
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += "ж";  // 64 characters of CJK are no file name
  return {"back`tick",    "quote'\"",           "two\nlines", "\x1b[2Jterminal", "back\\slash\\", "a/b.c#P#d",
          "漢字-\u202eo", "; DROP TABLE x; --", "%s%n",       "select",          longest};
}

const std::string kHostileSchema = "sch`e'm\\a";

std::vector<std::string> EveryFinding() {
  std::vector<std::string> sql = {
      "CREATE DATABASE shop",
      "CREATE TABLE shop.memory (a INT) ENGINE=MEMORY",
      "CREATE TABLE shop.csv (a INT NOT NULL) ENGINE=CSV",
      "CREATE TABLE shop.myisam (n INT AUTO_INCREMENT, a INT, KEY (n)) ENGINE=MyISAM",
      "CREATE TABLE shop.aria (row_id INT, FULLTEXT (t), t TEXT) ENGINE=Aria",
      "CREATE TABLE shop.parts (a INT PRIMARY KEY) ENGINE=MyISAM PARTITION BY HASH (a) PARTITIONS 3",
      "CREATE TABLE shop.parts_no_key (a INT) ENGINE=MyISAM PARTITION BY HASH (a) PARTITIONS 3",
      "CREATE SEQUENCE shop.numbers",
      "CREATE SEQUENCE shop.myisam_numbers ENGINE=MyISAM",
      "CREATE TABLE shop.merged (a INT) ENGINE=MERGE",
      "CREATE TABLE shop.no_key (a INT, row_id INT)",
      "CREATE TABLE shop.counted (n INT NOT NULL AUTO_INCREMENT, UNIQUE (a), a INT, KEY (n))",
      "CREATE TABLE shop.nullable (a INT, UNIQUE (a))",
      "CREATE TABLE shop.Nullable (a INT) PARTITION BY HASH (a) PARTITIONS 2",
      "CREATE TABLE shop.unique_is_enough (a INT NOT NULL, UNIQUE (a))",
      "CREATE TABLE shop.words (a INT PRIMARY KEY, t TEXT, FULLTEXT (t))",
      "CREATE VIEW shop.view AS SELECT 1",
      "SET SESSION foreign_key_checks = 0",
      "CREATE TABLE shop.child (a INT PRIMARY KEY, b INT, FOREIGN KEY (b) REFERENCES words (a))",
      "ALTER TABLE shop.child ADD CONSTRAINT `f/k``` FOREIGN KEY (b) REFERENCES gone (a)",
      "CREATE DATABASE " + Quoted(kHostileSchema)};
  int number = 0;
  for (const std::string& name : HostileNames()) {
    sql.push_back("CREATE TABLE " + Quoted(kHostileSchema) + "." + Quoted(name) + " (" + Quoted("c`o'l") +
                  " INT) ENGINE=" + (++number % 2 == 0 ? "MyISAM" : "InnoDB"));
  }
  for (const char* setting :
       {"wsrep_auto_increment_control = OFF", "wsrep_certify_nonPK = OFF", "wsrep_slave_FK_checks = OFF",
        "wsrep_mode = 'REPLICATE_ARIA,BINLOG_ROW_FORMAT_ONLY'", "wsrep_OSU_method = RSU",
        "tx_isolation = 'SERIALIZABLE'", "log_output = 'TABLE'", "default_storage_engine = Aria",
        "innodb_flush_log_at_trx_commit = 2", "tx_read_only = ON"})
    sql.push_back(std::string("SET GLOBAL ") + setting);
  for (const char* use : {"LOCK TABLES shop.words READ", "UNLOCK TABLES", "SELECT GET_LOCK('a', 0)",
                          "SELECT RELEASE_LOCK('a')", "XA START 'a'", "XA END 'a'", "XA ROLLBACK 'a'"})
    sql.emplace_back(use);
  return sql;
}

std::vector<std::string> Texts(const json& report, const char* field) {
  std::vector<std::string> texts;
  for (const json& finding : report["findings"]) {
    if (finding[field].is_string()) texts.push_back(finding[field]);
  }
  return texts;
}

// "name = value" as an option of the command line.
std::string OptionOf(const std::string& line) {
  const std::size_t at = line.find(" = ");
  return "--" + line.substr(0, at) + "=" + (at == std::string::npos ? "" : line.substr(at + 3));
}

TEST(SchemaLint, EachFindingIsMendedByItsStatement) {
  const auto cluster = Start(/*galera=*/false, {"--innodb-doublewrite=OFF", "--innodb-autoinc-lock-mode=1",
                                                "--binlog-format=MIXED", "--query-cache-type=ON"});
  ASSERT_NE(cluster, nullptr);
  Node& node = cluster->node(1);
  ASSERT_NO_FATAL_FAILURE(RunAll(node, EveryFinding()));

  const Ran found = Lint(node, {"--json", "--all"});
  EXPECT_EQ(found.code, 1) << found.err;
  ASSERT_TRUE(found.report.is_object()) << found.out << found.err;
  EXPECT_EQ(found.report["unseen"], json::array());
  for (const auto& [kind, count] : found.report["counts"].items()) {
    // A node, several nodes, an old version.
    const bool elsewhere = kind == "wsrep_trx_fragment_size" || kind == "auto_increment_clash" ||
                           kind == "fulltext_without_primary_key";
    EXPECT_EQ(count.get<int>() == 0, elsewhere) << kind << ": " << count;
  }
  EXPECT_EQ(found.report["counts"].size(), 26U) << found.report["counts"];  // but large_transactions
  EXPECT_EQ(found.report["counts"]["not_innodb"], 6 + 5);
  EXPECT_EQ(found.report["counts"]["no_primary_key"], 4 + 6);
  EXPECT_EQ(found.report["counts"]["other_engine"], 1);

  // One after the other in one session, as a person would who copies them.
  ASSERT_NO_FATAL_FAILURE(RunAll(node, Texts(found.report, "statement")));
  std::vector<std::string> options = {"--query-cache-type=ON"};
  for (const std::string& line : Texts(found.report, "option")) options.push_back(OptionOf(line));
  const Ran mended = Lint(node, {"--json", "--all"});
  EXPECT_EQ(mended.code, 1) << "two need a restart, and one a person";
  for (const json& finding : mended.report["findings"]) {
    if (finding["severity"] != "info" && finding["detail"] != "partitioned") {
      EXPECT_EQ(finding["needs_restart"], true) << finding;
    }
  }
  ASSERT_NO_FATAL_FAILURE(RunAll(node, {"ALTER TABLE shop.Nullable ADD PRIMARY KEY (a)",
                                        "ALTER TABLE shop.parts_no_key ADD PRIMARY KEY (a)"}));
  ASSERT_TRUE(node.Stop().ok());
  node.SetOptions(options);
  const Status started = node.Start();
  ASSERT_TRUE(started.ok()) << started.error().message;
  const Ran clean = Lint(node, {"--json", "--all"});
  EXPECT_EQ(clean.code, 0) << clean.out;
  EXPECT_EQ(clean.report["counts"]["not_innodb"], 0);
  EXPECT_EQ(clean.report["counts"]["no_primary_key"], 0);
  EXPECT_EQ(clean.report["counts"]["broken_foreign_key"], 0);
}

TEST(SchemaLint, NamesReachNoTerminalAndTheirStatementsAreWhole) {
  const auto cluster = Start(/*galera=*/false);
  ASSERT_NE(cluster, nullptr);
  Node& node = cluster->node(1);
  std::vector<std::string> sql = {"CREATE DATABASE " + Quoted(kHostileSchema)};
  for (const std::string& name : HostileNames())
    sql.push_back("CREATE TABLE " + Quoted(kHostileSchema) + "." + Quoted(name) + " (a INT)");
  ASSERT_NO_FATAL_FAILURE(RunAll(node, sql));
  const Ran text = Lint(node, {"--database", kHostileSchema});
  EXPECT_EQ(text.code, 1) << text.err;
  EXPECT_EQ(text.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.out.find("\u202e"), std::string::npos);
  const json report = Lint(node, {"--json", "--database", kHostileSchema}).report;
  std::vector<std::string> names;
  for (const json& finding : report["findings"]) {
    if (finding["finding"] == "no_primary_key") names.push_back(finding["table"]);
  }
  std::vector<std::string> all = HostileNames();
  std::sort(all.begin(), all.end());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, all);
  // What a person copies is what JSON holds, a line each.
  for (const std::string& statement : Texts(report, "statement"))
    EXPECT_NE(text.out.find("\n" + statement + ";\n"), std::string::npos) << statement;
  ASSERT_NO_FATAL_FAILURE(RunAll(node, Texts(report, "statement")));
  EXPECT_EQ(Lint(node, {"--json", "--database", kHostileSchema}).report["counts"]["no_primary_key"], 0);
}

class CleanNode : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = Start(/*galera=*/true);
    if (!cluster_) return;
    RunAll(node(),
           {"CREATE DATABASE shop", "CREATE TABLE shop.t (a INT PRIMARY KEY)", "CREATE DATABASE other",
            "CREATE TABLE other.no_key (a INT)",
            "CREATE TABLE other.myisam (a INT PRIMARY KEY) ENGINE=MyISAM", "CREATE USER metrics@localhost",
            "GRANT PROCESS ON *.* TO metrics@localhost", "CREATE USER nobody@localhost",
            "CREATE USER shop@localhost", "GRANT SELECT ON shop.* TO shop@localhost"});
  }
  static void TearDownTestSuite() { cluster_.reset(); }
  void SetUp() override { ASSERT_NE(cluster_, nullptr); }
  static Node& node() { return cluster_->node(1); }

 private:
  static std::unique_ptr<Cluster> cluster_;
};

std::unique_ptr<Cluster> CleanNode::cluster_;

TEST_F(CleanNode, EndsWithZero) {
  const Ran clean = Lint(node(), {"--database=shop", "--json"});
  EXPECT_EQ(clean.code, 0) << clean.out << clean.err;
  EXPECT_EQ(clean.report["galera"], true);
  EXPECT_EQ(clean.report["sees_all_tables"], true);
  for (const json& finding : clean.report["findings"]) EXPECT_EQ(finding["severity"], "info") << finding;
  const Ran all = Lint(node(), {"--json"});
  EXPECT_EQ(all.code, 1);
  EXPECT_EQ(all.report["counts"]["no_primary_key"], 1) << "not those of mysql.*";
  EXPECT_EQ(all.report["counts"]["not_innodb"], 1) << "not those of mysql.*";
}

TEST_F(CleanNode, SettingsThatOnlyGaleraHasAreMended) {
  RunAll(node(), {"SET GLOBAL wsrep_trx_fragment_size = 8192", "SET GLOBAL wsrep_OSU_method = RSU"});
  const json found = Lint(node(), {"--json", "--database=shop"}).report;
  for (const char* kind : {"wsrep_trx_fragment_size", "wsrep_osu_method", "large_transactions"})
    EXPECT_EQ(found["counts"][kind], 1) << kind;
  RunAll(node(), Texts(found, "statement"));
  const Ran mended = Lint(node(), {"--json", "--database=shop"});
  EXPECT_EQ(mended.code, 0);
  EXPECT_EQ(mended.report["findings"], json::array()) << mended.out;
}

TEST_F(CleanNode, SaysWhatTheAccountMayNotSee) {
  const Ran metrics = Lint(node(), {"--json"}, "metrics");
  EXPECT_EQ(metrics.report["counts"]["no_primary_key"], 1) << metrics.out;
  EXPECT_EQ(metrics.report["sees_all_tables"], false);
  EXPECT_NE(metrics.out.find("it has no SELECT on *.*"), std::string::npos) << metrics.out;
  const Ran nobody = Lint(node(), {"--json"}, "nobody");
  EXPECT_FALSE(nobody.report["counts"].contains("no_primary_key"));
  EXPECT_NE(nobody.out.find("PROCESS"), std::string::npos) << nobody.out;
  const Ran shop = Lint(node(), {"--json", "--database=shop"}, "shop");
  EXPECT_EQ(shop.report["sees_all_tables"], true) << shop.out;
}

TEST_F(CleanNode, ThatCanNotBeAskedIsNoCleanOne) {
  const Ran none = Lint(node(), {"--database=nowhere"});
  EXPECT_EQ(none.code, 3);
  EXPECT_NE(none.err.find("there is no database `nowhere`"), std::string::npos) << none.err;
  EXPECT_EQ(Lint(node(), {}, "stranger").code, 3);
  EXPECT_EQ(Lint(node(), {}, "root", node().address() + ":1").code, 3);
  EXPECT_EQ(Lint(node(), {"--database=mysql"}).code, 2);
  EXPECT_EQ(Lint(node(), {"--frobnicate"}).code, 2);
  const Ran help = Lint(node(), {"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.out.substr(0, 27), "usage: galera-warden lint [");
  // A server that does not answer ends it in time.
  ASSERT_TRUE(node().Freeze().ok());
  const Ran hung = Lint(node(), {});
  EXPECT_EQ(hung.code, 3);
  EXPECT_EQ(hung.out, "");
  ASSERT_TRUE(node().Thaw().ok());
}

}  // namespace
}  // namespace galera

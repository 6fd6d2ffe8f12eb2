// lint_bench [TABLES]: what the schema lint costs a server with that many tables. Prints a Markdown table;
// lint.sh is how it is run.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "bench/process_usage.h"
#include "cluster/child_process.h"
#include "cluster/cluster.h"
#include "cluster/sql.h"

namespace galera::bench {
namespace {

using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::Millis;
using testing_cluster::Node;
using testing_cluster::SqlSession;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 9;
constexpr int kDatabases = 10;
constexpr Millis kPatience{120000};

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "lint_bench: %s\n", what.c_str());
  std::exit(2);
}

testing_cluster::Rows Ask(SqlSession& session, const std::string& sql) {
  auto rows = session.Query(sql);
  if (!rows) Fail(sql.substr(0, 60) + ": " + rows.error().message);
  return *rows;
}

std::unique_ptr<SqlSession> Session(const Node& node) {
  auto session = SqlSession::Open(node.socket(), kPatience);
  if (!session) Fail(session.error().message);
  return std::move(*session);
}

// Of a hundred tables one has no primary key, and one is MyISAM.
void MakeTables(const Node& node, int tables) {
  const auto session = Session(node);
  for (int d = 0; d < kDatabases; ++d) Ask(*session, "CREATE DATABASE app" + std::to_string(d));
  for (int i = 0; i < tables; ++i) {
    const std::string name = "app" + std::to_string(i % kDatabases) + ".t" + std::to_string(i);
    const bool keyless = i % 100 == 7, myisam = i % 100 == 9;
    Ask(*session, "CREATE TABLE " + name + " (id INT NOT NULL" +
                      (keyless ? "" : " AUTO_INCREMENT PRIMARY KEY") +
                      ", a INT, b VARCHAR(50), c DATETIME, KEY (a), KEY (b, c)) ENGINE=" +
                      (myisam ? "MyISAM" : "InnoDB"));
  }
  Ask(*session, "INSERT INTO app0.t0 (a) VALUES (1)");
}

struct Counters {
  double opened_tables = 0, open_tables = 0;
};

Counters Read(SqlSession& session) {
  Counters counters;
  for (const auto& row :
       Ask(session, "SHOW GLOBAL STATUS WHERE Variable_name IN ('Opened_tables', 'Open_tables')"))
    (*row[0] == "Opened_tables" ? counters.opened_tables : counters.open_tables) = std::atof(row[1]->c_str());
  return counters;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

// The longest of a client's point reads while `work` runs, in ms.
double LongestRead(const Node& node, const std::function<void()>& work) {
  std::atomic<bool> done = false;
  std::atomic<double> longest = 0;
  std::thread client([&] {
    const auto session = Session(node);
    while (!done) {
      const auto begun = Clock::now();
      Ask(*session, "SELECT a FROM app0.t0 WHERE id = 1");
      const double ms = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
      longest = std::max<double>(longest, ms);
    }
  });
  work();
  done = true;
  client.join();
  return longest;
}

void Measure(Node& node, const char* name, const std::function<void()>& work) {
  const auto session = Session(node);
  std::vector<double> took, cpu, opened, reads;
  double open_before = 0, open_after = 0;
  for (int i = 0; i < kRounds; ++i) {
    Ask(*session, "FLUSH TABLES");
    Ask(*session, "SELECT a FROM app0.t0 WHERE id = 1");
    const Counters before = Read(*session);
    const double cpu_before = CpuSeconds(*node.pid());
    const auto begun = Clock::now();
    work();
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
    cpu.push_back((CpuSeconds(*node.pid()) - cpu_before) * 1000);
    const Counters after = Read(*session);
    opened.push_back(after.opened_tables - before.opened_tables);
    open_before = before.open_tables;
    open_after = after.open_tables;
  }
  for (int i = 0; i < kRounds; ++i) reads.push_back(LongestRead(node, work));
  std::printf("| %s | %.0f ms | %.0f ms | %.0f | %.0f, %.0f | %.1f ms |\n", name, Median(took), Median(cpu),
              Median(opened), open_before, open_after, Median(reads));
  std::fflush(stdout);
}

void Lint(const Node& node, const std::vector<std::string>& words) {
  testing_cluster::ChildOptions options;
  options.argv = {GALERA_WARDEN_PROGRAM, "lint", "--mysqld.address=unix://" + node.socket(),
                  "--mysqld.username=root"};
  options.argv.insert(options.argv.end(), words.begin(), words.end());
  options.environment = {"HOME=/nonexistent"};
  const auto ran = testing_cluster::RunCommand(options, kPatience);
  if (!ran || ran->exit.code != 1) Fail("lint: " + (ran ? ran->err : ran.error().message));
}

int Run(int tables) {
  ClusterOptions options;
  options.nodes = 1;
  options.server_options = {"--innodb_buffer_pool_size=128M"};
  auto cluster = Cluster::Start(options);
  if (!cluster) Fail(cluster.error().message);
  Node& node = (*cluster)->node(1);
  std::fprintf(stderr, "making %d tables\n", tables);
  MakeTables(node, tables);
  const auto session = Session(node);
  std::printf("MariaDB %s, %d tables, medians of %d:\n\n", Ask(*session, "SELECT VERSION()")[0][0]->c_str(),
              tables, kRounds);
  std::printf(
      "| | time | CPU of mariadbd | tables it opened | open before, after | longest read of a client beside "
      "it |\n");
  std::printf("|---|---|---|---|---|---|\n");
  Measure(node, "`galera-warden lint`", [&] { Lint(node, {}); });
  Measure(node, "`galera-warden lint --all --json`", [&] { Lint(node, {"--all", "--json"}); });
  Measure(node, "primary keys from information_schema.TABLE_CONSTRAINTS, for comparison", [&] {
    Ask(*session,
        "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLE_CONSTRAINTS "
        "WHERE CONSTRAINT_TYPE = 'PRIMARY KEY'");
  });
  Measure(node, "nothing", [] { std::this_thread::sleep_for(Millis(200)); });
  return 0;
}

}  // namespace
}  // namespace galera::bench

int main(int argc, char** argv) {
  const int tables = argc > 1 ? std::atoi(argv[1]) : 10000;
  if (argc > 2 || tables < 1) {
    std::fprintf(stderr, "usage: %s [TABLES]\n", argv[0]);
    return 2;
  }
  return galera::bench::Run(tables);
}

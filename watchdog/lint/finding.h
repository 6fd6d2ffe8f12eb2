// What the lint can find: one kind for each thing that Galera does not replicate, or that hurts under it.
// Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchdog {

enum class LintSeverity { kError, kWarning, kInfo };

// In the order in which they are shown and mended: first what would change what a statement after it does.
enum class LintKind {
  kTransactionReadOnly,
  kOsuMethod,
  kStorageEngine,
  kNotInnodb,
  kFulltextWithoutPrimaryKey,
  kNoPrimaryKey,
  kReplicatedByStatement,
  kBrokenForeignKey,
  kFulltext,
  kOtherEngine,
  kBinlogFormat,
  kAutoincLockMode,
  kAutoIncrementClash,
  kAutoIncrementControl,
  kCertifyNonPk,
  kForeignKeyChecks,
  kReplicateNonInnodb,
  kSerializable,
  kLogOutputTable,
  kQueryCache,
  kDoublewrite,
  kFragmentSize,
  kFlushLog,
  kLargeTransactions,
  kLockTables,
  kUserLocks,
  kXa,
};

struct LintKindInfo {
  LintKind kind;
  std::string_view name;  // in metrics and in JSON; never changes
  LintSeverity severity;
  std::string_view effect;  // what happens under Galera, one line
  std::string_view source;  // who says so
  bool of_tables;           // the finding is about a table, not about the server
};

// One for each, in their order.
std::span<const LintKindInfo> LintKinds();
const LintKindInfo& InfoOf(LintKind kind);
std::string_view Name(LintSeverity severity);  // error, warning, info

// How one finding is mended. All empty: by changing the application, as `note` says.
struct LintMend {
  std::string statement;  // SQL, without the semicolon; one line, whatever the names hold
  std::string option;     // the line of the option file that keeps it after a restart
  bool restart = false;   // only the option and a restart mend it
  std::string note;       // one line: what to know before, or to do instead
};

struct LintFinding {
  LintKind kind = LintKind::kNotInnodb;
  std::string database, table;  // both empty where it is about the server
  std::string subject;          // for a human: "`app`.`orders`", "binlog_format"
  std::string detail;           // "engine MyISAM", "MIXED"; may be empty
  LintMend mend;
};

// How many there are of a kind; `findings` of a LintResult may hold fewer.
struct LintCount {
  LintKind kind = LintKind::kNotInnodb;
  std::size_t count = 0;
};

struct LintResult {
  std::string server_version;
  bool galera = false;                // wsrep_on: a node of a cluster
  std::vector<LintFinding> findings;  // in the order of kinds
  std::vector<LintCount> counts;      // of every kind that could be looked at, also 0
  std::vector<std::string> unseen;    // what was not looked at and why, a line each
  bool sees_all_tables = false;       // the account may see each table of each engine
};

// True if there is a finding of warning or worse.
bool NeedsMending(const LintResult& result);

}  // namespace watchdog

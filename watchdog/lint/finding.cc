#include "lint/finding.h"

#include <algorithm>
#include <array>

namespace watchdog {
namespace {

constexpr std::string_view kLimits = "MariaDB: Galera Cluster, known limitations";
constexpr std::string_view kVariables = "MariaDB: Galera Cluster, system variables";

constexpr auto kKinds = std::to_array<LintKindInfo>({
    {LintKind::kTransactionReadOnly, "transaction_read_only", LintSeverity::kWarning,
     "clients of this node can't write, whatever the others allow", "MariaDB: tx_read_only", false},
    {LintKind::kOsuMethod, "wsrep_osu_method", LintSeverity::kWarning,
     "RSU: every ALTER, CREATE and DROP stays on the node where it is run", kVariables, false},
    {LintKind::kStorageEngine, "storage_engine", LintSeverity::kWarning,
     "tables made without ENGINE= are not InnoDB: not replicated", kLimits, false},
    {LintKind::kNotInnodb, "not_innodb", LintSeverity::kError,
     "only its definition is replicated: rows written here stay on this node", kLimits, true},
    {LintKind::kFulltextWithoutPrimaryKey, "fulltext_without_primary_key", LintSeverity::kError,
     "in this version a write of a long text to such a table can crash the node (MDEV-24978)",
     "MariaDB: MDEV-24978", true},
    {LintKind::kNoPrimaryKey, "no_primary_key", LintSeverity::kWarning,
     "each row is found by a scan on every node, DELETE is not supported, the order of rows differs", kLimits,
     true},
    {LintKind::kReplicatedByStatement, "replicated_by_statement", LintSeverity::kWarning,
     "replicated as statements, without transactions: nodes can come to hold different rows", kVariables,
     true},
    {LintKind::kBrokenForeignKey, "broken_foreign_key", LintSeverity::kWarning,
     "no InnoDB table is behind it: it protects nothing, and refuses writes", "MariaDB: InnoDB foreign keys",
     true},
    {LintKind::kFulltext, "fulltext", LintSeverity::kInfo,
     "adding such an index or rebuilding the table is never online: all nodes stop writing to it meanwhile",
     "MariaDB: InnoDB online DDL", true},
    {LintKind::kOtherEngine, "other_engine", LintSeverity::kInfo,
     "its rows are not here: what it refers to must give the same on every node", kLimits, true},
    {LintKind::kBinlogFormat, "binlog_format", LintSeverity::kError,
     "Galera replicates rows only: other formats can make nodes differ", kVariables, false},
    {LintKind::kAutoincLockMode, "innodb_autoinc_lock_mode", LintSeverity::kError,
     "appliers that work side by side can deadlock on AUTO_INCREMENT: 2 is required", kVariables, false},
    {LintKind::kAutoIncrementClash, "auto_increment_clash", LintSeverity::kError,
     "nodes give out the same AUTO_INCREMENT numbers: writes on two of them conflict", kVariables, false},
    {LintKind::kAutoIncrementControl, "auto_increment_control", LintSeverity::kWarning,
     "auto_increment_increment and _offset do not follow the cluster's size: numbers clash when a node is "
     "added",
     kVariables, false},
    {LintKind::kCertifyNonPk, "wsrep_certify_nonpk", LintSeverity::kError,
     "rows of tables without a primary key are not certified: conflicting writes both succeed", kVariables,
     false},
    {LintKind::kForeignKeyChecks, "wsrep_slave_fk_checks", LintSeverity::kError,
     "appliers ignore foreign keys: nodes can come to hold different rows", kVariables, false},
    {LintKind::kReplicateNonInnodb, "replicate_non_innodb", LintSeverity::kWarning,
     "experimental: MyISAM and Aria are replicated as statements, without transactions", kVariables, false},
    {LintKind::kSerializable, "serializable", LintSeverity::kWarning,
     "locks of reads hold on this node only: transactions on two nodes are not serialised",
     "Galera: isolation levels", false},
    {LintKind::kLogOutputTable, "log_output_table", LintSeverity::kWarning,
     "the general and the slow query log can't be tables: write them to a file", kLimits, false},
    {LintKind::kQueryCache, "query_cache", LintSeverity::kWarning,
     "appliers and clients wait for the one lock of the query cache", "MariaDB: query cache", false},
    {LintKind::kDoublewrite, "innodb_doublewrite", LintSeverity::kWarning,
     "a crash can leave torn pages: the node needs a full state transfer", "MariaDB: innodb_doublewrite",
     false},
    {LintKind::kFragmentSize, "wsrep_trx_fragment_size", LintSeverity::kWarning,
     "streaming replication for every session: each fragment is written and certified by itself", kVariables,
     false},
    {LintKind::kFlushLog, "innodb_flush_log_at_trx_commit", LintSeverity::kInfo,
     "faster; a power cut of all nodes at once can lose the last second of commits",
     "MariaDB: innodb_flush_log_at_trx_commit", false},
    {LintKind::kLargeTransactions, "large_transactions", LintSeverity::kInfo,
     "no bound below the greatest: one large transaction is held in memory, and holds up every node", kLimits,
     false},
    {LintKind::kLockTables, "lock_tables", LintSeverity::kInfo,
     "LOCK TABLES was used since the server's start: it locks on this node only", kLimits, false},
    {LintKind::kUserLocks, "user_locks", LintSeverity::kInfo, "GET_LOCK was used: it locks on this node only",
     kLimits, false},
    {LintKind::kXa, "xa", LintSeverity::kInfo,
     "XA START was tried since the server's start: Galera refuses it", kLimits, false},
});

static_assert(kKinds.size() == static_cast<std::size_t>(LintKind::kXa) + 1);
static_assert([] {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i].kind != static_cast<LintKind>(i)) return false;
  }
  return true;
}());

}  // namespace

std::span<const LintKindInfo> LintKinds() { return kKinds; }

const LintKindInfo& InfoOf(LintKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string_view Name(LintSeverity severity) {
  switch (severity) {
    case LintSeverity::kError:
      return "error";
    case LintSeverity::kWarning:
      return "warning";
    case LintSeverity::kInfo:
      return "info";
  }
  return "";
}

bool NeedsMending(const LintResult& result) {
  return std::any_of(result.counts.begin(), result.counts.end(), [](const LintCount& of) {
    return of.count > 0 && InfoOf(of.kind).severity != LintSeverity::kInfo;
  });
}

}  // namespace watchdog

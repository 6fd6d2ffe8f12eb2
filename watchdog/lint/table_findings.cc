#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "galera/text.h"
#include "lint/judge.h"
#include "lint/server_version.h"
#include "lint/sql_quotation.h"

namespace watchdog {
namespace {

constexpr char kNewKey[] = "row_id";
constexpr char kChooseKey[] =
    "choose a primary key by hand: it must hold the columns that the table is partitioned by";
// TOI runs the ALTER on each node, which converts the rows that it has.
constexpr char kCompareFirst[] =
    "every node converts the rows that it has: compare them first (CHECKSUM TABLE on each)";

// Engines of MariaDB whose tables hold no rows of their own here.
bool HoldsNoRows(std::string_view engine) {
  static constexpr auto kEngines = std::to_array<std::string_view>(
      {"BLACKHOLE", "CONNECT", "FEDERATED", "MRG_MyISAM", "OQGRAPH", "S3", "SEQUENCE", "SPHINX", "SPIDER"});
  return std::any_of(kEngines.begin(), kEngines.end(),
                     [&](std::string_view other) { return galera::EqualsIgnoringCase(engine, other); });
}

std::string FreeName(const std::vector<std::string>& taken) {
  const auto is_taken = [&](const std::string& name) {
    return std::any_of(taken.begin(), taken.end(),
                       [&](const std::string& other) { return galera::EqualsIgnoringCase(name, other); });
  };
  std::string name = kNewKey;
  for (int i = 2; is_taken(name); ++i) name = kNewKey + std::to_string(i);
  return name;
}

// The clause of ALTER TABLE that gives the table a key. INVISIBLE (10.3): statements without a list of
// columns go on working.
std::string AddKey(const TableColumns& columns) {
  if (!columns.auto_increment.empty()) return "ADD PRIMARY KEY (" + QuotedName(columns.auto_increment) + ")";
  return "ADD COLUMN " + QuotedName(FreeName(columns.names)) +
         " BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE PRIMARY KEY";
}

LintFinding About(LintKind kind, const TableName& name) {
  LintFinding finding;
  finding.kind = kind;
  finding.database = name.database;
  finding.table = name.table;
  finding.subject = QuotedTable(name.database, name.table);
  return finding;
}

LintMend WithKey(const SchemaTable& table) {
  LintMend mend;
  if (table.partitioned) {
    mend.note = kChooseKey;
    return mend;
  }
  mend.statement = CopyableStatement("ALTER TABLE " + QuotedTable(table.name.database, table.name.table) +
                                     " " + AddKey(table.columns.value_or(TableColumns{})));
  return mend;
}

// A table without a key gets one by the same statement.
LintMend ToInnodb(const SchemaTable& table, bool in_cluster) {
  std::string statement =
      "ALTER TABLE " + QuotedTable(table.name.database, table.name.table) + " ENGINE=InnoDB";
  LintMend mend;
  if (in_cluster) mend.note = kCompareFirst;
  if (table.partitioned) mend.note = (in_cluster ? std::string(kCompareFirst) + "; " : "") + kChooseKey;
  if (table.columns && !table.columns->has_key && !table.partitioned)
    statement += ", " + AddKey(*table.columns);
  mend.statement = CopyableStatement(statement);
  return mend;
}

bool Replicates(const SchemaFacts& facts, std::string_view engine) {
  const auto value = [&](const char* name) {
    const auto it = facts.variables.find(name);
    return it == facts.variables.end() ? std::string() : it->second;
  };
  const std::string mode = value("wsrep_mode");
  if (engine == "MyISAM")
    return mode.find("REPLICATE_MYISAM") != std::string::npos || value("wsrep_replicate_myisam") == "ON";
  return engine == "Aria" && mode.find("REPLICATE_ARIA") != std::string::npos;
}

LintKind KindOf(const SchemaFacts& facts, std::string_view engine) {
  if (HoldsNoRows(engine)) return LintKind::kOtherEngine;
  return Replicates(facts, engine) ? LintKind::kReplicatedByStatement : LintKind::kNotInnodb;
}

void AddEngines(const SchemaFacts& facts, LintResult& result) {
  std::map<LintKind, std::size_t> counts = {
      {LintKind::kNotInnodb, 0}, {LintKind::kReplicatedByStatement, 0}, {LintKind::kOtherEngine, 0}};
  for (const auto& [engine, count] : *facts.engines) counts[KindOf(facts, engine)] += count;
  for (const auto& [kind, count] : counts) result.counts.push_back({kind, count});
  for (const SchemaTable& table : facts.not_innodb) {
    LintFinding finding = About(KindOf(facts, table.engine), table.name);
    finding.detail = "engine " + table.engine;
    if (finding.kind == LintKind::kOtherEngine) {
      finding.mend.note = "nothing to convert: see that it gives the same on every node";
    } else {
      finding.mend = ToInnodb(table, result.galera);
    }
    result.findings.push_back(std::move(finding));
  }
}

// MDEV-24978, as merged for the releases of November 2021.
bool CrashesOnLongText(const ServerVersion& version) {
  static constexpr std::array<ServerVersion, 5> kMended = {
      {{10, 2, 41}, {10, 3, 32}, {10, 4, 22}, {10, 5, 13}, {10, 6, 5}}};
  if (version == ServerVersion{}) return false;
  for (const ServerVersion& mended : kMended) {
    if (version.major == mended.major && version.minor == mended.minor) return version < mended;
  }
  return version < kMended.front();
}

void AddKeys(const SchemaFacts& facts, LintResult& result) {
  const bool crashes = CrashesOnLongText(ParseServerVersion(facts.version));
  for (const SchemaTable& table : facts.without_primary_key->first) {
    LintFinding finding = About(LintKind::kNoPrimaryKey, table.name);
    if (table.partitioned) finding.detail = "partitioned";
    finding.mend = WithKey(table);
    result.findings.push_back(std::move(finding));
  }
  result.counts.push_back({LintKind::kNoPrimaryKey, facts.without_primary_key->count});
  if (!facts.fulltext_without_key) return;
  result.counts.push_back(
      {LintKind::kFulltextWithoutPrimaryKey, crashes ? facts.fulltext_without_key->count : 0});
  if (!crashes) return;
  for (const SchemaTable& table : facts.fulltext_without_key->first) {
    LintFinding finding = About(LintKind::kFulltextWithoutPrimaryKey, table.name);
    // Its statement is that of the finding no_primary_key: twice it would fail.
    finding.mend.note = "mended by its primary key (no_primary_key), or by a newer MariaDB";
    result.findings.push_back(std::move(finding));
  }
}

void AddFulltext(const SchemaFacts& facts, LintResult& result) {
  for (const SchemaTable& table : facts.with_fulltext->first) {
    LintFinding finding = About(LintKind::kFulltext, table.name);
    finding.mend.note = "nothing to change now: alter such a table in a quiet hour";
    result.findings.push_back(std::move(finding));
  }
  result.counts.push_back({LintKind::kFulltext, facts.with_fulltext->count});
}

void AddForeignKeys(const SchemaFacts& facts, LintResult& result) {
  std::set<TableName> convertible;
  for (const SchemaTable& table : facts.not_innodb) convertible.insert(table.name);
  for (const DanglingForeignKey& key : facts.dangling->first) {
    LintFinding finding = About(LintKind::kBrokenForeignKey, key.table);
    const std::string referenced = QuotedTable(key.referenced.database, key.referenced.table);
    finding.detail = QuotedName(key.constraint) + " refers to " + referenced;
    if (convertible.contains(key.referenced)) {
      finding.mend.note = "mended with " + ShownText(referenced) + ", which is not InnoDB";
    } else {
      finding.mend.statement =
          CopyableStatement("ALTER TABLE " + QuotedTable(key.table.database, key.table.table) +
                            " DROP FOREIGN KEY " + QuotedName(key.constraint));
    }
    result.findings.push_back(std::move(finding));
  }
  result.counts.push_back({LintKind::kBrokenForeignKey, facts.dangling->count});
}

}  // namespace

void AddTableFindings(const SchemaFacts& facts, LintResult& result) {
  if (facts.engines) AddEngines(facts, result);
  if (facts.without_primary_key) AddKeys(facts, result);
  if (facts.dangling) AddForeignKeys(facts, result);
  if (facts.with_fulltext) AddFulltext(facts, result);
}

LintResult JudgeSchema(const SchemaFacts& facts) {
  LintResult result;
  result.server_version = facts.version;
  const auto wsrep_on = facts.variables.find("wsrep_on");
  result.galera = wsrep_on != facts.variables.end() && wsrep_on->second == "ON";
  result.sees_all_tables = facts.sees_all_tables;
  result.unseen = facts.unseen;
  AddTableFindings(facts, result);
  AddSettingFindings(facts, result);
  const auto by_kind = [](const auto& a, const auto& b) { return a.kind < b.kind; };
  std::stable_sort(result.findings.begin(), result.findings.end(), by_kind);
  std::stable_sort(result.counts.begin(), result.counts.end(), by_kind);
  return result;
}

}  // namespace watchdog

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "galera/text.h"
#include "lint/judge.h"
#include "lint/sql_quotation.h"

namespace watchdog {
namespace {

constexpr std::uint64_t kLargeTransaction = std::uint64_t{1} << 30U;

class Settings {
 public:
  Settings(const SchemaFacts& facts, LintResult& result) : facts_(facts), result_(result) {}

  std::optional<std::string> Variable(const std::string& name) const { return Find(facts_.variables, name); }
  std::optional<std::uint64_t> Number(const std::string& name) const {
    return NumberIn(facts_.variables, name);
  }
  std::optional<std::uint64_t> Status(const std::string& name) const { return NumberIn(facts_.status, name); }
  bool Is(const std::string& name, std::string_view value) const {
    const auto is = Variable(name);
    return is && galera::EqualsIgnoringCase(*is, value);
  }

  // A kind that could be looked at; `found` where it is so.
  void Count(LintKind kind, std::optional<LintFinding> found) {
    result_.counts.push_back({kind, found ? 1U : 0U});
    if (found) result_.findings.push_back(std::move(*found));
  }

 private:
  using Map = std::map<std::string, std::string>;
  static std::optional<std::string> Find(const Map& map, const std::string& name) {
    const auto it = map.find(name);
    if (it == map.end()) return std::nullopt;
    return it->second;
  }
  static std::optional<std::uint64_t> NumberIn(const Map& map, const std::string& name) {
    const auto text = Find(map, name);
    std::uint64_t number = 0;
    if (!text) return std::nullopt;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
    if (read.ec != std::errc() || read.ptr != text->data() + text->size()) return std::nullopt;
    return number;
  }

  const SchemaFacts& facts_;
  LintResult& result_;
};

LintFinding Finding(LintKind kind, std::string subject, const std::string& detail, LintMend mend) {
  LintFinding finding;
  finding.kind = kind;
  finding.subject = std::move(subject);
  finding.detail = ShownText(detail);
  finding.mend = std::move(mend);
  return finding;
}

// SET GLOBAL now, and the line that keeps it.
LintMend Set(const std::string& name, const std::string& value) {
  return {"SET GLOBAL " + name + " = " + value, name + " = " + value, false, ""};
}

LintMend SetText(const std::string& name, const std::string& value) {
  return {"SET GLOBAL " + name + " = '" + value + "'", name + " = " + value, false, ""};
}

// Also for the session that mends: statements that follow depend on it.
LintMend SetHereToo(const std::string& name, const std::string& value, const std::string& option) {
  return {"SET GLOBAL " + name + " = " + value + ", SESSION " + name + " = " + value, option + " = " + value,
          false, ""};
}

LintMend AtRestart(const std::string& name, const std::string& value) {
  return {"", name + " = " + value, true, ""};
}

LintMend InApplication(std::string note) { return {"", "", false, std::move(note)}; }

// Where the variable is `wrong`, or is not `right` and `wrong` is empty. A server without it is not looked
// at.
void Check(Settings& settings, LintKind kind, const std::string& name, std::string_view right,
           std::string_view wrong, const LintMend& mend) {
  const auto value = settings.Variable(name);
  if (!value) return;
  const bool bad = wrong.empty() ? !settings.Is(name, right) : settings.Is(name, wrong);
  settings.Count(kind, bad ? std::optional(Finding(kind, name, *value, mend)) : std::nullopt);
}

void CheckAutoIncrement(Settings& settings) {
  if (!settings.Variable("wsrep_auto_increment_control")) return;
  const bool off = settings.Is("wsrep_auto_increment_control", "OFF");
  const std::uint64_t members = settings.Status("wsrep_cluster_size").value_or(1);
  const auto step = settings.Number("auto_increment_increment");
  const auto offset = settings.Number("auto_increment_offset");
  const bool clash = off && step && offset && (*step < members || *offset > *step);
  const LintMend mend = Set("wsrep_auto_increment_control", "ON");
  std::optional<LintFinding> clashes, uncontrolled;
  if (clash) {
    clashes = Finding(LintKind::kAutoIncrementClash, "auto_increment_increment",
                      std::to_string(*step) + ", offset " + std::to_string(*offset) + ", of " +
                          std::to_string(members) + " nodes",
                      mend);
  } else if (off) {
    uncontrolled = Finding(LintKind::kAutoIncrementControl, "wsrep_auto_increment_control", "OFF", mend);
  }
  settings.Count(LintKind::kAutoIncrementClash, std::move(clashes));
  settings.Count(LintKind::kAutoIncrementControl, std::move(uncontrolled));
}

// The list without those that replicate other engines.
std::string WithoutReplication(std::string_view mode) {
  std::string rest;
  while (!mode.empty()) {
    const std::size_t end = mode.find(',');
    const std::string_view word = mode.substr(0, end);
    if (!word.starts_with("REPLICATE_")) rest += (rest.empty() ? "" : ",") + std::string(word);
    mode = end == std::string_view::npos ? std::string_view() : mode.substr(end + 1);
  }
  return rest;
}

void CheckReplicateNonInnodb(Settings& settings) {
  const LintKind kind = LintKind::kReplicateNonInnodb;
  const auto mode = settings.Variable("wsrep_mode");
  const auto before = settings.Variable("wsrep_replicate_myisam");  // before 10.7
  if (!mode && !before) return;
  std::optional<LintFinding> found;
  if (mode && mode->find("REPLICATE_") != std::string::npos) {
    found = Finding(kind, "wsrep_mode", *mode, SetText("wsrep_mode", WithoutReplication(*mode)));
  } else if (settings.Is("wsrep_replicate_myisam", "ON")) {
    found = Finding(kind, "wsrep_replicate_myisam", "ON", Set("wsrep_replicate_myisam", "OFF"));
  }
  settings.Count(kind, std::move(found));
}

// Named tx_* up to 11.0, and both since.
void CheckTransactions(Settings& settings) {
  const auto name_of = [&](const char* name, const char* before) {
    return settings.Variable(name) ? std::string(name) : std::string(before);
  };
  const std::string isolation = name_of("transaction_isolation", "tx_isolation");
  // In the option file it is transaction-isolation in all versions.
  Check(settings, LintKind::kSerializable, isolation, "", "SERIALIZABLE",
        {"SET GLOBAL " + isolation + " = 'REPEATABLE-READ'", "transaction-isolation = REPEATABLE-READ", false,
         ""});
  const std::string read_only = name_of("transaction_read_only", "tx_read_only");
  Check(settings, LintKind::kTransactionReadOnly, read_only, "", "ON",
        SetHereToo(read_only, "OFF", "transaction-read-only"));
}

void CheckQueryCache(Settings& settings) {
  const auto type = settings.Variable("query_cache_type");
  if (!type) return;
  const std::uint64_t size = settings.Number("query_cache_size").value_or(0);
  std::optional<LintFinding> found;
  if (!settings.Is("query_cache_type", "OFF") && size > 0) {
    // The type alone could not be changed back while the server began with it off.
    found = Finding(LintKind::kQueryCache, "query_cache_type", *type + ", " + std::to_string(size) + " bytes",
                    {"SET GLOBAL query_cache_size = 0", "query_cache_type = OFF", false, ""});
  }
  settings.Count(LintKind::kQueryCache, std::move(found));
}

void CheckLogOutput(Settings& settings) {
  const auto output = settings.Variable("log_output");
  if (!output) return;
  std::optional<LintFinding> found;
  if (output->find("TABLE") != std::string::npos)
    found = Finding(LintKind::kLogOutputTable, "log_output", *output, SetText("log_output", "FILE"));
  settings.Count(LintKind::kLogOutputTable, std::move(found));
}

void CheckStorageEngine(Settings& settings) {
  if (!settings.Variable("default_storage_engine")) return;
  std::optional<LintFinding> found;
  for (const char* name : {"default_storage_engine", "enforce_storage_engine"}) {
    const std::string engine = settings.Variable(name).value_or("");
    if (found || engine.empty() || galera::EqualsIgnoringCase(engine, "InnoDB")) continue;
    found = Finding(LintKind::kStorageEngine, name, engine, SetHereToo(name, "InnoDB", name));
  }
  settings.Count(LintKind::kStorageEngine, std::move(found));
}

void CheckTransactionSize(Settings& settings) {
  if (const auto fragment = settings.Number("wsrep_trx_fragment_size")) {
    std::optional<LintFinding> found;
    if (*fragment > 0)
      found = Finding(LintKind::kFragmentSize, "wsrep_trx_fragment_size", std::to_string(*fragment),
                      Set("wsrep_trx_fragment_size", "0"));
    settings.Count(LintKind::kFragmentSize, std::move(found));
  }
  const auto bytes = settings.Number("wsrep_max_ws_size");
  // Only Galera itself lets it be set.
  if (!bytes || !settings.Is("wsrep_on", "ON")) return;
  std::optional<LintFinding> found;
  if (*bytes > kLargeTransaction && settings.Number("wsrep_max_ws_rows").value_or(0) == 0) {
    std::string detail = std::to_string(*bytes) + " bytes, any number of rows";
    const std::uint64_t sets = settings.Status("wsrep_replicated").value_or(0);
    if (sets > 0)
      detail += "; " + std::to_string(settings.Status("wsrep_replicated_bytes").value_or(0) / sets) +
                " bytes on average so far";
    LintMend mend = Set("wsrep_max_ws_size", "268435456");
    mend.note = "refuses larger transactions: see first that the application has none";
    found = Finding(LintKind::kLargeTransactions, "wsrep_max_ws_size", detail, mend);
  }
  settings.Count(LintKind::kLargeTransactions, std::move(found));
}

void CheckFlushLog(Settings& settings) {
  const auto flush = settings.Number("innodb_flush_log_at_trx_commit");
  if (!flush) return;
  std::optional<LintFinding> found;
  if (*flush == 0 || *flush == 2)
    found = Finding(LintKind::kFlushLog, "innodb_flush_log_at_trx_commit", std::to_string(*flush),
                    Set("innodb_flush_log_at_trx_commit", "1"));
  settings.Count(LintKind::kFlushLog, std::move(found));
}

void CheckUse(const SchemaFacts& facts, Settings& settings) {
  const auto count = [&](LintKind kind, const char* name, const char* note) {
    const auto times = settings.Status(name);
    if (!times) return;
    std::optional<LintFinding> found;
    if (*times > 0) found = Finding(kind, name, std::to_string(*times), InApplication(note));
    settings.Count(kind, std::move(found));
  };
  count(LintKind::kLockTables, "com_lock_tables",
        "use transactions in the application; a dump with --single-transaction needs no LOCK TABLES");
  count(LintKind::kXa, "com_xa_start", "use plain transactions in the application");
  if (!facts.user_locks) return;
  std::optional<LintFinding> found;
  if (*facts.user_locks)
    found = Finding(
        LintKind::kUserLocks, "GET_LOCK", "",
        InApplication("lock a row (SELECT ... FOR UPDATE) on one node that takes all writes, or elsewhere"));
  settings.Count(LintKind::kUserLocks, std::move(found));
}

}  // namespace

void AddSettingFindings(const SchemaFacts& facts, LintResult& result) {
  Settings settings(facts, result);
  Check(settings, LintKind::kBinlogFormat, "binlog_format", "ROW", "", Set("binlog_format", "ROW"));
  Check(settings, LintKind::kAutoincLockMode, "innodb_autoinc_lock_mode", "2", "",
        AtRestart("innodb_autoinc_lock_mode", "2"));
  CheckAutoIncrement(settings);
  Check(settings, LintKind::kCertifyNonPk, "wsrep_certify_nonpk", "", "OFF",
        Set("wsrep_certify_nonPK", "ON"));
  Check(settings, LintKind::kForeignKeyChecks, "wsrep_slave_fk_checks", "", "OFF",
        Set("wsrep_slave_FK_checks", "ON"));
  CheckReplicateNonInnodb(settings);
  Check(settings, LintKind::kOsuMethod, "wsrep_osu_method", "", "RSU",
        SetHereToo("wsrep_OSU_method", "TOI", "wsrep_OSU_method"));
  CheckTransactions(settings);
  CheckLogOutput(settings);
  CheckQueryCache(settings);
  Check(settings, LintKind::kDoublewrite, "innodb_doublewrite", "", "OFF",
        AtRestart("innodb_doublewrite", "ON"));
  CheckStorageEngine(settings);
  CheckTransactionSize(settings);
  CheckFlushLog(settings);
  CheckUse(facts, settings);
}

}  // namespace watchdog

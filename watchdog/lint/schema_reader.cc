#include "lint/schema_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "collect/session.h"
#include "galera/text.h"
#include "lint/sql_quotation.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Rows;
using galera::Status;

constexpr auto kSystemSchemas =
    std::to_array<std::string_view>({"mysql", "sys", "information_schema", "performance_schema"});

constexpr std::chrono::seconds kConnect{5};

// Names in InnoDB's dictionary are those of files: database/table#P#partition, in the server's character set
// `filename`, in which no part holds a '/' or a '#' of its own.
std::string Decoded(const std::string& part) {
  return "CONVERT(CONVERT(CONVERT(" + part +
         " USING binary) USING filename) USING utf8mb4) COLLATE utf8mb4_bin";
}
std::string DatabaseOf(const std::string& column) { return Decoded("SUBSTRING_INDEX(" + column + ",'/',1)"); }
std::string TableOf(const std::string& column) {
  return Decoded("SUBSTRING_INDEX(SUBSTRING_INDEX(" + column + ",'/',-1),'#P#',1)");
}

std::string TablesWithIndex(const std::string& condition) {
  return "TABLE_ID IN (SELECT TABLE_ID FROM information_schema.INNODB_SYS_INDEXES WHERE " + condition + ")";
}

// DICT_CLUSTERED without DICT_UNIQUE: the index that InnoDB makes where the table has no key; DICT_FTS.
const std::string& WithoutKey() {
  // A sequence is a table without a key, too, and needs none.
  static const std::string condition =
      TablesWithIndex("TYPE & 3 = 1") +
      " AND TABLE_ID NOT IN (SELECT TABLE_ID FROM information_schema.INNODB_SYS_COLUMNS "
      "WHERE POS = 0 AND NAME = 'next_not_cached_value')";
  return condition;
}
const std::string& WithFulltext() {
  static const std::string condition = TablesWithIndex("TYPE & 32");
  return condition;
}

std::size_t Count(const galera::Cell& cell) {
  std::size_t number = 0;
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), number);
  return number;
}

std::string Text(const galera::Cell& cell) { return cell ? std::string(*cell) : std::string(); }

// The first two for the server, which then looks at no other table; the others for the case of letters.
std::string IsTable(const TableName& name) {
  const std::string database = HexLiteral(name.database);
  const std::string table = HexLiteral(name.table);
  return "TABLE_SCHEMA = " + database + " AND TABLE_NAME = " + table +
         " AND BINARY TABLE_SCHEMA = " + database + " AND BINARY TABLE_NAME = " + table;
}

class Reader {
 public:
  Reader(const galera::Config& config, const SchemaQuestion& question, galera::SteadyTime deadline)
      : config_(config), question_(question), deadline_(deadline) {}

  Result<SchemaFacts> Read();

 private:
  Status Connect();
  Status ReadSettings();
  Status ReadDatabase();
  Status ReadEngines();
  Status ReadInnodb();
  Status ReadDangling();
  Status ReadUserLocks();
  Status ReadColumns(SchemaTable& table);
  Status ReadPartitioned(SchemaTable& table);
  Result<std::optional<Listed<SchemaTable>>> ReadInnodbTables(const std::string& condition);

  // nullopt where the server refuses the statement, which is told as `what`; other errors end it all.
  Result<std::optional<Rows>> Ask(const std::string& sql, const std::string& what);
  Status ReadNamed(const char* sql, std::map<std::string, std::string>& out);
  Result<std::size_t> FoundRows();
  std::string InSchemas() const;
  std::string Limit() const {
    return " LIMIT " + std::to_string(std::max<std::size_t>(question_.names_max, 1));
  }

  const galera::Config& config_;
  const SchemaQuestion& question_;
  const galera::SteadyTime deadline_;
  galera::MariadbConnection connection_;
  SchemaFacts facts_;
};

Result<std::optional<Rows>> Reader::Ask(const std::string& sql, const std::string& what) {
  Result<Rows> rows = connection_.Query(sql, deadline_);
  if (rows) return std::optional<Rows>(std::move(*rows));
  if (!IsAnswer(rows.error())) return rows.error();
  std::string reason = rows.error().message;
  // The statement in front of it is of no use to a reader.
  if (const std::size_t at = reason.find(": "); at != std::string::npos) reason.erase(0, at + 2);
  facts_.unseen.push_back(what + ": " + reason);
  return std::optional<Rows>();
}

Status Reader::ReadNamed(const char* sql, std::map<std::string, std::string>& out) {
  const Result<Rows> rows = connection_.Query(sql, deadline_);
  if (!rows) return rows.error();
  for (const galera::NamedValue& row : rows->AsNamedValues())
    out[galera::ToLower(row.name)] = Text(row.value);
  return Status();
}

Result<std::size_t> Reader::FoundRows() {
  const Result<Rows> rows = connection_.Query("SELECT FOUND_ROWS()", deadline_);
  if (!rows) return rows.error();
  return rows->size() == 0 ? 0 : Count((*rows)[0][0]);
}

Status Reader::Connect() {
  const galera::SteadyTime soon = std::min(deadline_, std::chrono::steady_clock::now() + kConnect);
  if (Status s = OpenSession(connection_, config_.server, config_.session, soon); !s) return s;
  // Whatever the server's defaults do to texts and to results.
  const Result<Rows> set = connection_.Query(
      "SET SESSION sql_mode='', sql_select_limit=18446744073709551615, max_statement_time=" +
          std::to_string(question_.statement_max.count()),
      deadline_);
  return set ? Status() : Status(set.error());
}

Status Reader::ReadSettings() {
  const Result<Rows> version = connection_.Query("SELECT VERSION()", deadline_);
  if (!version) return version.error();
  if (version->size() > 0) facts_.version = Text((*version)[0][0]);
  if (Status s = ReadNamed("SHOW GLOBAL VARIABLES", facts_.variables); !s) return s;
  if (question_.only_in_cluster && facts_.variables["wsrep_on"] != "ON") return Status();
  if (Status s = ReadNamed("SHOW GLOBAL STATUS", facts_.status); !s) return s;
  const Result<Rows> grants = connection_.Query("SHOW GRANTS", deadline_);
  if (!grants && !IsAnswer(grants.error())) return grants.error();
  facts_.sees_all_tables = grants.ok() && MaySelectAll(*grants, question_.database);
  return Status();
}

Status Reader::ReadDatabase() {
  if (question_.database.empty()) return Status();
  const Result<Rows> rows =
      connection_.Query("SELECT 1 FROM information_schema.SCHEMATA WHERE BINARY SCHEMA_NAME = " +
                            HexLiteral(question_.database),
                        deadline_);
  if (!rows) return rows.error();
  if (rows->size() > 0) return Status();
  const std::string name = QuotedName(ShownText(question_.database));
  if (facts_.sees_all_tables) return Error{ErrorCode::kNotFound, "there is no database " + name};
  facts_.unseen.push_back("database " + name + ": it is not there, or not to be seen by this account");
  return Status();
}

std::string Reader::InSchemas() const {
  if (!question_.database.empty()) {
    const std::string name = HexLiteral(question_.database);
    // The first for the server, which then looks into no other database; the second for the case of letters.
    return "TABLE_SCHEMA = " + name + " AND BINARY TABLE_SCHEMA = " + name;
  }
  std::string list;
  for (const std::string_view schema : kSystemSchemas)
    list += (list.empty() ? "'" : ", '") + std::string(schema) + "'";
  return "TABLE_SCHEMA NOT IN (" + list + ")";
}

Status Reader::ReadEngines() {
  if (!facts_.sees_all_tables) {
    facts_.unseen.emplace_back(
        "tables that are not InnoDB: only those that this account may see (it has no SELECT on " +
        (question_.database.empty() ? std::string("*.*") : QuotedName(ShownText(question_.database)) + ".*") +
        ")");
  }
  const std::string from =
      " FROM information_schema.TABLES WHERE ENGINE <> 'InnoDB' AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM "
      "VIEW', "
      "'TEMPORARY') AND " +
      InSchemas();
  const auto counted = Ask("SELECT ENGINE, COUNT(*)" + from + " GROUP BY ENGINE", "engines");
  if (!counted) return counted.error();
  if (!*counted) return Status();
  facts_.engines.emplace();
  for (std::size_t i = 0; i < (*counted)->size(); ++i) {
    const auto row = (**counted)[i];
    (*facts_.engines)[Text(row[0])] = Count(row[1]);
  }
  if (facts_.engines->empty() || question_.names_max == 0) return Status();
  const auto rows = Ask(
      "SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE, TABLE_TYPE = 'SEQUENCE'" + from + " ORDER BY 1, 2" + Limit(),
      "names of tables");
  if (!rows) return rows.error();
  if (!*rows) return Status();
  for (std::size_t i = 0; i < (*rows)->size(); ++i) {
    const auto row = (**rows)[i];
    SchemaTable table{{Text(row[0]), Text(row[1])}, Text(row[2]), false, std::nullopt};
    if (Text(row[3]) == "1") table.columns = TableColumns{{}, "", true};  // a sequence needs no key
    facts_.not_innodb.push_back(std::move(table));
  }
  for (SchemaTable& table : facts_.not_innodb) {
    if (table.columns) continue;
    if (Status s = ReadColumns(table); !s) return s;
    if (!table.columns || table.columns->has_key) continue;
    if (Status s = ReadPartitioned(table); !s) return s;
  }
  return Status();
}

// Of an engine other than InnoDB: opens the table.
Status Reader::ReadPartitioned(SchemaTable& table) {
  const auto rows = Ask("SELECT 1 FROM information_schema.TABLES WHERE " + IsTable(table.name) +
                            " AND CREATE_OPTIONS LIKE '%partitioned%'",
                        "partitions of " + ShownText(QuotedTable(table.name.database, table.name.table)));
  if (!rows) return rows.error();
  table.partitioned = *rows && (*rows)->size() > 0;
  return Status();
}

Status Reader::ReadColumns(SchemaTable& table) {
  const auto rows = Ask(
      "SELECT COLUMN_NAME, COLUMN_KEY, EXTRA FROM information_schema.COLUMNS WHERE " + IsTable(table.name),
      "columns of " + ShownText(QuotedTable(table.name.database, table.name.table)));
  if (!rows) return rows.error();
  if (!*rows || (*rows)->size() == 0) return Status();
  TableColumns columns;
  for (std::size_t i = 0; i < (*rows)->size(); ++i) {
    const auto row = (**rows)[i];
    columns.names.push_back(Text(row[0]));
    if (Text(row[1]) == "PRI") columns.has_key = true;
    if (Text(row[2]).find("auto_increment") != std::string::npos)
      columns.auto_increment = columns.names.back();
  }
  table.columns = std::move(columns);
  return Status();
}

Result<std::optional<Listed<SchemaTable>>> Reader::ReadInnodbTables(const std::string& condition) {
  std::string sql = "SELECT SQL_CALC_FOUND_ROWS " + DatabaseOf("NAME") + " AS d, " + TableOf("NAME") +
                    " AS t, MAX(NAME LIKE '%#P#%') FROM information_schema.INNODB_SYS_TABLES WHERE " +
                    condition + " AND NAME LIKE '%/%' AND NAME NOT LIKE '%/#sql%'";
  for (const std::string_view schema : kSystemSchemas)
    sql += " AND NAME NOT LIKE '" + std::string(schema) + "/%'";
  sql += " GROUP BY d, t";
  if (!question_.database.empty()) sql += " HAVING d = " + HexLiteral(question_.database);
  const auto rows = Ask(sql + " ORDER BY d, t" + Limit(), "primary keys and FULLTEXT");
  if (!rows) return rows.error();
  if (!*rows) return std::optional<Listed<SchemaTable>>();
  const auto count = FoundRows();
  if (!count) return count.error();
  Listed<SchemaTable> listed;
  listed.count = *count;
  for (std::size_t i = 0; i < (*rows)->size() && i < question_.names_max; ++i) {
    const auto row = (**rows)[i];
    listed.first.push_back({{Text(row[0]), Text(row[1])}, "InnoDB", Text(row[2]) == "1", std::nullopt});
  }
  return std::optional(std::move(listed));
}

Status Reader::ReadInnodb() {
  auto keys = ReadInnodbTables(WithoutKey());
  if (!keys) return keys.error();
  facts_.without_primary_key = std::move(*keys);
  if (!facts_.without_primary_key) return Status();  // without PROCESS the others fail as well
  for (SchemaTable& table : facts_.without_primary_key->first) {
    if (Status s = ReadColumns(table); !s) return s;
  }
  auto fulltext = ReadInnodbTables(WithFulltext());
  if (!fulltext) return fulltext.error();
  facts_.with_fulltext = std::move(*fulltext);
  const bool none =
      !facts_.with_fulltext || facts_.with_fulltext->count == 0 || facts_.without_primary_key->count == 0;
  if (facts_.with_fulltext && none) facts_.fulltext_without_key.emplace();
  if (none) return ReadDangling();
  auto both = ReadInnodbTables(WithFulltext() + " AND " + WithoutKey());
  if (!both) return both.error();
  facts_.fulltext_without_key = std::move(*both);
  return ReadDangling();
}

Status Reader::ReadDangling() {
  std::string sql = "SELECT SQL_CALC_FOUND_ROWS " + DatabaseOf("FOR_NAME") + " AS d, " + TableOf("FOR_NAME") +
                    " AS t, SUBSTRING(ID, LOCATE('/', ID) + 1), " + DatabaseOf("REF_NAME") + ", " +
                    TableOf("REF_NAME") +
                    " FROM information_schema.INNODB_SYS_FOREIGN WHERE BINARY REF_NAME NOT IN "
                    "(SELECT BINARY NAME FROM information_schema.INNODB_SYS_TABLES)";
  if (!question_.database.empty()) sql += " HAVING d = " + HexLiteral(question_.database);
  const auto rows = Ask(sql + " ORDER BY d, t" + Limit(), "foreign keys");
  if (!rows) return rows.error();
  if (!*rows) return Status();
  const auto count = FoundRows();
  if (!count) return count.error();
  facts_.dangling.emplace();
  facts_.dangling->count = *count;
  for (std::size_t i = 0; i < (*rows)->size() && i < question_.names_max; ++i) {
    const auto row = (**rows)[i];
    facts_.dangling->first.push_back(
        {{Text(row[0]), Text(row[1])}, Text(row[2]), {Text(row[3]), Text(row[4])}});
  }
  return Status();
}

// No counter tells of GET_LOCK: only what some servers keep of statements or of locks that are held now.
Status Reader::ReadUserLocks() {
  const bool digests = facts_.variables["performance_schema"] == "ON";
  const std::string sql =
      digests ? "SELECT 1 FROM performance_schema.events_statements_summary_by_digest "
                "WHERE DIGEST_TEXT LIKE '%get\\_lock%' LIMIT 1"
              : "SELECT 1 FROM information_schema.METADATA_LOCK_INFO WHERE LOCK_TYPE = 'User lock' LIMIT 1";
  const Result<Rows> rows = connection_.Query(sql, deadline_);
  if (!rows && !IsAnswer(rows.error())) return rows.error();
  if (rows) facts_.user_locks = rows->size() > 0;
  if (!rows)
    facts_.unseen.emplace_back(digests ? "GET_LOCK: the account has no SELECT on performance_schema.*"
                                       : "GET_LOCK: performance_schema is off, and there is no plugin "
                                         "METADATA_LOCK_INFO");
  return Status();
}

Result<SchemaFacts> Reader::Read() {
  if (Status s = Connect(); !s) return s.error();
  if (Status s = ReadSettings(); !s) return s.error();
  if (question_.only_in_cluster && facts_.variables["wsrep_on"] != "ON") return std::move(facts_);
  for (const auto step :
       {&Reader::ReadDatabase, &Reader::ReadEngines, &Reader::ReadInnodb, &Reader::ReadUserLocks}) {
    if (Status s = (this->*step)(); !s) return s.error();
  }
  return std::move(facts_);
}

}  // namespace

bool IsSystemSchema(const std::string& database) {
  return std::any_of(kSystemSchemas.begin(), kSystemSchemas.end(),
                     [&](std::string_view schema) { return galera::EqualsIgnoringCase(schema, database); });
}

bool MaySelectAll(const Rows& grants, const std::string& database) {
  for (std::size_t i = 0; i < grants.size(); ++i) {
    const std::string row = Text(grants[i][0]);
    const std::size_t on = row.find(" ON ");
    if (on == std::string::npos) continue;
    const std::string_view privileges = std::string_view(row).substr(0, on);
    const std::string_view where = std::string_view(row).substr(on + 4);
    const bool here = where.starts_with("*.* TO ") ||
                      (!database.empty() && where.starts_with(QuotedName(database) + ".* TO "));
    const bool all = privileges == "GRANT ALL PRIVILEGES";
    const bool select =
        privileges.starts_with("GRANT SELECT") || privileges.find(", SELECT") != std::string::npos;
    if (here && (all || select)) return true;
  }
  return false;
}

Result<SchemaFacts> ReadSchema(const galera::Config& config, const SchemaQuestion& question,
                               galera::SteadyTime deadline) {
  return Reader(config, question, deadline).Read();
}

}  // namespace watchdog

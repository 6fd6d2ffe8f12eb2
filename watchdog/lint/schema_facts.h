// What the server says of its tables, settings and use: all that the lint judges. Pure values.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace watchdog {

struct TableName {
  std::string database, table;
  bool operator<(const TableName& other) const {
    return std::tie(database, table) < std::tie(other.database, other.table);
  }
};

// Columns of a table that a statement is to be written for.
struct TableColumns {
  std::vector<std::string> names;
  std::string auto_increment;  // empty: none has it
  bool has_key = false;        // a primary key, or a unique one without NULL, which serves as one
};

struct SchemaTable {
  TableName name;
  std::string engine;
  bool partitioned = false;
  std::optional<TableColumns> columns;  // nullopt: not asked, or the account may not see them
};

// Of InnoDB, whose referenced table is not one of InnoDB's.
struct DanglingForeignKey {
  TableName table;
  std::string constraint;
  TableName referenced;
};

// The first of them, and how many there are.
template <typename T>
struct Listed {
  std::vector<T> first;
  std::size_t count = 0;
};

struct SchemaFacts {
  std::string version;                           // as SELECT VERSION() says
  std::map<std::string, std::string> variables;  // SHOW GLOBAL VARIABLES, names in lower case
  std::map<std::string, std::string> status;     // SHOW GLOBAL STATUS, the same
  // nullopt: could not be looked at; `unseen` says why.
  std::optional<std::map<std::string, std::size_t>> engines;  // other than InnoDB: how many tables
  std::vector<SchemaTable> not_innodb;                        // the first of these
  std::optional<Listed<SchemaTable>> without_primary_key;     // of InnoDB
  std::optional<Listed<SchemaTable>> with_fulltext;           // of InnoDB
  std::optional<Listed<SchemaTable>> fulltext_without_key;    // both
  std::optional<Listed<DanglingForeignKey>> dangling;
  std::optional<bool> user_locks;
  bool sees_all_tables = false;
  std::vector<std::string> unseen;
};

}  // namespace watchdog

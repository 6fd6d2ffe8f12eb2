// Asks a server for what the lint judges. Opens no table but those that it names: what it reads of all tables
// comes from their definitions (.frm) and from InnoDB's own dictionary.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "config/config.h"
#include "galera/result.h"
#include "lint/schema_facts.h"
#include "system/mariadb_connection.h"

namespace watchdog {

struct SchemaQuestion {
  std::string database;          // empty: all but the server's own
  std::size_t names_max = 0;     // of each kind; 0: only how many there are
  bool only_in_cluster = false;  // without wsrep_on: nothing but the variables
  std::chrono::seconds statement_max{10};
};

// True for mysql, sys, information_schema and performance_schema: the server's own, which Galera knows.
bool IsSystemSchema(const std::string& database);

// On a session of its own. What the account may not see, or what takes longer than statement_max, is left
// out and told in `unseen`. kNotFound: there is no such database. Names: see MariadbConnection.
galera::Result<SchemaFacts> ReadSchema(const galera::Config& config, const SchemaQuestion& question,
                                       galera::SteadyTime deadline);

// Whether the rows of SHOW GRANTS give SELECT on all tables, or on those of `database`. Pure.
bool MaySelectAll(const galera::Rows& grants, const std::string& database);

}  // namespace watchdog

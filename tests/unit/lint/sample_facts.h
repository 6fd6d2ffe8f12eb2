// A server on which there is nothing to find, and ways to spoil it.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "lint/judge.h"

namespace watchdog {

// A node of a cluster of three, MariaDB 10.11, whose account sees everything.
inline SchemaFacts CleanFacts() {
  SchemaFacts facts;
  facts.version = "10.11.19-MariaDB-0+deb12u1";
  facts.variables = {{"wsrep_on", "ON"},
                     {"binlog_format", "ROW"},
                     {"innodb_autoinc_lock_mode", "2"},
                     {"wsrep_auto_increment_control", "ON"},
                     {"auto_increment_increment", "3"},
                     {"auto_increment_offset", "2"},
                     {"wsrep_certify_nonpk", "ON"},
                     {"wsrep_slave_fk_checks", "ON"},
                     {"wsrep_mode", "STRICT_REPLICATION"},
                     {"wsrep_osu_method", "TOI"},
                     {"tx_isolation", "REPEATABLE-READ"},
                     {"tx_read_only", "OFF"},
                     {"log_output", "FILE"},
                     {"query_cache_type", "OFF"},
                     {"query_cache_size", "1048576"},
                     {"innodb_doublewrite", "ON"},
                     {"default_storage_engine", "InnoDB"},
                     {"enforce_storage_engine", ""},
                     {"wsrep_trx_fragment_size", "0"},
                     {"innodb_flush_log_at_trx_commit", "1"},
                     {"wsrep_max_ws_size", "268435456"},
                     {"wsrep_max_ws_rows", "0"}};
  facts.status = {{"wsrep_cluster_size", "3"}, {"com_lock_tables", "0"}, {"com_xa_start", "0"}};
  facts.engines.emplace();
  facts.without_primary_key.emplace();
  facts.with_fulltext.emplace();
  facts.fulltext_without_key.emplace();
  facts.dangling.emplace();
  facts.user_locks = false;
  facts.sees_all_tables = true;
  return facts;
}

inline SchemaFacts With(const std::string& variable, const std::string& value) {
  SchemaFacts facts = CleanFacts();
  facts.variables[variable] = value;
  return facts;
}

// nullopt: that kind was not looked at.
inline std::optional<std::size_t> CountOf(const LintResult& result, LintKind kind) {
  const auto is = [&](const LintCount& of) { return of.kind == kind; };
  const auto it = std::find_if(result.counts.begin(), result.counts.end(), is);
  if (it == result.counts.end()) return std::nullopt;
  return it->count;
}

}  // namespace watchdog

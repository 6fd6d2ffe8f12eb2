#include "differential/intended_differences.h"

namespace galera {
namespace {

using Kind = DifferenceKind;

constexpr IntendedDifference kTable[] = {
    // 0.14 against what came after it; ours follows 0.20.
    {"mysql_exporter_collector_success", Kind::kFamilyExtra, "", "came with 0.15; 0.14 has none"},
    {"mysql_slave_status_gtid_*_pos", Kind::kFamilyExtra, "", "came with 0.18"},
    {"mysql_global_*_odd_*", Kind::kFamilyExtra, "dates",
     "`Mar  4`: days padded with a space are read since 0.16"},
    {"*", Kind::kFamilyExtra, "collect[] without a match",
     "runs nothing in 0.14, all that is enabled since 0.15"},
    {"mysql_exporter_collector_duration_seconds", Kind::kSeriesExtra, "collect[] without a match",
     "the same, in its durations"},

    // Ours says more, or says it right.
    {"mysql_global_*_odd_*", Kind::kFamilyExtra, "words",
     "true/false are 1/0: wsrep_flow_control_active and _requested are spelt so, and exported by no version"},
    {"mysql_global_status_wsrep_flow_control_*", Kind::kFamilyExtra, "live*",
     "_active and _requested are true/false, see above"},
    {"mysql_global_*_odd_*", Kind::kFamilyMissing, "dates",
     "a zone other than GMT: Go guesses its offset; OpenSSL never writes one"},
    {"mysql_galera_gcache_size_bytes", Kind::kValue, "gcache",
     "K, T and a last option without `;` are 0 upstream; ours reads the size"},
    {"mysql_galera_gcache_size_bytes", Kind::kFamilyMissing, "gcache",
     "options without gcache.size are 0 upstream; an unknown size is no series"},
    {"mysql_galera_variables_info", Kind::kFamilyExtra, "cluster name",
     "a cluster named 123 or `on` has no info series upstream"},
    {"mysql_galera_status_info", Kind::kSeriesExtra, "provider version",
     "a version like 4.23 is taken for a number upstream and its label is empty"},
    {"mysql_galera_status_info", Kind::kSeriesMissing, "provider version",
     "upstream's series with the empty label, see above"},
    {"mysql_info_schema_innodb_cmp_*", Kind::kFamilyExtra, "null compression",
     "one NULL cell costs the whole collector upstream"},
    {"mysql_info_schema_innodb_cmpmem_*", Kind::kFamilyExtra, "null compression memory",
     "one NULL cell costs the whole collector upstream"},
    {"mysql_exporter_last_scrape_error", Kind::kValue, "null compression*",
     "that collector did not fail in ours"},
    {"mysql_exporter_scrape_errors_total", Kind::kFamilyMissing, "null compression*",
     "that collector did not fail in ours"},
    {"mysql_exporter_scrape_errors_total", Kind::kFamilyExtra, "healed",
     "rows cut off by a closed socket are all rows to upstream, an error to ours"},

    // On a real server each is among what it counts.
    {"mysql_global_status_threads_*", Kind::kValue, "live*",
     "ours has two sessions; upstream has up to three, and new ones for each scrape"},
    {"mysql_global_status_memory_used", Kind::kValue, "live*", "the memory of those sessions"},
    {"mysql_info_schema_processlist_*", Kind::kValue, "live*",
     "all sessions but the one that asks are counted: upstream's other ones and ours"},
    {"*", Kind::kFamilyExtra, "live full",
     "ours reads on with the session it has while no new one is to be had; mysql_up is 0 in both"},

    // Ours answers where upstream does not.
    {"", Kind::kAnswer, "collision", "one series twice is HTTP 500 upstream; ours keeps the first"},
    {"", Kind::kAnswer, "deadly for the oracle",
     "a label value that is not UTF-8, or an empty variable name, makes upstream panic and exit"},
    {"", Kind::kAnswer, "malformed row", "Go's driver panics and the scrape never ends"},
};

}  // namespace

std::span<const IntendedDifference> IntendedDifferences() { return kTable; }

std::string UnusedRows(const std::set<std::size_t>& used, bool live) {
  std::string text;
  for (std::size_t row = 0; row < std::size(kTable); ++row) {
    const IntendedDifference& entry = kTable[row];
    if ((entry.scene.substr(0, 4) == "live") != live || used.count(row) != 0) continue;
    text += "  " + std::string(entry.family) + " | " + std::string(Name(entry.kind)) + " | " +
            std::string(entry.scene) + " | " + std::string(entry.why) + "\n";
  }
  return text;
}

}  // namespace galera

// SHOW GLOBAL STATUS as mysqld_exporter shows it: contract 1.6.
#include <array>

#include "collect/collector.h"
#include "collect/status_value.h"

namespace galera {
namespace {

constexpr std::string_view kPrefix = "mysql_global_status_";
constexpr std::string_view kGeneric = "Generic metric from SHOW GLOBAL STATUS.";

// Rows whose name begins with `prefix` share one family, with the rest of the
// name as a label.
struct Group {
  std::string_view prefix;
  std::string_view family;
  std::string_view label;
  MetricType type;
  std::string_view help;
};

constexpr std::array<Group, 5> kGroups = {{
    {"com_", "mysql_global_status_commands_total", "command", MetricType::Counter,
     "Total number of executed MySQL commands."},
    {"handler_", "mysql_global_status_handlers_total", "handler", MetricType::Counter,
     "Total number of executed MySQL handlers."},
    {"connection_errors_", "mysql_global_status_connection_errors_total", "error", MetricType::Counter,
     "Total number of MySQL connection errors."},
    {"innodb_rows_", "mysql_global_status_innodb_row_ops_total", "operation", MetricType::Counter,
     "Total number of MySQL InnoDB row operations."},
    {"performance_schema_", "mysql_global_status_performance_schema_lost_total", "instrumentation",
     MetricType::Counter,
     "Total number of MySQL instrumentations that could not be loaded or created due to memory constraints."},
}};

constexpr std::string_view kPages = "innodb_buffer_pool_pages_";

class StatusFamilies {
 public:
  StatusFamilies() {
    for (std::size_t i = 0; i < kGroups.size(); ++i) {
      groups_[i] = MakeFamily(kGroups[i].family, kGroups[i].help, kGroups[i].type);
    }
  }

  // `full_name` is a MetricName with kPrefix.
  void Add(std::string_view full_name, double value, MetricBatch& batch) {
    const std::string_view name = full_name.substr(kPrefix.size());
    for (std::size_t i = 0; i < kGroups.size(); ++i) {
      if (!name.starts_with(kGroups[i].prefix)) continue;
      AddSeries(groups_[i],
                {{std::string(kGroups[i].label), std::string(name.substr(kGroups[i].prefix.size()))}}, value);
      return;
    }
    if (name.starts_with(kPages)) {
      AddPages(name.substr(kPages.size()), value, batch);
    } else {
      batch.Add(full_name, kGeneric, MetricType::Untyped, value);
    }
  }

  void MoveInto(MetricBatch& batch) {
    for (MetricFamily& family : groups_) batch.Add(std::move(family));
    batch.Add(std::move(pages_));
    batch.Add(std::move(page_changes_));
  }

 private:
  void AddPages(std::string_view kind, double value, MetricBatch& batch) {
    if (kind == "data" || kind == "free" || kind == "misc" || kind == "old") {
      AddSeries(pages_, {{"state", std::string(kind)}}, value);
    } else if (kind == "dirty") {
      batch.AddGauge("mysql_global_status_buffer_pool_dirty_pages", "Innodb buffer pool dirty pages.", value);
    } else if (kind != "total") {  // the total is the sum of the states
      AddSeries(page_changes_, {{"operation", std::string(kind)}}, value);
    }
  }

  std::array<MetricFamily, kGroups.size()> groups_;
  MetricFamily pages_ = MakeFamily("mysql_global_status_buffer_pool_pages",
                                   "Innodb buffer pool pages by state.", MetricType::Gauge);
  MetricFamily page_changes_ = MakeFamily("mysql_global_status_buffer_pool_page_changes_total",
                                          "Innodb buffer pool page state changes.", MetricType::Counter);
};

void AddStatusInfo(const std::vector<NamedValue>& rows, MetricBatch& batch) {
  const auto text = [&](std::string_view name) { return std::string(Find(rows, name).value_or("")); };
  const std::string local = text("wsrep_local_state_uuid");
  if (local.empty()) return;
  MetricFamily info =
      MakeFamily("mysql_galera_status_info", "PXC/Galera status information.", MetricType::Gauge);
  AddSeries(info,
            {{"wsrep_local_state_uuid", local},
             {"wsrep_cluster_state_uuid", text("wsrep_cluster_state_uuid")},
             {"wsrep_provider_version", text("wsrep_provider_version")}},
            1);
  batch.Add(std::move(info));
}

// wsrep_evs_repl_latency: "min/avg/max/stdev/sample size".
void AddReplicationLatency(const std::vector<NamedValue>& rows, MetricBatch& batch) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kParts = {{
      {"mysql_galera_evs_repl_latency_min_seconds", "PXC/Galera group communication latency. Min value."},
      {"mysql_galera_evs_repl_latency_avg_seconds", "PXC/Galera group communication latency. Avg value."},
      {"mysql_galera_evs_repl_latency_max_seconds", "PXC/Galera group communication latency. Max value."},
      {"mysql_galera_evs_repl_latency_stdev", "PXC/Galera group communication latency. Standard Deviation."},
      {"mysql_galera_evs_repl_latency_sample_size", "PXC/Galera group communication latency. Sample Size."},
  }};
  const Cell cell = Find(rows, "wsrep_evs_repl_latency");
  if (!cell) return;
  std::array<double, kParts.size()> values{};
  std::string_view rest = *cell;
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const std::size_t slash = rest.find('/');
    if ((slash == std::string_view::npos) != (i + 1 == kParts.size())) return;
    const auto value = ParseGoFloat(rest.substr(0, slash));
    if (!value) return;
    values[i] = *value;
    if (slash != std::string_view::npos) rest.remove_prefix(slash + 1);
  }
  for (std::size_t i = 0; i < kParts.size(); ++i)
    batch.AddGauge(kParts[i].first, kParts[i].second, values[i]);
}

}  // namespace

Status CollectGlobalStatus(CollectorContext& context) {
  Result<Rows> result = context.LastQuery(kShowGlobalStatus);
  if (!result) return result.error();
  context.global_status = std::move(*result);
  const std::vector<NamedValue> rows = context.global_status->AsNamedValues();
  StatusFamilies families;
  std::string name;
  for (const NamedValue& row : rows) {
    if (!row.value) continue;
    if (const auto value = ParseStatusValue(*row.value)) {
      SetMetricName(name, kPrefix, row.name);
      families.Add(name, *value, context.batch);
    } else if (!row.value->empty()) {
      context.batch.CountUnparsed();
    }
  }
  families.MoveInto(context.batch);
  AddStatusInfo(rows, context.batch);
  AddReplicationLatency(rows, context.batch);
  return Status();
}

}  // namespace galera

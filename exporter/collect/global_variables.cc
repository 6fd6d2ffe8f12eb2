// SHOW GLOBAL VARIABLES as mysqld_exporter shows it: contract 1.7.
#include "collect/collector.h"
#include "collect/status_value.h"
#include "galera/provider_options.h"

namespace galera {
namespace {

constexpr std::string_view kGeneric = "Generic gauge metric from SHOW GLOBAL VARIABLES.";

void AddInfo(MetricBatch& batch, std::string_view name, std::string_view help, Labels labels) {
  MetricFamily family = MakeFamily(name, help, MetricType::Gauge);
  AddSeries(family, std::move(labels), 1);
  batch.Add(std::move(family));
}

void AddInfos(const std::vector<NamedValue>& rows, MetricBatch& batch) {
  const auto text = [&](std::string_view name) { return std::string(Find(rows, name).value_or("")); };
  // mysqld_exporter shows no text that reads as a number here; it matters for
  // innodb_version alone, which some forks set to "5.7".
  AddInfo(batch, "mysql_version_info", "MySQL version and distribution.",
          {{"innodb_version", text("innodb_version")},
           {"version", text("version")},
           {"version_comment", text("version_comment")}});
  if (const std::string cluster = text("wsrep_cluster_name"); !cluster.empty()) {
    AddInfo(batch, "mysql_galera_variables_info", "PXC/Galera variables information.",
            {{"wsrep_cluster_name", cluster}});
  }
  std::string isolation = text("transaction_isolation");
  if (isolation.empty()) isolation = text("tx_isolation");
  if (!isolation.empty()) {
    AddInfo(batch, "mysql_transaction_isolation", "MySQL transaction isolation.", {{"level", isolation}});
  }
  const std::vector<ProviderOption> options =
      ParseProviderOptions(Find(rows, "wsrep_provider_options").value_or(""));
  if (const ProviderOption* size = Find(options, "gcache.size"); size != nullptr && size->number) {
    batch.AddGauge("mysql_galera_gcache_size_bytes", "PXC/Galera gcache size.", *size->number);
  }
}

}  // namespace

Status CollectGlobalVariables(CollectorContext& context) {
  Result<Rows> result = context.LastQuery(kShowGlobalVariables);
  if (!result) return result.error();
  context.global_variables = std::move(*result);
  const std::vector<NamedValue> rows = context.global_variables->AsNamedValues();
  std::string name;
  for (const NamedValue& row : rows) {
    if (!row.value) continue;
    if (const auto value = ParseStatusValue(*row.value)) {
      SetMetricName(name, "mysql_global_variables_", row.name);
      context.batch.Add(name, kGeneric, MetricType::Gauge, *value);
    }
  }
  AddInfos(rows, context.batch);
  return Status();
}

}  // namespace galera

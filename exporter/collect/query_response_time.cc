// The query_response_time plugin's tables as histograms: contract 1.9.
#include <array>

#include "collect/collector.h"
#include "collect/status_value.h"
#include "galera/text.h"

namespace galera {
namespace {

struct Table {
  std::string_view sql;
  std::string_view family;
  std::string_view help;
};

constexpr std::array<Table, 3> kTables = {{
    {"SELECT TIME, COUNT, TOTAL FROM INFORMATION_SCHEMA.QUERY_RESPONSE_TIME",
     "mysql_info_schema_query_response_time_seconds",
     "The number of all queries by duration they took to execute."},
    {"SELECT TIME, COUNT, TOTAL FROM INFORMATION_SCHEMA.QUERY_RESPONSE_TIME_READ",
     "mysql_info_schema_read_query_response_time_seconds",
     "The number of read queries by duration they took to execute."},
    {"SELECT TIME, COUNT, TOTAL FROM INFORMATION_SCHEMA.QUERY_RESPONSE_TIME_WRITE",
     "mysql_info_schema_write_query_response_time_seconds",
     "The number of write queries by duration they took to execute."},
}};

std::optional<double> Number(Cell cell) { return cell ? ParseGoFloat(TrimBlanks(*cell)) : std::nullopt; }

// nullopt if any cell is no number: a histogram that lacks a row would lie.
std::optional<MetricFamily> Histogram(const Table& table, const Rows& rows) {
  MetricFamily family = MakeFamily(table.family, table.help, MetricType::Histogram);
  prometheus::ClientMetric metric;
  auto& histogram = metric.histogram;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto count = Number(rows.At(row, "COUNT"));
    const Cell time = rows.At(row, "TIME");
    const Cell total = rows.At(row, "TOTAL");
    if (!count || *count < 0 || !time || !total) return std::nullopt;
    histogram.sample_count += static_cast<std::uint64_t>(*count);
    histogram.sample_sum += Number(total).value_or(0);
    // The last row, "TOO LONG", has no bound: it counts into +Inf only.
    const double bound = Number(time).value_or(0);
    if (bound > 0) histogram.bucket.push_back({histogram.sample_count, bound});
  }
  family.metric.push_back(std::move(metric));
  return family;
}

}  // namespace

Status CollectQueryResponseTime(CollectorContext& context) {
  const Result<Rows> on = context.Query(kSelectResponseTimeOn);
  if (!on) {
    // Error 1193, the plugin is not there: nothing to collect, and no failure.
    return on.error().code == ErrorCode::kRefused ? Status() : Status(on.error());
  }
  if (on->size() == 0 || Number((*on)[0][0]).value_or(0) == 0) return Status();
  for (std::size_t i = 0; i < kTables.size(); ++i) {
    const Result<Rows> rows = context.Query(kTables[i].sql);
    // Only Percona Server has the read and write tables.
    if (!rows && (i == 0 || rows.error().code != ErrorCode::kRefused)) return rows.error();
    if (!rows) continue;
    auto histogram = Histogram(kTables[i], *rows);
    if (!histogram) {
      return Error{ErrorCode::kInvalid,
                   std::string(kTables[i].sql) + ": a row that is no time, count and total"};
    }
    context.batch.Add(std::move(*histogram));
  }
  return Status();
}

}  // namespace galera

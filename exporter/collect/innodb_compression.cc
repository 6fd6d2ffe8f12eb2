// information_schema.innodb_cmp and innodb_cmpmem: contract 1.9.
#include <array>

#include "collect/collector.h"
#include "collect/status_value.h"

namespace galera {
namespace {

struct Column {
  std::string_view name;
  std::string_view family;
  std::string_view help;
  double factor;  // from the column's unit to the metric's
};

constexpr std::array<Column, 5> kCmpColumns = {{
    {"compress_ops", "mysql_info_schema_innodb_cmp_compress_ops_total",
     "Number of times a B-tree page of the size PAGE_SIZE has been compressed.", 1},
    {"compress_ops_ok", "mysql_info_schema_innodb_cmp_compress_ops_ok_total",
     "Number of times a B-tree page of the size PAGE_SIZE has been successfully compressed.", 1},
    {"compress_time", "mysql_info_schema_innodb_cmp_compress_time_seconds_total",
     "Total time in seconds spent in attempts to compress B-tree pages.", 1},
    {"uncompress_ops", "mysql_info_schema_innodb_cmp_uncompress_ops_total",
     "Number of times a B-tree page of the size PAGE_SIZE has been uncompressed.", 1},
    {"uncompress_time", "mysql_info_schema_innodb_cmp_uncompress_time_seconds_total",
     "Total time in seconds spent in uncompressing B-tree pages.", 1},
}};

constexpr std::array<Column, 4> kCmpmemColumns = {{
    {"pages_used", "mysql_info_schema_innodb_cmpmem_pages_used_total",
     "Number of blocks of the size PAGE_SIZE that are currently in use.", 1},
    {"pages_free", "mysql_info_schema_innodb_cmpmem_pages_free_total",
     "Number of blocks of the size PAGE_SIZE that are currently available for allocation.", 1},
    {"relocation_ops", "mysql_info_schema_innodb_cmpmem_relocation_ops_total",
     "Number of times a block of the size PAGE_SIZE has been relocated.", 1},
    {"relocation_time", "mysql_info_schema_innodb_cmpmem_relocation_time_seconds_total",
     "Total time in seconds spent in relocating blocks.", 1e-3},
}};

struct LabelColumn {
  std::string_view column;
  std::string_view label;
};

Status Collect(CollectorContext& context, std::string_view sql, std::span<const LabelColumn> label_columns,
               std::span<const Column> columns) {
  const Result<Rows> rows = context.LastQuery(sql);
  if (!rows) return rows.error();
  for (const Column& column : columns) {
    MetricFamily family = MakeFamily(column.family, column.help, MetricType::Counter);
    for (std::size_t row = 0; row < rows->size(); ++row) {
      const Cell cell = rows->At(row, column.name);
      const auto value = cell ? ParseGoFloat(*cell) : std::nullopt;
      if (!value) continue;
      Labels labels;
      for (const LabelColumn& l : label_columns) {
        labels.push_back({std::string(l.label), std::string(rows->At(row, l.column).value_or(""))});
      }
      AddSeries(family, std::move(labels), *value * column.factor);
    }
    context.batch.Add(std::move(family));
  }
  return Status();
}

}  // namespace

Status CollectInnodbCmp(CollectorContext& context) {
  static constexpr std::array<LabelColumn, 1> kLabels = {{{"page_size", "page_size"}}};
  return Collect(context, kSelectInnodbCmp, kLabels, kCmpColumns);
}

Status CollectInnodbCmpmem(CollectorContext& context) {
  static constexpr std::array<LabelColumn, 2> kLabels = {
      {{"page_size", "page_size"}, {"buffer_pool_instance", "buffer_pool"}}};
  return Collect(context, kSelectInnodbCmpmem, kLabels, kCmpmemColumns);
}

}  // namespace galera

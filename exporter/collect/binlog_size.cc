// SHOW BINARY LOGS: contract 1.11. Needs BINLOG MONITOR on MariaDB.
#include "collect/collector.h"
#include "collect/status_value.h"

namespace galera {

Status CollectBinlogSize(CollectorContext& context) {
  const Result<Rows> log_bin = context.Query("SELECT @@log_bin");
  if (!log_bin) return log_bin.error();
  if (log_bin->size() == 0 || (*log_bin)[0][0].value_or("0") == "0") return Status();
  const Result<Rows> logs = context.Query("SHOW BINARY LOGS");
  if (!logs) return logs.error();
  double bytes = 0;
  std::string_view last;
  for (std::size_t row = 0; row < logs->size(); ++row) {
    bytes += ParseGoFloat(logs->At(row, "File_size").value_or("")).value_or(0);
    last = logs->At(row, "Log_name").value_or("");
  }
  context.batch.AddGauge("mysql_binlog_size_bytes", "Combined size of all registered binlog files.", bytes);
  context.batch.AddGauge("mysql_binlog_files", "Number of registered binlog files.",
                         static_cast<double>(logs->size()));
  // The base name may hold dots too: the number follows the last one.
  if (const auto number = ParseGoFloat(last.substr(last.rfind('.') + 1)); number && !last.empty()) {
    context.batch.AddGauge("mysql_binlog_file_number", "The last binlog file number.", *number);
  }
  return Status();
}

}  // namespace galera

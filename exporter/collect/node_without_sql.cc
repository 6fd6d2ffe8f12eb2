#include "collect/node_without_sql.h"

#include <optional>

#include "collect/galera_families.h"
#include "collect/wsrep_status_file.h"
#include "system/file.h"
#include "system/mariadbd_process.h"

namespace galera {
namespace {

std::optional<WsrepStatusFile> ReadStatusFile(const std::string& path) {
  if (path.empty()) return std::nullopt;
  const auto text = ReadFile(path);
  if (!text) return std::nullopt;
  auto file = ParseWsrepStatusFile(*text);
  return file ? std::optional(std::move(*file)) : std::nullopt;
}

// The file outlives the process that wrote it.
bool WriterRuns(const WsrepStatusFile& file) {
  return file.timestamp_seconds && MariadbdRunsSinceBefore(*file.timestamp_seconds);
}

NodeState StateFrom(const std::optional<WsrepStatusFile>& file) {
  return file && WriterRuns(*file) ? StateWithoutSql(*file) : NodeState::kDown;
}

}  // namespace

NodeState NodeStateWithoutSql(const std::string& wsrep_status_file) {
  return StateFrom(ReadStatusFile(wsrep_status_file));
}

void AddNodeWithoutSql(MetricBatch& batch, const std::string& wsrep_status_file) {
  const auto file = ReadStatusFile(wsrep_status_file);
  AddNodeState(batch, StateFrom(file));
  if (file && WriterRuns(*file)) AddStatusFile(batch, *file);
}

}  // namespace galera

#include "node/join_facts.h"

#include <optional>

#include "transfer/data_directory_size.h"

namespace watchdog {

JoinFacts LookAtRoom(const NodeSettings& settings, const std::string& mariadb_version) {
  JoinFacts facts{mariadb_version, std::nullopt, std::nullopt};
  const auto size = MeasureDataDirectory(settings.data_directory, {});
  if (!size && size.error().code != galera::ErrorCode::kNotFound) return facts;
  if (size) facts.data_bytes = size->bytes;
  facts.disk_free_bytes = FreeDiskBytes(settings.data_directory);
  return facts;
}

}  // namespace watchdog

#include "pager/pager_memory.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "evidence/field_reader.h"
#include "system/file.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;
using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::size_t kBytesMax = 65536;
constexpr std::size_t kMaintenanceMax = 32;

std::string PathIn(const std::string& directory) { return directory + "/pager.json"; }

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

Error Malformed(const std::string& what) {
  return Error{ErrorCode::kInvalid, "the pager's memory is malformed: " + what};
}

Result<MaintenanceBook::Entry> ReadEntry(const json& object) {
  if (!object.is_object()) return Malformed("maintenance holds no object");
  FieldReader reader(object);
  MaintenanceBook::Entry entry;
  std::optional<std::int64_t> set_at;
  std::optional<std::int64_t> until;
  std::optional<bool> ended;
  reader.Text("reason", false, entry.reason);
  reader.Text("by", false, entry.by);
  reader.Text("only", false, entry.only);
  reader.Number<std::int64_t>("set_at_ms", 0, set_at);
  reader.Number<std::int64_t>("until_ms", 0, until);
  reader.Truth("ended", ended);
  if (!reader.ok()) return Malformed(reader.wrong());
  entry.set_at = set_at.value_or(0);
  entry.until = MaintenanceBook::Time(milliseconds(until.value_or(0)));
  entry.ended = ended.value_or(false);
  return entry;
}

Result<PagerMemory> ReadDocument(const json& document) {
  FieldReader reader(document);
  PagerMemory memory;
  std::optional<int> said;
  std::optional<std::int64_t> said_at;
  reader.Number<int>("learned_size", 1, memory.size.learned);
  reader.Number<int>("said_size", 1, said);
  reader.Number<std::int64_t>("said_at", 1, said_at);
  reader.Number<int>("configured_then", 1, memory.size.configured_then);
  reader.Text("cluster", false, memory.cluster);
  reader.Text("node", false, memory.node);
  const json* entries = reader.Array("maintenance", false, kMaintenanceMax);
  if (!reader.ok()) return Malformed(reader.wrong());
  if (said_at) memory.size.said = ExpectedSize{said, *said_at};
  for (const json& one : entries == nullptr ? json::array() : *entries) {
    auto entry = ReadEntry(one);
    if (!entry) return entry.error();
    memory.maintenance.push_back(std::move(*entry));
  }
  return memory;
}

}  // namespace

std::string RenderMemory(const PagerMemory& memory) {
  json maintenance = json::array();
  for (const MaintenanceBook::Entry& entry : memory.maintenance) {
    const auto until = std::chrono::duration_cast<milliseconds>(entry.until.time_since_epoch()).count();
    maintenance.push_back({{"reason", entry.reason},
                           {"by", entry.by},
                           {"only", entry.only},
                           {"set_at_ms", entry.set_at},
                           {"until_ms", until},
                           {"ended", entry.ended}});
  }
  const auto& said = memory.size.said;
  const json document = {{"version", 1},
                         {"cluster", memory.cluster},
                         {"node", memory.node},
                         {"learned_size", OrNull(memory.size.learned)},
                         {"said_size", OrNull(said ? said->size : std::nullopt)},
                         {"said_at", said ? json(said->set_at) : json(nullptr)},
                         {"configured_then", OrNull(memory.size.configured_then)},
                         {"maintenance", std::move(maintenance)}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<PagerMemory> ParseMemory(std::string_view text) {
  if (text.size() > kBytesMax) return Malformed("larger than 64 KiB");
  try {
    const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!document.is_object()) return Malformed("no JSON object");
    return ReadDocument(document);
  } catch (const std::exception&) {
    return Malformed("not readable");
  }
}

Result<PagerMemory> ReadMemory(const std::string& directory) {
  const auto text = galera::ReadFile(PathIn(directory), kBytesMax);
  if (!text && text.error().code == ErrorCode::kNotFound) return PagerMemory();
  if (!text) return text.error();
  return ParseMemory(*text);
}

Status WriteMemory(const std::string& directory, const PagerMemory& memory) {
  if (Status s = galera::MakeDirectories(directory, 0750); !s) return s;
  return galera::ReplaceFile(PathIn(directory), RenderMemory(memory), 0640);
}

}  // namespace watchdog

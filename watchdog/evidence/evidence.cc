#include "evidence/evidence.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "evidence/clipped_line.h"
#include "evidence/field_reader.h"
#include "evidence/node_now_json.h"
#include "evidence/paging_news_json.h"
#include "evidence/view_record_json.h"
#include "galera/uuid.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using nlohmann::json;
using Phase = Evidence::Phase;
using Data = Evidence::Data;

constexpr int kDepthMax = 16;

constexpr std::array<std::pair<Phase, std::string_view>, 9> kPhases = {{{Phase::kStarting, "starting"},
                                                                        {Phase::kWaiting, "waiting"},
                                                                        {Phase::kFounding, "founding"},
                                                                        {Phase::kPaused, "paused"},
                                                                        {Phase::kUpgrading, "upgrading"},
                                                                        {Phase::kJoining, "joining"},
                                                                        {Phase::kTransfer, "transfer"},
                                                                        {Phase::kServing, "serving"},
                                                                        {Phase::kStopping, "stopping"}}};
constexpr std::array<std::pair<Data, std::string_view>, 3> kData = {
    {{Data::kEmpty, "empty"}, {Data::kPresent, "present"}, {Data::kHalfInitialised, "half_initialised"}}};

template <typename T, std::size_t kCount>
T ValueOf(const std::array<std::pair<T, std::string_view>, kCount>& words, std::string_view word) {
  for (const auto& [value, name] : words) {
    if (name == word) return value;
  }
  return T::kUnknown;
}

template <typename T, std::size_t kCount>
std::string_view NameOf(const std::array<std::pair<T, std::string_view>, kCount>& words, T value) {
  for (const auto& [known, name] : words) {
    if (known == value) return name;
  }
  return "unknown";
}

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

json TextOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

std::string Dump(const json& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Error Malformed(const std::string& what) {
  return Error{ErrorCode::kInvalid, "evidence is malformed: " + what};
}

void ReadMemberUuids(FieldReader& reader, std::vector<std::string>& out) {
  const json* uuids = reader.Array("member_uuids", false, kMemberUuidsMax);
  if (uuids == nullptr) return;
  for (const json& one : *uuids) {
    const auto uuid =
        one.is_string() ? galera::ParseUuid(one.get_ref<const std::string&>()) : std::optional<std::string>();
    if (!uuid) return reader.Complain("member_uuids", "has one that is no UUID");
    out.push_back(*uuid);
  }
}

void ReadRecord(FieldReader& reader, std::optional<ViewRecord>& out) {
  const json* object = reader.Object("record");
  if (object == nullptr) return;
  auto record = ViewRecordFromJson(*object);
  if (!record) return reader.Complain("record:", record.error().message);
  out = std::move(*record);
}

void ReadForBootstrap(FieldReader& reader, Evidence& evidence) {
  std::optional<bool> acting;
  std::optional<bool> signs;
  reader.Text("directory", false, evidence.directory);
  reader.Text("directory_reason", false, evidence.directory_reason);
  ReadRecord(reader, evidence.record);
  ReadMemberUuids(reader, evidence.member_uuids);
  reader.Truth("sees_primary", evidence.sees_primary);
  reader.Text("ticket", false, evidence.ticket);
  reader.Text("promised_to", false, evidence.promised_to);
  reader.Number<std::int64_t>("promise_ends_ms", 0, evidence.promise_ends_ms);
  reader.Truth("acting", acting);
  reader.Truth("signs", signs);
  if (evidence.promised_to.empty() == evidence.promise_ends_ms.has_value())
    reader.Complain("promised_to", "needs promise_ends_ms");
  evidence.acting = acting.value_or(false);
  evidence.signs = signs.value_or(false);
}

Result<Evidence> ReadDocument(const json& document) {
  FieldReader reader(document);
  Evidence evidence;
  std::string phase;
  std::string data;
  std::optional<int> version;
  std::optional<std::int64_t> started;
  reader.Number<int>("version", 1, version);
  reader.Text("cluster_name", true, evidence.cluster_name);
  reader.Text("node_id", true, evidence.node_id);
  reader.Text("node_address", false, evidence.node_address);
  reader.Text("node_name", false, evidence.node_name);
  reader.Number<std::int64_t>("started", 0, started);
  reader.Text("phase", true, phase);
  reader.Text("data", true, data);
  reader.Truth("primary", evidence.primary);
  reader.Text("cluster_state_uuid", false, evidence.cluster_state_uuid);
  reader.Text("state_uuid", false, evidence.state_uuid);
  reader.Number<std::int64_t>("seqno", -1, evidence.seqno);
  reader.Number<std::int64_t>("cached_downto", 0, evidence.cached_downto);
  reader.Number<int>("members", 0, evidence.members);
  reader.Text("vote", evidence.vote);
  reader.Text("candidacy", false, evidence.candidacy);
  reader.Text("mariadb_version", false, evidence.mariadb_version);
  reader.Number<std::uint64_t>("disk_free_bytes", 0, evidence.disk_free_bytes);
  reader.Number<std::uint64_t>("data_bytes", 0, evidence.data_bytes);
  ReadForBootstrap(reader, evidence);
  if (const auto paging = document.find("paging"); paging != document.end() && paging->is_object())
    evidence.paging = PagingNewsFromJson(*paging);
  if (const auto now = document.find("now"); now != document.end() && now->is_object())
    evidence.now = NodeNowFromJson(*now);
  if (!version) reader.Complain("version", "is missing");
  if (evidence.vote.has_value() == evidence.candidacy.empty()) reader.Complain("vote", "needs its candidacy");
  if (!reader.wrong().empty()) return Malformed(reader.wrong());
  evidence.version = *version;
  evidence.started = started.value_or(0);
  evidence.phase = ValueOf(kPhases, phase);
  evidence.data = ValueOf(kData, data);
  return evidence;
}

}  // namespace

std::string_view Name(Phase phase) { return NameOf(kPhases, phase); }
std::string_view Name(Data data) { return NameOf(kData, data); }

std::string RenderEvidence(const Evidence& evidence) {
  json document = {{"version", evidence.version},
                   {"cluster_name", evidence.cluster_name},
                   {"node_id", evidence.node_id},
                   {"node_address", evidence.node_address},
                   {"node_name", TextOrNull(evidence.node_name)},
                   {"started", evidence.started},
                   {"phase", Name(evidence.phase)},
                   {"data", Name(evidence.data)},
                   {"primary", OrNull(evidence.primary)},
                   {"cluster_state_uuid", TextOrNull(evidence.cluster_state_uuid)},
                   {"state_uuid", TextOrNull(evidence.state_uuid)},
                   {"seqno", OrNull(evidence.seqno)},
                   {"cached_downto", OrNull(evidence.cached_downto)},
                   {"members", OrNull(evidence.members)},
                   {"vote", OrNull(evidence.vote)},
                   {"candidacy", TextOrNull(evidence.candidacy)},
                   {"mariadb_version", TextOrNull(evidence.mariadb_version)},
                   {"disk_free_bytes", OrNull(evidence.disk_free_bytes)},
                   {"data_bytes", OrNull(evidence.data_bytes)},
                   {"directory", TextOrNull(evidence.directory)},
                   {"directory_reason", TextOrNull(ClippedLine(evidence.directory_reason))},
                   {"member_uuids", evidence.member_uuids},
                   {"sees_primary", OrNull(evidence.sees_primary)},
                   {"ticket", TextOrNull(evidence.ticket)},
                   {"promised_to", TextOrNull(evidence.promised_to)},
                   {"promise_ends_ms", OrNull(evidence.promise_ends_ms)},
                   {"acting", evidence.acting},
                   {"signs", evidence.signs},
                   {"record", nullptr},
                   {"paging", evidence.paging ? PagingNewsToJson(*evidence.paging) : json(nullptr)},
                   {"now", evidence.now ? NodeNowToJson(*evidence.now) : json(nullptr)}};
  if (evidence.record) {
    json record = ViewRecordToJson(*evidence.record);
    if (ViewRecordFromJson(record)) document["record"] = std::move(record);
  }
  std::string text = Dump(document);
  for (const char* field : {"now", "paging", "record"}) {
    if (text.size() <= kEvidenceBytesMax) break;
    document[field] = nullptr;
    text = Dump(document);
  }
  return text;
}

Result<Evidence> ParseEvidence(std::string_view text) {
  if (text.size() > kEvidenceBytesMax) return Malformed("larger than 64 KiB");
  try {
    bool too_deep = false;
    const auto watch_depth = [&](int depth, json::parse_event_t, json&) {
      too_deep = too_deep || depth > kDepthMax;
      return !too_deep;
    };
    const json document = json::parse(text, watch_depth, /*allow_exceptions=*/false);
    if (too_deep) return Malformed("nested too deeply");
    if (!document.is_object()) return Malformed("no JSON object");
    return ReadDocument(document);
  } catch (const std::exception&) {
    return Malformed("not readable");
  }
}

}  // namespace watchdog

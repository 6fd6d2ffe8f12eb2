#include "collect/wsrep_status_file.h"

#include <nlohmann/json.hpp>

namespace galera {
namespace {

using Json = nlohmann::json;

const Json* Member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(name);
  return it == object.end() ? nullptr : &*it;
}

std::string Text(const Json& object, const char* name) {
  const Json* member = Member(object, name);
  return member != nullptr && member->is_string() ? member->get<std::string>() : "";
}

std::optional<double> Number(const Json& object, const char* name) {
  const Json* member = Member(object, name);
  return member != nullptr && member->is_number() ? std::optional(member->get<double>()) : std::nullopt;
}

}  // namespace

Result<WsrepStatusFile> ParseWsrepStatusFile(std::string_view json) {
  const Json document = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return Error{ErrorCode::kInvalid, "wsrep status file: not JSON"};
  const Json* status = Member(document, "status");
  if (status == nullptr) return Error{ErrorCode::kInvalid, "wsrep status file: no \"status\""};
  WsrepStatusFile file;
  file.state = Text(*status, "state");
  file.comment = Text(*status, "comment");
  if (file.state.empty()) return Error{ErrorCode::kInvalid, "wsrep status file: no \"state\""};
  file.timestamp_seconds = Number(document, "timestamp");
  if (const Json* progress = Member(*status, "progress")) {
    const auto total = Number(*progress, "total");
    if (total && *total > 0) {
      file.progress_total = total;
      file.progress_done = Number(*progress, "done");
    }
  }
  return file;
}

NodeState StateWithoutSql(const WsrepStatusFile& file) {
  if (file.state == "JOINING" || file.state == "INITIALIZING" || file.state == "INITIALIZED")
    return NodeState::kJoiner;
  if (file.state == "CONNECTED") return NodeState::kNonPrimary;
  return NodeState::kDown;
}

}  // namespace galera

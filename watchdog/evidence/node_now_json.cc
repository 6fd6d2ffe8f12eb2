#include "evidence/node_now_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "evidence/clipped_line.h"
#include "evidence/field_reader.h"

namespace watchdog {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::uint64_t kMillion = 1'000'000;

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

json Milliseconds(const std::optional<milliseconds>& time) {
  return time ? json(time->count()) : json(nullptr);
}

json TextOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json(ClippedLine(text)); }

// Each field by itself: one that is wrong takes no other with it.
template <typename T>
void Read(const json& object, const char* name, T least, std::optional<T>& out) {
  FieldReader(object).Number<T>(name, least, out);
}

void Read(const json& object, const char* name, std::optional<bool>& out) {
  FieldReader(object).Truth(name, out);
}

void Read(const json& object, const char* name, std::string& out) {
  FieldReader(object).Text(name, false, out);
}

void Read(const json& object, const char* name, std::optional<milliseconds>& out) {
  std::optional<std::int64_t> count;
  Read<std::int64_t>(object, name, 0, count);
  if (count) out = milliseconds(*count);
}

bool ReadTruth(const json& object, const char* name) {
  std::optional<bool> value;
  Read(object, name, value);
  return value.value_or(false);
}

json ToJson(const TransferNow& transfer) {
  return {{"role", transfer.role},
          {"kind", TextOrNull(transfer.kind)},
          {"method", TextOrNull(transfer.method)},
          {"peer", TextOrNull(transfer.peer)},
          {"done", OrNull(transfer.done)},
          {"expected", OrNull(transfer.expected)},
          {"per_second", OrNull(transfer.per_second)},
          {"elapsed_ms", Milliseconds(transfer.elapsed)},
          {"stalled", transfer.stalled}};
}

std::optional<TransferNow> ReadTransfer(const json& object) {
  const auto found = object.find("transfer");
  if (found == object.end() || !found->is_object()) return std::nullopt;
  TransferNow transfer;
  Read(*found, "role", transfer.role);
  Read(*found, "kind", transfer.kind);
  if (transfer.role != "joiner" && transfer.role != "donor") return std::nullopt;
  if (transfer.kind != "sst" && transfer.kind != "ist") transfer.kind.clear();
  Read(*found, "method", transfer.method);
  Read(*found, "peer", transfer.peer);
  Read<std::uint64_t>(*found, "done", 0, transfer.done);
  Read<std::uint64_t>(*found, "expected", 0, transfer.expected);
  Read<std::uint64_t>(*found, "per_second", 0, transfer.per_second);
  Read(*found, "elapsed_ms", transfer.elapsed);
  transfer.stalled = ReadTruth(*found, "stalled");
  return transfer;
}

galera::NodeState ReadState(const json& object) {
  std::string word;
  Read(object, "state", word);
  for (const galera::NodeState state : galera::kNodeStates) {
    if (galera::Name(state) == word) return state;
  }
  return galera::NodeState::kUnknown;
}

}  // namespace

json NodeNowToJson(const NodeNow& now) {
  return {{"state", galera::Name(now.state)},
          {"failure", TextOrNull(now.failure)},
          {"age_ms", Milliseconds(now.age)},
          {"ready", OrNull(now.ready)},
          {"receive_queue", OrNull(now.receive_queue)},
          {"flow_control_ppm", OrNull(now.flow_control_ppm)},
          {"ist_window_seconds", OrNull(now.ist_window_seconds)},
          {"ist_window_unlimited", now.ist_window_unlimited},
          {"conf_id", OrNull(now.conf_id)},
          {"quorum_margin", OrNull(now.quorum_margin)},
          {"transfer", now.transfer ? ToJson(*now.transfer) : json(nullptr)},
          {"provider_version", TextOrNull(now.provider_version)},
          {"warden_version", TextOrNull(now.warden_version)},
          {"metrics_port", OrNull(now.metrics_port)},
          {"question", TextOrNull(now.question)}};
}

NodeNow NodeNowFromJson(const json& value) {
  NodeNow now;
  if (!value.is_object()) return now;
  now.state = ReadState(value);
  Read(value, "failure", now.failure);
  Read(value, "age_ms", now.age);
  Read(value, "ready", now.ready);
  Read<std::uint64_t>(value, "receive_queue", 0, now.receive_queue);
  Read<std::uint64_t>(value, "flow_control_ppm", 0, now.flow_control_ppm);
  if (now.flow_control_ppm && *now.flow_control_ppm > kMillion) now.flow_control_ppm.reset();
  Read<std::int64_t>(value, "ist_window_seconds", 0, now.ist_window_seconds);
  now.ist_window_unlimited = ReadTruth(value, "ist_window_unlimited") && !now.ist_window_seconds;
  Read<std::uint64_t>(value, "conf_id", 0, now.conf_id);
  Read<std::uint64_t>(value, "quorum_margin", 0, now.quorum_margin);
  now.transfer = ReadTransfer(value);
  Read(value, "provider_version", now.provider_version);
  Read(value, "warden_version", now.warden_version);
  Read<std::uint16_t>(value, "metrics_port", 1, now.metrics_port);
  Read(value, "question", now.question);
  return now;
}

}  // namespace watchdog

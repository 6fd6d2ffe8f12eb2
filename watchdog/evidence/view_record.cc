#include "evidence/view_record.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "evidence/view_record_json.h"
#include "galera/uuid.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::NotifiedMember;
using galera::Result;
using nlohmann::json;

constexpr std::string_view kHead = R"({"crc32":")";
constexpr std::string_view kMiddle = R"(","record":)";
constexpr std::string_view kTail = "}\n";
constexpr std::size_t kChecksumDigits = 8;
constexpr int kFormat = 1;
constexpr int kDepthMax = 8;

std::string Checksum(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size());
  std::string digits;
  for (int shift = 28; shift >= 0; shift -= 4) digits += kDigits[(sum >> shift) & 0xf];
  return digits;
}

std::set<std::string_view> Uuids(const RecordedView& view) {
  std::set<std::string_view> uuids;
  for (const NotifiedMember& member : view.members) uuids.insert(member.uuid);
  return uuids;
}

bool HasState(std::string_view status) {
  static constexpr std::array<std::string_view, 3> kWithState = {"joined", "donor", "synced"};
  return std::find(kWithState.begin(), kWithState.end(), status) != kWithState.end();
}

// The primary view that the notification tells and this node is in.
std::optional<RecordedView> ViewOf(const galera::Notification& said) {
  if (said.primary != true || !said.members || !said.index || *said.index < 0) return std::nullopt;
  if (std::cmp_greater_equal(*said.index, said.members->size())) return std::nullopt;
  // A history that we can't read is no known one; the old view must not stay for that.
  const std::string uuid = galera::ParseUuid(said.view_uuid).value_or(std::string(galera::kZeroUuid));
  return RecordedView{uuid, std::nullopt, std::nullopt, *said.members};
}

void Take(ViewRecord& record, RecordedView view) {
  std::optional<std::int64_t> before = record.later_than;
  if (record.taken && record.taken->state_uuid != view.state_uuid) before.reset();
  if (record.taken && record.taken->state_uuid == view.state_uuid && record.taken->seqno) {
    before = std::max(before.value_or(0), *record.taken->seqno);
  }
  const bool told = record.taken && SameMembers(*record.taken, view) && !record.interrupted;
  const bool joined = record.joining && SameMembers(*record.joining, view);
  if (told || joined) {
    const RecordedView& known = joined ? *record.joining : *record.taken;
    view.seqno = known.seqno;
    view.conf_id = known.conf_id;
  }
  if (!told) record.later_than = before;
  record.taken = std::move(view);
  record.joining.reset();
  record.interrupted = false;
}

bool NamedTwice(const std::optional<RecordedView>& view, std::string_view name) {
  if (!view) return false;
  return std::count_if(view->members.begin(), view->members.end(),
                       [&](const NotifiedMember& member) { return member.name == name; }) > 1;
}

bool AddPlace(std::optional<RecordedView>& slot, const RecordedView& view, std::int64_t later_than) {
  if (!slot || !view.seqno || !SameMembers(*slot, view)) return false;
  if (!slot->seqno && *view.seqno <= later_than) return false;
  if (slot->seqno && *slot->seqno != *view.seqno) return false;
  if (slot->seqno && (slot->conf_id || !view.conf_id)) return false;
  slot->seqno = view.seqno;
  if (!slot->conf_id) slot->conf_id = view.conf_id;
  return true;
}

Error Malformed(const std::string& what) {
  return {ErrorCode::kInvalid, "the record of views is damaged: " + what};
}

}  // namespace

bool SameMembers(const RecordedView& a, const RecordedView& b) {
  return a.state_uuid == b.state_uuid && Uuids(a) == Uuids(b);
}

std::string RenderViewRecord(const ViewRecord& record) {
  json document = ViewRecordToJson(record);
  document["format"] = kFormat;
  const std::string body = document.dump(-1, ' ', false, json::error_handler_t::replace);
  std::string text(kHead);
  text += Checksum(body);
  text += kMiddle;
  text += body;
  text += kTail;
  return text;
}

Result<ViewRecord> ParseViewRecord(std::string_view text) {
  if (text.size() > kViewRecordBytesMax) return Malformed("larger than 256 KiB");
  const std::size_t frame = kHead.size() + kChecksumDigits + kMiddle.size();
  if (text.size() < frame + kTail.size() || !text.starts_with(kHead) || !text.ends_with(kTail) ||
      text.substr(kHead.size() + kChecksumDigits, kMiddle.size()) != kMiddle) {
    return Malformed("cut short, or not one");
  }
  const std::string_view body = text.substr(frame, text.size() - frame - kTail.size());
  if (text.substr(kHead.size(), kChecksumDigits) != Checksum(body)) return Malformed("the checksum is wrong");
  try {
    const auto watch_depth = [](int depth, json::parse_event_t, json&) {
      if (depth > kDepthMax) throw std::out_of_range("nested too deeply");
      return true;
    };
    const json document = json::parse(body, watch_depth);
    if (document.at("format") != kFormat) return Malformed("of a format that we do not know");
    auto record = ViewRecordFromJson(document);
    if (!record) return Malformed(record.error().message);
    return record;
  } catch (const std::exception& error) {
    return Malformed(error.what());
  }
}

bool IsOwnRecord(const ViewRecord& record, std::string_view node_name, std::string_view node_address) {
  if (record.node_name != node_name) return false;
  if (record.node_address == node_address) return true;
  return !node_name.empty() && !NamedTwice(record.taken, node_name) && !NamedTwice(record.joining, node_name);
}

ViewRecord OwnOrNew(const std::optional<ViewRecord>& found, const RecordOwner& owner) {
  ViewRecord record;
  if (found && found->cluster_name == owner.cluster_name &&
      IsOwnRecord(*found, owner.node_name, owner.node_address)) {
    record = *found;
  }
  record.cluster_name = owner.cluster_name;
  record.node_name = owner.node_name;
  record.node_address = owner.node_address;
  return record;
}

std::optional<ViewRecord> AfterNotification(const ViewRecord& before, const galera::Notification& said,
                                            std::int64_t now) {
  ViewRecord record = before;
  const auto view = ViewOf(said);
  if (view && HasState(said.status)) {
    record.member_uuid = view->members[static_cast<std::size_t>(*said.index)].uuid;
    Take(record, *view);
  } else if (view) {
    record.member_uuid = view->members[static_cast<std::size_t>(*said.index)].uuid;
    if (!record.joining || !SameMembers(*record.joining, *view)) record.joining = view;
    record.interrupted = true;
  } else if (said.members) {
    record.interrupted = record.taken.has_value();
  } else if (said.primary != false && HasState(said.status) && record.joining &&
             !record.joining->members.empty()) {
    Take(record, *record.joining);
  }
  if (record == before) return std::nullopt;
  record.written = now;
  return record;
}

std::optional<ViewRecord> AfterTransferWanted(const ViewRecord& before, const RecordedView& at,
                                              const std::string& member_uuid, std::int64_t now) {
  if (before.taken || (before.joining && before.member_uuid == member_uuid)) return std::nullopt;
  ViewRecord record = before;
  record.member_uuid = member_uuid;
  record.joining = RecordedView{at.state_uuid, at.seqno, at.conf_id, {}};
  record.written = now;
  return record;
}

std::optional<ViewRecord> WithPlace(const ViewRecord& record, const RecordedView& view) {
  ViewRecord placed = record;
  // After an interruption the block may be of the view that will be told next.
  const bool added = (!record.interrupted && AddPlace(placed.taken, view, record.later_than.value_or(-1))) ||
                     AddPlace(placed.joining, view, -1);
  return added ? std::optional<ViewRecord>(std::move(placed)) : std::nullopt;
}

bool Holds(const ViewRecord& record, const RecordedView& view) {
  const auto is = [&](const std::optional<RecordedView>& slot) {
    return slot && slot->seqno == view.seqno && SameMembers(*slot, view);
  };
  return (is(record.taken) && !record.interrupted) || is(record.joining);
}

}  // namespace watchdog

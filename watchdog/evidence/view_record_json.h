// A record of views as a JSON object: in its file, and in the evidence. Pure.
// For the .cc files of this folder, and tests.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

#include "evidence/view_record.h"

namespace watchdog {

inline constexpr std::size_t kViewMembersMax = 1000;
inline constexpr std::size_t kBranchesMax = 100;

// {"cluster_name":…,"node_name":…,"node_address":…,"member_uuid":…,"taken":VIEW,
// "joining":VIEW,"branches":[{"id":…,"seqno":…}…],"written":…}, where VIEW is null or
// {"state_uuid":…,"seqno":…,"conf_id":…,"members":[{"uuid":…,"name":…,"address":…}…]}.
// What is not known is null. Dump it with a handler for bytes that are not UTF-8.
nlohmann::json ViewRecordToJson(const ViewRecord& record);

// Takes any JSON. kInvalid (what is wrong, and where: "taken: seqno is out of range")
// where a field has another type, a UUID is none, a text is longer than 255 bytes
// or has control characters, a view is without state UUID or without members, two
// members have one UUID, or there are more members or branches than the maxima.
// UUIDs are made lower case. Fields that we do not know are accepted.
galera::Result<ViewRecord> ViewRecordFromJson(const nlohmann::json& object);

}  // namespace watchdog

#include "evidence/view_record_json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "evidence/field_reader.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::NotifiedMember;
using galera::Result;
using nlohmann::json;

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

json TextOrNull(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json ViewToJson(const std::optional<RecordedView>& view) {
  if (!view) return nullptr;
  json members = json::array();
  for (const NotifiedMember& member : view->members) {
    members.push_back(
        {{"uuid", member.uuid}, {"name", TextOrNull(member.name)}, {"address", TextOrNull(member.address)}});
  }
  return {{"state_uuid", view->state_uuid},
          {"seqno", OrNull(view->seqno)},
          {"conf_id", OrNull(view->conf_id)},
          {"members", std::move(members)}};
}

Error Wrong(const std::string& where, const std::string& what) {
  return Error{ErrorCode::kInvalid, where.empty() ? what : where + ": " + what};
}

Result<NotifiedMember> ReadMember(const json& object) {
  if (!object.is_object()) return Wrong("members", "one is no object");
  FieldReader reader(object);
  NotifiedMember member;
  reader.Uuid("uuid", true, member.uuid);
  reader.Text("name", false, member.name);
  reader.Text("address", false, member.address);
  if (!reader.ok()) return Wrong("members", reader.wrong());
  return member;
}

Result<RecordedView> ReadView(const json& object, bool needs_members) {
  FieldReader reader(object);
  RecordedView view;
  reader.Uuid("state_uuid", true, view.state_uuid);
  reader.Number<std::int64_t>("seqno", 0, view.seqno);
  reader.Number<std::uint64_t>("conf_id", 0, view.conf_id);
  const json* members = reader.Array("members", true, kViewMembersMax);
  if (needs_members && members != nullptr && members->empty()) reader.Complain("members", "is empty");
  if (!reader.ok()) return Wrong("", reader.wrong());
  std::set<std::string> uuids;
  for (const json& one : *members) {
    Result<NotifiedMember> member = ReadMember(one);
    if (!member) return member.error();
    if (!uuids.insert(member->uuid).second) return Wrong("members", "two have the UUID " + member->uuid);
    view.members.push_back(std::move(*member));
  }
  return view;
}

galera::Status ReadView(const char* name, bool needs_members, FieldReader& reader,
                        std::optional<RecordedView>& out) {
  const json* object = reader.Object(name);
  if (object == nullptr) return {};
  Result<RecordedView> view = ReadView(*object, needs_members);
  if (!view) return Wrong(name, view.error().message);
  out = std::move(*view);
  return {};
}

galera::Status ReadBranches(FieldReader& reader, std::vector<Branch>& out) {
  const json* branches = reader.Array("branches", false, kBranchesMax);
  if (branches == nullptr) return {};
  for (const json& one : *branches) {
    if (!one.is_object()) return Wrong("branches", "one is no object");
    FieldReader fields(one);
    Branch branch;
    std::optional<std::int64_t> seqno;
    fields.Text("id", true, branch.id);
    fields.Number<std::int64_t>("seqno", 0, seqno);
    if (!seqno) fields.Complain("seqno", "is missing");
    if (!fields.ok()) return Wrong("branches", fields.wrong());
    branch.seqno = *seqno;
    out.push_back(std::move(branch));
  }
  return {};
}

}  // namespace

json ViewRecordToJson(const ViewRecord& record) {
  json branches = json::array();
  for (const Branch& branch : record.branches) {
    branches.push_back({{"id", branch.id}, {"seqno", branch.seqno}});
  }
  return {{"cluster_name", TextOrNull(record.cluster_name)},
          {"node_name", TextOrNull(record.node_name)},
          {"node_address", TextOrNull(record.node_address)},
          {"member_uuid", TextOrNull(record.member_uuid)},
          {"taken", ViewToJson(record.taken)},
          {"joining", ViewToJson(record.joining)},
          {"branches", std::move(branches)},
          {"written", record.written},
          {"interrupted", record.interrupted},
          {"later_than", OrNull(record.later_than)}};
}

Result<ViewRecord> ViewRecordFromJson(const json& object) {
  if (!object.is_object()) return Wrong("", "no JSON object");
  FieldReader reader(object);
  ViewRecord record;
  std::optional<std::int64_t> written;
  reader.Text("cluster_name", false, record.cluster_name);
  reader.Text("node_name", false, record.node_name);
  reader.Text("node_address", false, record.node_address);
  reader.Uuid("member_uuid", false, record.member_uuid);
  reader.Number<std::int64_t>("written", 0, written);
  record.written = written.value_or(0);
  std::optional<bool> interrupted;
  reader.Truth("interrupted", interrupted);
  record.interrupted = interrupted.value_or(false);
  reader.Number<std::int64_t>("later_than", 0, record.later_than);
  if (const auto read = ReadView("taken", true, reader, record.taken); !read) return read.error();
  // Of what a node joins mariadbd's log may have told the place only.
  if (const auto read = ReadView("joining", false, reader, record.joining); !read) return read.error();
  if (const auto read = ReadBranches(reader, record.branches); !read) return read.error();
  if (!reader.ok()) return Wrong("", reader.wrong());
  return record;
}

}  // namespace watchdog

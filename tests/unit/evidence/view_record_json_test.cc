#include "evidence/view_record_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace watchdog {
namespace {

using nlohmann::json;

constexpr char kState[] = "6b3e9b1c-0d1f-11ef-9a53-0242ac110002";
constexpr char kOne[] = "11111111-0d1f-11ef-9a53-0242ac110002";
constexpr char kTwo[] = "22222222-0d1f-11ef-9a53-0242ac110002";

ViewRecord Full() {
  ViewRecord record;
  record.cluster_name = "shop";
  record.node_name = "db-1";
  record.node_address = "10.0.0.9";
  record.member_uuid = kOne;
  record.taken = RecordedView{kState, 42, 7, {{kOne, "db-1", "10.0.0.9:3306"}, {kTwo, "garb", ""}}};
  record.joining = RecordedView{kState, std::nullopt, std::nullopt, {{kOne, "db-1", "10.0.0.9:3306"}}};
  record.branches = {{"a1", 0}, {"b2", 41}};
  record.written = 1790000000;
  return record;
}

json FullJson() { return ViewRecordToJson(Full()); }

void ExpectRefused(const json& object, const std::string& part) {
  const auto read = ViewRecordFromJson(object);
  ASSERT_FALSE(read) << part;
  EXPECT_NE(read.error().message.find(part), std::string::npos) << read.error().message;
}

TEST(ViewRecordJson, IsReadAsItWasWritten) {
  const auto read = ViewRecordFromJson(FullJson());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, Full());
  EXPECT_EQ(*ViewRecordFromJson(ViewRecordToJson(ViewRecord())), ViewRecord());
  EXPECT_EQ(*ViewRecordFromJson(json::object()), ViewRecord());
}

TEST(ViewRecordJson, UuidsAreMadeLowerCase) {
  json object = FullJson();
  object["taken"]["state_uuid"] = "6B3E9B1C-0D1F-11EF-9A53-0242AC110002";
  EXPECT_EQ(ViewRecordFromJson(object)->taken->state_uuid, kState);
}

TEST(ViewRecordJson, FieldsOfALaterVersionAreAccepted) {
  json object = FullJson();
  object["later"] = {{"x", 1}};
  object["taken"]["members"][0]["later"] = 1;
  EXPECT_EQ(*ViewRecordFromJson(object), Full());
}

TEST(ViewRecordJson, RefusesWhatIsNoRecordAndSaysWhere) {
  for (const char* text : {"null", "[]", "7", "\"x\""}) ExpectRefused(json::parse(text), "no JSON object");
  const auto with = [](const char* path, const json& value) {
    json object = FullJson();
    object[json::json_pointer(path)] = value;
    return object;
  };
  ExpectRefused(with("/node_name", 7), "node_name is no string");
  ExpectRefused(with("/node_name", std::string(256, 'x')), "node_name is too long");
  ExpectRefused(with("/node_name", "a\nb"), "node_name has control characters");
  ExpectRefused(with("/member_uuid", "db-1"), "member_uuid is no UUID");
  ExpectRefused(with("/written", -1), "written is out of range");
  ExpectRefused(with("/taken", "x"), "taken is no object");
  ExpectRefused(with("/taken/state_uuid", nullptr), "taken: state_uuid is missing");
  ExpectRefused(with("/taken/state_uuid", "x"), "taken: state_uuid is no UUID");
  ExpectRefused(with("/taken/seqno", -1), "taken: seqno is out of range");
  ExpectRefused(with("/joining/conf_id", 1.5), "joining: conf_id is no whole number");
  ExpectRefused(with("/taken/members", json::array()), "taken: members is empty");
  ExpectRefused(with("/taken/members", nullptr), "taken: members is missing");
  ExpectRefused(with("/taken/members/0", 7), "taken: members: one is no object");
  ExpectRefused(with("/taken/members/0/uuid", "x"), "members: uuid is no UUID");
  ExpectRefused(with("/taken/members/0/uuid", kTwo), "members: two have the UUID");
  ExpectRefused(with("/taken/members/0/address", std::string(256, 'x')), "address is too long");
  ExpectRefused(with("/branches", 7), "branches is no array");
  ExpectRefused(with("/branches/0", 7), "branches: one is no object");
  ExpectRefused(with("/branches/0/id", ""), "branches: id is empty");
  ExpectRefused(with("/branches/0/seqno", nullptr), "branches: seqno is missing");
}

TEST(ViewRecordJson, IsBounded) {
  const auto with_members = [](std::size_t count) {
    json object = FullJson();
    json members = json::array();
    for (std::size_t i = 0; i < count; ++i) {
      std::string uuid = std::to_string(10000000 + i) + std::string(kOne + 8);
      members.push_back({{"uuid", uuid}, {"name", "db-" + std::to_string(i)}});
    }
    object["taken"]["members"] = members;
    return object;
  };
  EXPECT_TRUE(ViewRecordFromJson(with_members(kViewMembersMax)));
  ExpectRefused(with_members(kViewMembersMax + 1), "taken: members has too many elements");
  json object = FullJson();
  object["branches"] = json::array();
  for (std::size_t i = 0; i < kBranchesMax; ++i) object["branches"].push_back({{"id", "x"}, {"seqno", 1}});
  EXPECT_TRUE(ViewRecordFromJson(object));
  object["branches"].push_back({{"id", "x"}, {"seqno", 1}});
  ExpectRefused(object, "branches has too many elements");
}

}  // namespace
}  // namespace watchdog

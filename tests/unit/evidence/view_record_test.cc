#include "evidence/view_record.h"

#include <gtest/gtest.h>

#include "galera/uuid.h"

namespace watchdog {
namespace {

using galera::Notification;

constexpr char kHistory[] = "11111111-1111-1111-1111-111111111111";
constexpr char kOther[] = "22222222-2222-2222-2222-222222222222";

std::vector<galera::NotifiedMember> Members(std::string_view names) {
  std::vector<galera::NotifiedMember> members;
  for (const char name : names)
    members.push_back({std::string("00000000-0000-0000-0000-00000000000") + name, {name}, "h:3306"});
  return members;
}

RecordedView View(std::optional<std::int64_t> seqno, std::string_view names) {
  return {kHistory, seqno, std::nullopt, Members(names)};
}

// Node a's.
ViewRecord Record(std::optional<RecordedView> taken) {
  ViewRecord record;
  record.cluster_name = "cluster";
  record.node_name = "a";
  record.node_address = "10.0.0.1";
  record.member_uuid = "00000000-0000-0000-0000-00000000000a";
  record.taken = std::move(taken);
  return record;
}

// As mariadbd says it to node a; an index of -1 where it is not among `names`.
Notification Said(std::string status, bool primary, std::string_view names) {
  const std::size_t at = names.find('a');
  return {std::move(status), kHistory, primary, at == std::string_view::npos ? -1 : static_cast<int>(at),
          Members(names)};
}

ViewRecord After(ViewRecord record, const std::vector<Notification>& said) {
  for (const Notification& one : said) record = AfterNotification(record, one, 1).value_or(record);
  record.written = 0;
  return record;
}

ViewRecord Full() {
  ViewRecord record = Record(RecordedView{kHistory, 17, 3, Members("abc")});
  record.node_name = "Knöten \"1\", rechts/links";
  record.taken->members[0].name = record.node_name;
  record.joining = RecordedView{kOther, std::nullopt, std::nullopt, {}};
  record.branches = {{"x", 6}, {"y", 9}};
  record.written = 1795284102;
  record.interrupted = true;
  record.later_than = 12;
  return record;
}

TEST(ViewRecordText, IsReadBackAsItWas) {
  for (const ViewRecord& record : {Full(), Record(View(5, "abc")), ViewRecord()}) {
    const std::string text = RenderViewRecord(record);
    const auto again = ParseViewRecord(text);
    ASSERT_TRUE(again) << again.error().message << text;
    EXPECT_EQ(*again, record);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
  }
}

TEST(ViewRecordText, EveryTruncationIsRejected) {
  const std::string text = RenderViewRecord(Full());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(ParseViewRecord(text.substr(0, size))) << size;
  }
  EXPECT_FALSE(ParseViewRecord(text + " "));
}

TEST(ViewRecordText, EveryChangedBitIsRejected) {
  const std::string text = RenderViewRecord(Full());
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(static_cast<unsigned char>(changed[bit / 8]) ^ (1u << (bit % 8)));
    EXPECT_FALSE(ParseViewRecord(changed)) << bit;
  }
}

TEST(ViewRecordText, WhatIsNoRecordIsRejected) {
  EXPECT_FALSE(ParseViewRecord("{}\n"));
  EXPECT_FALSE(ParseViewRecord(std::string(kViewRecordBytesMax + 1, 'x')));
  // With the right checksum: each of another shape than ours.
  for (const char* text : {R"({"crc32":"a3a6bf43","record":{}})", R"({"crc32":"0d4cbb29","record":[]})",
                           R"({"crc32":"00000000","record":})"}) {
    const auto parsed = ParseViewRecord(std::string(text) + "\n");
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().message.find("checksum"), std::string::npos) << parsed.error().message;
  }
  ViewRecord wrong = Record(View(5, "abc"));
  wrong.taken->members.clear();
  EXPECT_FALSE(ParseViewRecord(RenderViewRecord(wrong)));
  wrong = Record(View(-5, "abc"));
  EXPECT_FALSE(ParseViewRecord(RenderViewRecord(wrong)));
  wrong = Record(View(5, "abc"));
  wrong.taken->state_uuid = "none";
  EXPECT_FALSE(ParseViewRecord(RenderViewRecord(wrong)));
  wrong = Record(View(5, "abc"));
  wrong.branches.resize(101, {"x", 1});
  EXPECT_FALSE(ParseViewRecord(RenderViewRecord(wrong)));
}

TEST(IsOwnRecord, ByNameAndAddressOrByANameThatOnlyOneMemberHas) {
  const ViewRecord record = Record(View(5, "abc"));
  EXPECT_TRUE(IsOwnRecord(record, "a", "10.0.0.1"));
  EXPECT_TRUE(IsOwnRecord(record, "a", "10.0.0.9"));  // a pod with a new address
  EXPECT_FALSE(IsOwnRecord(record, "b", "10.0.0.1"));
  ViewRecord twins = Record(View(5, "aab"));
  EXPECT_FALSE(IsOwnRecord(twins, "a", "10.0.0.9"));
  EXPECT_TRUE(IsOwnRecord(twins, "a", "10.0.0.1"));
}

TEST(OwnOrNew, NeverGoesOnFromAnotherNodesOrClustersRecord) {
  const ViewRecord record = Record(View(5, "abc"));
  EXPECT_EQ(OwnOrNew(record, {"cluster", "a", "10.0.0.1"}), record);
  EXPECT_EQ(OwnOrNew(record, {"cluster", "a", "10.0.0.9"}).node_address, "10.0.0.9");
  EXPECT_FALSE(OwnOrNew(record, {"cluster", "b", "10.0.0.1"}).taken);
  EXPECT_FALSE(OwnOrNew(record, {"another", "a", "10.0.0.1"}).taken);
  EXPECT_EQ(OwnOrNew({}, {"cluster", "b", "10.0.0.2"}).node_name, "b");
}

// What real nodes were told: see the header.
TEST(AfterNotification, ABootstrapAndWhoComesAndGoes) {
  ViewRecord record = After(Record({}), {Said("joined", true, "a"), Said("synced", true, "a")});
  EXPECT_EQ(record, Record(View({}, "a")));
  record.taken->seqno = 2;
  EXPECT_EQ(After(record, {Said("synced", true, "a")}), record);
  record = After(record, {Said("synced", true, "ab"), Said("donor", true, "ab"), Said("synced", true, "ab")});
  ViewRecord expected = Record(View({}, "ab"));
  expected.later_than = 2;
  EXPECT_EQ(record, expected);
}

TEST(AfterNotification, AReplayOfViewsThatTheNodeWasNotInLeavesItsOwn) {
  const ViewRecord old = Record(View(5, "abc"));
  const ViewRecord replayed = After(old, {Said("initialized", true, "bc"), Said("initialized", true, "b")});
  EXPECT_EQ(replayed.taken, old.taken);
  EXPECT_TRUE(replayed.interrupted);
  EXPECT_EQ(After(replayed, {Said("joined", true, "ab")}).taken, View({}, "ab"));
}

TEST(AfterNotification, WithoutTheStateAViewIsOnlyBeingJoined) {
  for (const char* status : {"connected", "joiner", "initializing", "initialized", "", "a later word"}) {
    const ViewRecord waiting = After(Record(View(5, "abc")), {Said(status, true, "ad")});
    EXPECT_EQ(waiting.taken, View(5, "abc")) << status;
    EXPECT_EQ(waiting.joining, View({}, "ad")) << status;
    const ViewRecord joined = After(waiting, {Said("joined", true, "ad")});
    EXPECT_EQ(joined.taken, View({}, "ad"));
    EXPECT_FALSE(joined.joining);
  }
}

TEST(AfterNotification, AStateWithoutAViewIsOfTheViewToldLast) {
  ViewRecord waiting = After(Record({}), {Said("joiner", true, "ab")});
  waiting.joining->seqno = 8;
  Notification state;
  state.status = "joined";
  EXPECT_EQ(After(waiting, {state}).taken, View(8, "ab"));
  state.status = "connected";
  EXPECT_EQ(After(waiting, {state}), waiting);
  // Members that are not known must not become a view that was taken.
  waiting.joining->members.clear();
  state.status = "joined";
  EXPECT_EQ(After(waiting, {state}), waiting);
}

TEST(AfterNotification, ViewsThatAreNotPrimaryLeaveTheRecord) {
  const ViewRecord record = Record(View(5, "abc"));
  for (const char* status : {"connected", "synced", "disconnecting"}) {
    const ViewRecord after = After(record, {Said(status, false, "a")});
    EXPECT_EQ(after.taken, record.taken);
    EXPECT_FALSE(after.joining);
  }
  EXPECT_FALSE(AfterNotification(record, {"disconnected", kHistory, false, -1, {}}, 1));
  EXPECT_FALSE(AfterNotification(Record({}), Said("connected", false, "a"), 1));
}

// Quorum lost and back: the same members by the same UUIDs, and another view.
TEST(AfterNotification, TheSameMembersAfterAnInterruptionAreANewView) {
  const ViewRecord record = After(Record(View(5, "abc")), {Said("connected", false, "a")});
  const ViewRecord back = After(record, {Said("joined", true, "abc"), Said("synced", true, "abc")});
  EXPECT_EQ(back.taken, View({}, "abc"));
  EXPECT_FALSE(WithPlace(back, View(5, "abc")));  // of the view before
  EXPECT_EQ(WithPlace(back, View(9, "abc"))->taken, View(9, "abc"));
}

TEST(AfterNotification, AViewOfNoKnownHistoryReplacesTheOldOne) {
  Notification said = Said("synced", true, "ab");
  said.view_uuid = "";
  EXPECT_EQ(After(Record(View(5, "abc")), {said}).taken->state_uuid, galera::kZeroUuid);
}

TEST(AfterTransferWanted, OnlyARecordWithoutAViewBeginsWithIt) {
  const RecordedView at{kHistory, 7, 2, {}};
  const auto waiting = AfterTransferWanted(Record({}), at, "00000000-0000-0000-0000-00000000000e", 1);
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->joining, at);
  EXPECT_EQ(waiting->member_uuid, "00000000-0000-0000-0000-00000000000e");
  EXPECT_TRUE(ParseViewRecord(RenderViewRecord(*waiting)));
  EXPECT_FALSE(AfterTransferWanted(Record(View(5, "abc")), at, "00000000-0000-0000-0000-00000000000e", 1));
}

TEST(WithPlace, NeedsTheSameMembersAndHistory) {
  const ViewRecord record = Record(View({}, "abc"));
  RecordedView told = View(7, "cab");
  told.conf_id = 4;
  const auto placed = WithPlace(record, told);
  ASSERT_TRUE(placed);
  EXPECT_EQ(placed->taken->seqno, 7);
  EXPECT_EQ(placed->taken->conf_id, 4u);
  EXPECT_TRUE(Holds(*placed, told));
  EXPECT_FALSE(Holds(record, told));
  EXPECT_FALSE(WithPlace(*placed, told));
  EXPECT_FALSE(WithPlace(*placed, View(9, "abc")));
  EXPECT_FALSE(Holds(*placed, View(9, "abc")));
  EXPECT_FALSE(WithPlace(record, View(7, "ab")));
  EXPECT_FALSE(WithPlace(record, View({}, "abc")));
  RecordedView elsewhere = View(7, "abc");
  elsewhere.state_uuid = kOther;
  EXPECT_FALSE(WithPlace(record, elsewhere));
}

TEST(WithPlace, WaitsForTheNotificationAfterAnInterruption) {
  ViewRecord record = Record(View({}, "abc"));
  record.interrupted = true;
  EXPECT_FALSE(WithPlace(record, View(9, "abc")));
}

}  // namespace
}  // namespace watchdog

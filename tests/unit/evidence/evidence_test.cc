#include "evidence/evidence.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

constexpr char kUuid[] = "6b3e9b1c-0d1f-11ef-9a53-0242ac110002";

Evidence Full() {
  Evidence evidence;
  evidence.cluster_name = "shop";
  evidence.node_id = "5f2c";
  evidence.node_address = "10.0.0.9";
  evidence.started = 1790000000;
  evidence.phase = Evidence::Phase::kServing;
  evidence.data = Evidence::Data::kPresent;
  evidence.primary = true;
  evidence.cluster_state_uuid = "b7a0";
  evidence.state_uuid = "b7a0";
  evidence.seqno = -1;
  evidence.cached_downto = 3;
  evidence.members = 3;
  evidence.vote = "10.0.0.2";
  evidence.candidacy = "77aa/1";
  evidence.mariadb_version = "10.11.19";
  evidence.disk_free_bytes = 18446744073709551615u;
  evidence.data_bytes = 4509715661u;
  evidence.node_name = "db-1";
  evidence.directory = "clean stop";
  evidence.directory_reason = "grastate.dat has a position";
  evidence.record.emplace();
  evidence.record->node_name = "db-1";
  evidence.record->taken = RecordedView{kUuid, 41, 7, {{kUuid, "db-1", "10.0.0.9:3306"}}};
  evidence.member_uuids = {kUuid, kUuid};
  evidence.sees_primary = false;
  evidence.ticket = "00ff";
  evidence.promised_to = "77aa";
  evidence.promise_ends_ms = 29999;
  evidence.acting = true;
  evidence.signs = true;
  evidence.paging.emplace();
  evidence.paging->delivered = {
      {"galera/shop/GaleraNodeDown/db-1", true, "chat", std::chrono::milliseconds(1500)}};
  evidence.paging->maintenance = {
      {"new disks", "db-1", std::chrono::milliseconds(60000), "", 1790000000000, true}};
  evidence.paging->expected = ExpectedSize{3, 1790000000};
  NodeNow& now = evidence.now.emplace();
  now.state = galera::NodeState::kDonor;
  now.failure = "why not";
  now.age = std::chrono::milliseconds(200);
  now.ready = false;
  now.receive_queue = 9;
  now.flow_control_ppm = 13000;
  now.ist_window_seconds = 3600;
  now.conf_id = 17;
  now.quorum_margin = 1;
  now.transfer =
      TransferNow{"donor", "sst", "rsync", "db-2", 10, 40, 3, std::chrono::milliseconds(61000), true};
  now.provider_version = "26.4.23";
  now.warden_version = "0.6.0";
  now.metrics_port = 9104;
  now.question = "where to start?";
  return evidence;
}

constexpr char kLeast[] =
    R"({"version":1,"cluster_name":"c","node_id":"n","phase":"waiting","data":"empty"})";

std::string With(const std::string& field) {
  std::string text = kLeast;
  return text.insert(text.size() - 1, "," + field);
}

TEST(Evidence, IsReadAsItWasWritten) {
  const auto read = ParseEvidence(RenderEvidence(Full()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, Full());
  Evidence least;
  least.cluster_name = "c";
  least.node_id = "n";
  least.phase = Evidence::Phase::kWaiting;
  least.data = Evidence::Data::kEmpty;
  EXPECT_EQ(ParseEvidence(kLeast).value(), least);
  EXPECT_EQ(ParseEvidence(RenderEvidence(least)).value(), least);
}

TEST(Evidence, WritesWhatIsNotKnownAsNull) {
  const std::string text = RenderEvidence(Evidence());
  for (const char* field : {"\"primary\":null", "\"seqno\":null", "\"vote\":null", "\"disk_free_bytes\":null",
                            "\"record\":null", "\"sees_primary\":null", "\"promised_to\":null"})
    EXPECT_NE(text.find(field), std::string::npos) << text;
}

TEST(Evidence, UnknownFieldsWordsAndAHigherVersionAreAccepted) {
  const auto read = ParseEvidence(
      R"({"version":7,"cluster_name":"c","node_id":"n","phase":"dreaming","data":"odd","later":[{"x":[1]}]})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->version, 7);
  EXPECT_EQ(read->phase, Evidence::Phase::kUnknown);
  EXPECT_EQ(read->data, Evidence::Data::kUnknown);
  EXPECT_EQ(read->primary, std::nullopt);
}

TEST(Evidence, RejectsWhatIsNoEvidence) {
  for (const char* bad :
       {"", "{", "[]", "null", "42", "\"x\"", "synced", "{}", R"({"version":1})",
        R"({"version":0,"cluster_name":"c","node_id":"n","phase":"waiting","data":"empty"})",
        R"({"version":1,"cluster_name":"","node_id":"n","phase":"waiting","data":"empty"})",
        R"({"version":1,"cluster_name":"c","node_id":"n","phase":"waiting"})"}) {
    EXPECT_FALSE(ParseEvidence(bad)) << bad;
  }
  for (const char* field : {R"("primary":"yes")",      R"("primary":1)",
                            R"("seqno":"1")",          R"("seqno":-2)",
                            R"("seqno":1.5)",          R"("seqno":9223372036854775808)",
                            R"("members":-1)",         R"("members":2147483648)",
                            R"("disk_free_bytes":-1)", R"("data_bytes":"1")",
                            R"("node_name":1)",        R"("vote":7)",
                            R"("vote":"10.0.0.2")",    R"("candidacy":"a/1")",
                            R"("node_address":["x"])", R"("node_address":"a\nb")",
                            R"("started":-1)",         R"("directory":7)",
                            R"("record":7)",           R"("record":{"member_uuid":"x"})",
                            R"("member_uuids":"x")",   R"("member_uuids":["x"])",
                            R"("member_uuids":[7])",   R"("sees_primary":"no")",
                            R"("ticket":7)",           R"("promised_to":"a")",
                            R"("promise_ends_ms":1)",  R"("promised_to":"a","promise_ends_ms":-1)",
                            R"("acting":1)",           R"("signs":"x")"}) {
    const auto read = ParseEvidence(With(field));
    ASSERT_FALSE(read) << field;
    EXPECT_EQ(read.error().message.rfind("evidence is malformed: ", 0), 0u);
  }
}

TEST(Evidence, IsBounded) {
  EXPECT_FALSE(ParseEvidence(With("\"x\":\"" + std::string(70000, 'x') + "\"")));
  EXPECT_TRUE(ParseEvidence(With("\"x\":\"" + std::string(60000, 'x') + "\"")));
  EXPECT_FALSE(ParseEvidence(With("\"node_address\":\"" + std::string(256, 'x') + "\"")));
  EXPECT_FALSE(ParseEvidence(std::string(60000, '[')));
  EXPECT_FALSE(ParseEvidence(With("\"x\":" + std::string(30, '[') + std::string(30, ']'))));
}

ViewRecord RecordOf(std::size_t members, std::size_t name_bytes, std::size_t address_bytes) {
  ViewRecord record;
  record.taken = RecordedView{kUuid, 1, 1, {}};
  for (std::size_t i = 0; i < members; ++i) {
    record.taken->members.push_back({std::to_string(10000000 + i) + (kUuid + 8), std::string(name_bytes, 'n'),
                                     std::string(address_bytes, 'a')});
  }
  record.joining = record.taken;
  return record;
}

TEST(Evidence, ARecordOfAHundredMembersFits) {
  Evidence evidence = Full();
  evidence.record = RecordOf(100, 40, 100);
  evidence.record->branches.assign(100, {std::string(36, 'b'), 1});
  const std::string text = RenderEvidence(evidence);
  EXPECT_LE(text.size(), kEvidenceBytesMax);
  EXPECT_EQ(*ParseEvidence(text), evidence);
}

TEST(Evidence, ItIsReadableWithoutARecordThatIsTooLarge) {
  Evidence without = Full();
  without.record.reset();
  for (const ViewRecord& record : {RecordOf(100, 255, 255), RecordOf(2, 256, 1), RecordOf(1001, 1, 1)}) {
    Evidence evidence = Full();
    evidence.record = record;
    Evidence read = *ParseEvidence(RenderEvidence(evidence));
    read.now = without.now;  // the first to be left out
    read.paging = without.paging;
    EXPECT_EQ(read, without);
  }
}

TEST(Evidence, NewsOfPagingThatCanNotBeReadAreLeftOutAlone) {
  for (const char* field : {R"("paging":null)", R"("paging":7)"})
    EXPECT_EQ(ParseEvidence(With(field)).value().paging, std::nullopt) << field;
  const auto read = ParseEvidence(With(
      R"("paging":{"delivered":[7,{},{"key":"k","firing":true,"receiver":"r","age_ms":-1},)"
      R"({"key":"k","firing":false,"receiver":"r","age_ms":5,"later":1}],)"
      R"("maintenance":[{"by":"n","remaining_ms":0},{"by":"n","remaining_ms":604800001},{"by":"n","remaining_ms":8},{"by":"n","remaining_ms":9,"set_at_ms":4}],)"
      R"("expected":{"size":0,"set_at":5}})"));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_TRUE(read->paging);
  EXPECT_EQ(read->paging->delivered,
            std::vector<Delivery>({{"k", false, "r", std::chrono::milliseconds(5)}}));
  EXPECT_EQ(read->paging->maintenance,
            std::vector<Maintenance>({{"", "n", std::chrono::milliseconds(9), "", 4}}));
  EXPECT_EQ(read->paging->expected, std::nullopt);
}

TEST(Evidence, NewsOfPagingAreBounded) {
  Evidence evidence = Full();
  evidence.paging->delivered.assign(1000, {"k", true, "r", std::chrono::milliseconds(1)});
  evidence.paging->maintenance.assign(1000, {"", "n", std::chrono::milliseconds(1), "", 1});
  const auto read = ParseEvidence(RenderEvidence(evidence));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->paging->delivered.size(), kDeliveriesMax);
  EXPECT_EQ(read->paging->maintenance.size(), kMaintenancesMax);
}

TEST(Evidence, AReasonIsClippedToWhatPeersRead) {
  Evidence evidence = Full();
  for (const std::string& reason : {std::string(1000, 'x'), std::string(1000, '\xff'), std::string("a\nb"),
                                    std::string(239, 'x') + "\u00e9"}) {
    evidence.directory_reason = reason;
    const auto read = ParseEvidence(RenderEvidence(evidence));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_LE(read->directory_reason.size(), 240u);
  }
  EXPECT_EQ(ParseEvidence(RenderEvidence(evidence))->directory_reason, std::string(239, 'x'));
}

TEST(Evidence, SixteenMemberUuidsAreEnough) {
  const auto uuids = [](std::size_t count) {
    std::string text = "\"member_uuids\":[";
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "\"" : ",\"") + std::string(kUuid) + "\"";
    return With(text + "]");
  };
  EXPECT_TRUE(ParseEvidence(uuids(kMemberUuidsMax)));
  EXPECT_FALSE(ParseEvidence(uuids(kMemberUuidsMax + 1)));
}

TEST(Evidence, BytesThatAreNotUtf8DoNotStopIt) {
  Evidence evidence = Full();
  evidence.cluster_name = "sh\xffop";
  EXPECT_TRUE(ParseEvidence(RenderEvidence(evidence)));
}

TEST(Evidence, EveryWordIsReadBack) {
  for (const auto phase :
       {Evidence::Phase::kStarting, Evidence::Phase::kWaiting, Evidence::Phase::kFounding,
        Evidence::Phase::kUpgrading, Evidence::Phase::kPaused, Evidence::Phase::kJoining,
        Evidence::Phase::kTransfer, Evidence::Phase::kServing, Evidence::Phase::kStopping}) {
    Evidence evidence = Full();
    evidence.phase = phase;
    EXPECT_EQ(ParseEvidence(RenderEvidence(evidence))->phase, phase) << Name(phase);
  }
  EXPECT_EQ(Name(Evidence::Data::kHalfInitialised), "half_initialised");
  EXPECT_EQ(Name(Evidence::Data::kUnknown), "unknown");
}

// A recovery is decided from the rest.
TEST(Evidence, WhatIsForPeopleOnlyMayBeAnything) {
  const NodeNow nothing;
  for (const char* now :
       {R"({})", R"({"state":"dancing","ready":7,"receive_queue":-1,"metrics_port":0})",
        R"({"flow_control_ppm":1000001,"ist_window_seconds":1e99,"age_ms":-5,"metrics_port":70000})",
        R"({"failure":"a\nb","question":["?"],"transfer":{"role":"thief"}})",
        R"({"transfer":5,"warden_version":{"a":1},"quorum_margin":"many"})"}) {
    const auto read = ParseEvidence(With(std::string(R"("now":)") + now));
    ASSERT_TRUE(read.ok()) << now << read.error().message;
    EXPECT_EQ(read->now, nothing) << now;
  }
  EXPECT_EQ(ParseEvidence(With(R"("now":[1])"))->now, std::nullopt);
  EXPECT_EQ(ParseEvidence(kLeast)->now, std::nullopt);
  const std::string longer(300, 'x');
  EXPECT_EQ(ParseEvidence(With(R"("now":{"question":")" + longer + R"("})"))->now->question, "");
}

TEST(Evidence, WhatIsForPeopleOnlyIsSaidInBounds) {
  Evidence evidence = Full();
  evidence.now->question = "a\nb\x7f\xff" + std::string(1000, 'x');
  const auto read = ParseEvidence(RenderEvidence(evidence));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_TRUE(read->now->question.starts_with("a b \uFFFDxx")) << read->now->question;
  EXPECT_EQ(read->now->question.size(), 240u);
  EXPECT_LT(RenderEvidence(evidence).size(), 8000u);
}

}  // namespace
}  // namespace watchdog

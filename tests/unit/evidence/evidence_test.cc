#include "evidence/evidence.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

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
  for (const char* field :
       {"\"primary\":null", "\"seqno\":null", "\"vote\":null", "\"disk_free_bytes\":null"})
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
  for (const char* field : {R"("primary":"yes")", R"("primary":1)", R"("seqno":"1")", R"("seqno":-2)",
                            R"("seqno":1.5)", R"("seqno":9223372036854775808)", R"("members":-1)",
                            R"("members":2147483648)", R"("disk_free_bytes":-1)", R"("data_bytes":"1")",
                            R"("node_name":1)", R"("vote":7)", R"("vote":"10.0.0.2")", R"("candidacy":"a/1")",
                            R"("node_address":["x"])", R"("node_address":"a\nb")", R"("started":-1)"}) {
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

}  // namespace
}  // namespace watchdog

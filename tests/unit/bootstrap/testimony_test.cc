#include "bootstrap/testimony.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Data = Testimony::Data;
using Primary = Testimony::Primary;
using State = DirectoryState;

constexpr char kUuid[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr char kZero[] = "00000000-0000-0000-0000-000000000000";

galera::Grastate Grastate(const std::string& uuid, const std::string& seqno) {
  return galera::ParseGrastate("uuid: " + uuid + "\nseqno: " + seqno + "\n");
}

Evidence Paused(State state) {
  Evidence evidence;
  evidence.node_id = "id";
  evidence.node_name = "node1";
  evidence.phase = Evidence::Phase::kPaused;
  evidence.data = Evidence::Data::kPresent;
  evidence.directory = Name(state);
  evidence.primary = false;
  evidence.state_uuid = kUuid;
  evidence.seqno = 17;
  return evidence;
}

TEST(ReadPosition, TakesWholePositionsOnly) {
  EXPECT_EQ(ReadPosition(std::string(kUuid) + ":17"), (Position{kUuid, 17}));
  for (const std::string& text :
       {std::string(), std::string(kUuid), std::string(kUuid) + ":", std::string(kUuid) + ":-1",
        std::string(kUuid) + ":1x", std::string(kZero) + ":17", std::string("x:17")}) {
    EXPECT_FALSE(ReadPosition(text)) << text;
  }
}

TEST(TestimonyOfEvidence, DataIsAsGoodAsItsDirectory) {
  const std::vector<std::pair<State, Data>> all = {
      {State::kEmpty, Data::kEmpty},           {State::kFresh, Data::kEmpty},
      {State::kCleanStop, Data::kPosition},    {State::kCrashed, Data::kPosition},
      {State::kLastSurvivor, Data::kPosition}, {State::kCutShort, Data::kCutShort},
      {State::kZeroUuid, Data::kTainted},      {State::kForeignCluster, Data::kUnknown},
      {State::kLocked, Data::kUnknown},        {State::kUnreadable, Data::kPosition},
      {State::kWrongOwner, Data::kUnknown},    {State::kDiskFull, Data::kEmpty},
      {State::kNoDirectory, Data::kUnknown},
  };
  EXPECT_EQ(all.size(), 13U);
  for (const auto& [state, data] : all) {
    const Testimony testimony = TestimonyOf(Paused(state), "10.0.0.1");
    EXPECT_EQ(testimony.data, data) << Name(state);
    const bool has = data == Data::kPosition || data == Data::kTainted;
    EXPECT_EQ(testimony.position.has_value(), has) << Name(state);
  }
}

TEST(TestimonyOfEvidence, APositionThatIsNotKnownIsNone) {
  Evidence evidence = Paused(State::kCrashed);
  evidence.seqno.reset();
  EXPECT_EQ(TestimonyOf(evidence, "").data, Data::kUnknown);
  evidence.seqno = -1;
  EXPECT_EQ(TestimonyOf(evidence, "").data, Data::kUnknown);
  evidence.seqno = 3;
  evidence.state_uuid = kZero;
  EXPECT_EQ(TestimonyOf(evidence, "").data, Data::kUnknown);
  EXPECT_FALSE(TestimonyOf(evidence, "").position);
}

TEST(TestimonyOfEvidence, WordsOfALaterVersionAreUnknown) {
  Evidence evidence = Paused(State::kCrashed);
  evidence.directory = "sublime";
  EXPECT_EQ(TestimonyOf(evidence, "").data, Data::kUnknown);
  evidence.directory.clear();
  EXPECT_EQ(TestimonyOf(evidence, "").data, Data::kPosition);
}

// Silence is never a no.
TEST(TestimonyOfEvidence, PrimaryHasThreeValues) {
  Evidence evidence = Paused(State::kCrashed);
  EXPECT_EQ(TestimonyOf(evidence, "").primary, Primary::kNo);
  evidence.sees_primary = true;
  EXPECT_EQ(TestimonyOf(evidence, "").primary, Primary::kUnknown);
  evidence.sees_primary = false;
  EXPECT_EQ(TestimonyOf(evidence, "").primary, Primary::kNo);
  evidence.primary.reset();
  EXPECT_EQ(TestimonyOf(evidence, "").primary, Primary::kUnknown);
  evidence.primary = true;
  EXPECT_EQ(TestimonyOf(evidence, "").primary, Primary::kYes);
  EXPECT_EQ(TestimonyOf(Paused(State::kLocked), "").primary, Primary::kUnknown);
}

TEST(TestimonyOfEvidence, CarriesWhoItIs) {
  Evidence evidence = Paused(State::kCrashed);
  evidence.member_uuids = {"u"};
  evidence.record = ViewRecord();
  const Testimony testimony = TestimonyOf(evidence, "10.0.0.1");
  EXPECT_EQ(testimony.node_id, "id");
  EXPECT_EQ(testimony.name, "node1");
  EXPECT_EQ(testimony.address, "10.0.0.1");
  EXPECT_EQ(testimony.member_uuids, evidence.member_uuids);
  EXPECT_EQ(testimony.record, evidence.record);
}

DirectoryWitness Copy(std::optional<galera::Grastate> grastate) {
  DirectoryWitness witness;
  witness.id = witness.address = "/copies/a";
  witness.facts.server_data = true;
  witness.facts.grastate = std::move(grastate);
  witness.facts.record = ViewRecord();
  witness.facts.record->node_name = "node1";
  return witness;
}

TEST(TestimonyOfDirectory, ACleanStopHasItsPosition) {
  const Testimony testimony = TestimonyOf(Copy(Grastate(kUuid, "17")));
  EXPECT_EQ(testimony.data, Data::kPosition);
  EXPECT_EQ(testimony.position, (Position{kUuid, 17}));
  EXPECT_EQ(testimony.primary, Primary::kNo);
  EXPECT_EQ(testimony.name, "node1");
}

TEST(TestimonyOfDirectory, ACrashedOneHasWhatWasRecovered) {
  DirectoryWitness witness = Copy(Grastate(kUuid, "-1"));
  EXPECT_EQ(TestimonyOf(witness).data, Data::kUnknown);
  witness.recovered = Position{kUuid, 18};
  EXPECT_EQ(TestimonyOf(witness).data, Data::kPosition);
  EXPECT_EQ(TestimonyOf(witness).position->seqno, 18);
}

TEST(TestimonyOfDirectory, NothingIsKnownOfALockedOrABarredOne) {
  DirectoryWitness witness = Copy(Grastate(kUuid, "17"));
  witness.facts.locked = "mariadbd (PID 7)";
  EXPECT_EQ(TestimonyOf(witness).data, Data::kUnknown);
  EXPECT_EQ(TestimonyOf(witness).primary, Primary::kUnknown);
  witness.facts.locked.reset();
  witness.facts.trouble = "denied";
  witness.facts.trouble_state = State::kUnreadable;
  witness.recovered = Position{kUuid, 18};
  EXPECT_EQ(TestimonyOf(witness).data, Data::kUnknown);
}

// A transfer may bring another node's record.
TEST(TestimonyOfDirectory, ARecordOfAnotherNodeDoesNotCount) {
  DirectoryWitness witness = Copy(Grastate(kUuid, "17"));
  witness.name = "node2";
  EXPECT_EQ(TestimonyOf(witness).name, "node2");
  EXPECT_FALSE(TestimonyOf(witness).record);
  witness.name = "node1";
  EXPECT_TRUE(TestimonyOf(witness).record);
}

TEST(TestimonyOfDirectory, IsKnownByItsUuidInTheLastView) {
  DirectoryWitness witness = Copy(Grastate(kUuid, "17"));
  witness.facts.gvwstate = galera::ParseGvwstate("my_uuid: aaaaaaaa-0d5b-11ee-9c3a-2b1a3c4d5e6f\n");
  EXPECT_EQ(TestimonyOf(witness).member_uuids,
            std::vector<std::string>{"aaaaaaaa-0d5b-11ee-9c3a-2b1a3c4d5e6f"});
}

}  // namespace
}  // namespace watchdog

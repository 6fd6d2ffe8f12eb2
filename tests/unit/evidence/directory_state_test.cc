#include "evidence/directory_state.h"

#include <gtest/gtest.h>

#include <set>

namespace watchdog {
namespace {

using State = DirectoryState;

constexpr char kUuid[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr char kZero[] = "00000000-0000-0000-0000-000000000000";
constexpr char kMe[] = "aaaaaaaa-0d5b-11ee-9c3a-2b1a3c4d5e6f";
constexpr char kOther[] = "bbbbbbbb-0d5b-11ee-9c3a-2b1a3c4d5e6f";

galera::Grastate Grastate(const std::string& uuid, const std::string& seqno, int safe = 0) {
  return galera::ParseGrastate("version: 2.1\nuuid: " + uuid + "\nseqno: " + seqno +
                               "\nsafe_to_bootstrap: " + std::to_string(safe) + "\n");
}

galera::Gvwstate View(const std::vector<std::string>& members) {
  std::string text = std::string("my_uuid: ") + kMe + "\n#vwbeg\nview_id: 3 " + kMe + " 7\nbootstrap: 0\n";
  for (const std::string& member : members) text += "member: " + member + " 0\n";
  return galera::ParseGvwstate(text + "#vwend\n");
}

ViewRecord Record(const std::string& cluster) {
  ViewRecord record;
  record.cluster_name = cluster;
  return record;
}

DirectoryFacts Data(std::optional<galera::Grastate> grastate) {
  DirectoryFacts facts;
  facts.server_data = true;
  facts.grastate = std::move(grastate);
  return facts;
}

struct Row {
  const char* what;
  State state;
  DirectoryFacts facts;
};

template <typename Change>
DirectoryFacts With(DirectoryFacts facts, const Change& change) {
  change(facts);
  return facts;
}

std::vector<Row> Table() {
  const auto crashed = Data(Grastate(kUuid, "-1"));
  const auto clean = Data(Grastate(kUuid, "17", 1));
  DirectoryFacts nothing;
  const auto full = [](DirectoryFacts& f) { f.trouble = "full", f.trouble_state = State::kDiskFull; };
  const auto barred = [](DirectoryFacts& f) { f.trouble = "denied", f.trouble_state = State::kUnreadable; };
  const auto strange = [](DirectoryFacts& f) { f.trouble = "root's", f.trouble_state = State::kWrongOwner; };
  const auto locked = [](DirectoryFacts& f) { f.locked = "mariadbd (PID 7)"; };
  const auto marked = [](DirectoryFacts& f) { f.transfer_marker = true; };
  const auto record = [](DirectoryFacts& f) { f.record = Record("ours"), f.cluster_name = "ours"; };
  const auto foreign = [](DirectoryFacts& f) { f.record = Record("theirs"), f.cluster_name = "ours"; };
  return {
      {"nothing", State::kEmpty, nothing},
      {"a record alone", State::kEmpty, With(nothing, record)},
      {"nothing, full", State::kDiskFull, With(nothing, full)},
      {"files of others", State::kNoDirectory, With(nothing, [](auto& f) { f.foreign_files = true; })},
      {"no grastate.dat", State::kFresh, Data({})},
      {"no grastate.dat, but a record", State::kCrashed, With(Data({}), record)},
      {"no grastate.dat, but a view", State::kCrashed,
       With(Data({}),
            [](auto& f) {
              f.gvwstate = View({kMe, kOther});
            })},
      {"clean stop", State::kCleanStop, clean},
      {"clean stop, full", State::kCleanStop, With(clean, full)},
      {"crashed (L3)", State::kCrashed, crashed},
      {"crashed among two", State::kCrashed,
       With(crashed,
            [](auto& f) {
              f.gvwstate = View({kMe, kOther});
            })},
      {"crashed alone (L3)", State::kLastSurvivor, With(crashed, [](auto& f) { f.gvwstate = View({kMe}); })},
      {"a view of another alone", State::kCrashed,
       With(crashed, [](auto& f) { f.gvwstate = View({kOther}); })},
      {"an empty view (L7)", State::kCrashed,
       With(crashed, [](auto& f) { f.gvwstate = galera::ParseGvwstate(""); })},
      {"no seqno", State::kCrashed, Data(Grastate(kUuid, "x"))},
      {"trailing blanks (L11)", State::kCleanStop,
       Data(galera::ParseGrastate(std::string("uuid:  ") + kUuid + "  \nseqno:   8   \n   \n"))},
      {"empty grastate.dat (L2)", State::kCutShort, Data(galera::ParseGrastate(""))},
      {"a marker", State::kCutShort, With(crashed, marked)},
      {"a marker beside an old position", State::kCutShort, With(clean, marked)},
      {"grastate.dat alone", State::kCutShort, With(clean, [](auto& f) { f.server_data = false; })},
      {"a marker alone", State::kCutShort, With(nothing, marked)},
      {"zero UUID (L16)", State::kZeroUuid, Data(Grastate(kZero, "-1", 1))},
      {"rubbish", State::kUnreadable, Data(galera::ParseGrastate("rubbish"))},
      {"barred", State::kUnreadable, With(clean, barred)},
      {"barred and locked", State::kUnreadable, With(With(clean, locked), barred)},
      {"locked", State::kLocked, With(crashed, locked)},
      {"locked, another's", State::kLocked, With(With(crashed, strange), locked)},
      {"another's", State::kWrongOwner, With(clean, strange)},
      {"of another cluster", State::kForeignCluster, With(clean, foreign)},
      {"of another cluster, crashed", State::kForeignCluster, With(crashed, foreign)},
      {"of ours", State::kCleanStop, With(clean, record)},
  };
}

TEST(JudgeDirectory, GivesEachItsState) {
  std::set<State> seen;
  for (const Row& row : Table()) {
    const DirectoryVerdict verdict = JudgeDirectory(row.facts);
    EXPECT_EQ(Name(verdict.state), Name(row.state)) << row.what;
    EXPECT_FALSE(verdict.reason.empty()) << row.what;
    EXPECT_EQ(verdict.action, ActionFor(row.state)) << row.what;
    seen.insert(verdict.state);
  }
  EXPECT_EQ(seen.size(), 13U) << "a state that no row has";
}

TEST(JudgeDirectory, EachStateHasANameAndAnActionOfItsOwn) {
  std::set<std::string_view> names;
  std::set<std::string_view> actions;
  for (int i = 0; i <= static_cast<int>(State::kNoDirectory); ++i) {
    names.insert(Name(static_cast<State>(i)));
    actions.insert(ActionFor(static_cast<State>(i)));
    EXPECT_EQ(DirectoryStateOf(Name(static_cast<State>(i))), static_cast<State>(i));
  }
  EXPECT_EQ(names.size(), 13U);
  EXPECT_EQ(actions.size(), 13U);
  EXPECT_FALSE(DirectoryStateOf("") || DirectoryStateOf("of a later version"));
  EXPECT_FALSE(names.contains("") || actions.contains(""));
}

// L7: Galera would wait for ever.
TEST(JudgeDirectory, SaysThatAViewIsEmpty) {
  DirectoryFacts facts = Data(Grastate(kUuid, "-1"));
  facts.gvwstate = galera::ParseGvwstate("");
  EXPECT_NE(JudgeDirectory(facts).reason.find("gvwstate.dat is empty"), std::string::npos);
}

TEST(JudgeDirectory, DataOnAFullVolumeIsStillThatData) {
  DirectoryFacts facts = Data(Grastate(kUuid, "17"));
  facts.trouble = "2 MiB free";
  facts.trouble_state = State::kDiskFull;
  EXPECT_NE(JudgeDirectory(facts).reason.find("2 MiB free"), std::string::npos);
}

}  // namespace
}  // namespace watchdog

#include "bootstrap/evidence_table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace watchdog {
namespace {

constexpr char kUuid[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";

RecordedView View() { return {kUuid, 12, 3, {{"u1", "node1", ""}, {"u2", "node2", ""}, {"u3", "", ""}}}; }

EvidenceRow Row(const std::string& name, std::optional<std::int64_t> seqno) {
  EvidenceRow row;
  row.id = name;
  row.name = name;
  row.where = "/copies/" + name;
  row.state = "crashed";
  row.reason = "seqno -1 in grastate.dat";
  row.state_uuid = kUuid;
  row.seqno = seqno;
  if (!seqno) row.seqno_note = "its seqno is not known";
  row.safe_to_bootstrap = false;
  row.view = View();
  row.primary = false;
  row.age_s = 0;
  return row;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(EvidenceTable, IsAligned) {
  const std::vector<EvidenceRow> rows = {Row("node1", 1234), Row("a-longer-name", std::nullopt),
                                         SilentRow("node3", "10.0.0.3", "connection refused")};
  EXPECT_EQ(RenderTable(rows, TableNotes::kNone),
            "node           state    UUID      seqno  safe  view (nodes)  primary  age\n"
            "node1          crashed  6f4c5e2a  1234   no    12 (3)        no       0s\n"
            "a-longer-name  crashed  6f4c5e2a  ?      no    12 (3)        no       0s\n"
            "node3          silent   -         -      -     -             ?        -\n");
}

TEST(EvidenceTable, TellsTheRestBelow) {
  EvidenceRow row = Row("node1", std::nullopt);
  row.record_age_s = 150;
  row.gvwstate_members = 3;
  row.transfer_leftovers = true;
  row.version = "10.11.19";
  row.action = "recover the position";
  std::string text = RenderTable(std::vector{row});
  for (std::size_t at = 0; (at = text.find("\n    ")) != std::string::npos;) text.replace(at, 5, " ");
  for (const char* part :
       {"6f4c5e2a is 6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f\n",
        "node1: /copies/node1; seqno -1 in grastate.dat;", "not known", "last view: node1, node2, u3",
        "record written 2min", "gvwstate.dat names 3", "leftovers", "MariaDB 10.11.19", "to do: recover"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  }
}

TEST(EvidenceTable, UuidsThatBeginAlikeAreWrittenInFull) {
  EvidenceRow other = Row("node2", 5);
  other.state_uuid.back() = '0';
  const std::string text = RenderTable(std::vector{Row("node1", 5), other}, TableNotes::kNone);
  EXPECT_NE(text.find(kUuid), std::string::npos) << text;
  EXPECT_NE(text.find(other.state_uuid), std::string::npos) << text;
}

TEST(EvidenceTable, FitsAHundredColumns) {
  std::vector<EvidenceRow> rows;
  for (int i = 0; i < 7; ++i) {
    EvidenceRow row = Row("galera-node-" + std::to_string(i), 1234567890);
    row.state = "transfer cut short";
    row.where = "/srv/" + std::string(200, 'x') + "/data" + std::to_string(i);
    if (i == 6) row.name.clear();
    row.reason =
        "a reason that is long enough to need more than one line of a hundred columns, which it does";
    rows.push_back(row);
  }
  for (const std::string& line : Lines(RenderTable(rows))) {
    const bool long_word = line.find(std::string(100, 'x')) != std::string::npos;
    EXPECT_TRUE(line.size() <= 100 || long_word) << line.size() << ": " << line;
  }
}

TEST(EvidenceTable, OthersWordsAreText) {
  EvidenceRow row = Row("evil\x1b[31m\nnode", 1);
  row.reason = "line\nbreak";
  const std::string text = RenderTable(std::vector{row});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(Lines(RenderTable(std::vector{row}, TableNotes::kNone)).size(), 2U);
  EXPECT_NE(text.find("line?break"), std::string::npos) << text;
}

TEST(EvidenceTable, IsEmptyForNobody) { EXPECT_EQ(RenderTable({}), ""); }

TEST(RowOfDirectory, SaysHowToLearnAPosition) {
  DirectoryWitness witness;
  witness.id = witness.address = "/copies/a";
  witness.facts.server_data = true;
  witness.facts.grastate =
      galera::ParseGrastate(std::string("uuid: ") + kUuid + "\nseqno: -1\nsafe_to_bootstrap: 1\n");
  witness.facts.record = ViewRecord{"c", "node1", "", "u1", View(), {}, {}, 1000};
  EvidenceRow row = RowOf(witness, 1100);
  EXPECT_EQ(row.name, "node1");
  EXPECT_EQ(row.state, "crashed");
  EXPECT_EQ(row.state_uuid, kUuid);
  EXPECT_FALSE(row.seqno);
  EXPECT_NE(row.seqno_note.find("--recover"), std::string::npos);
  EXPECT_EQ(row.safe_to_bootstrap, true);
  EXPECT_EQ(row.view, View());
  EXPECT_EQ(row.record_age_s, 100);
  EXPECT_EQ(row.primary, false);
  witness.recovered = Position{kUuid, 18};
  row = RowOf(witness, 1100);
  EXPECT_EQ(row.seqno, 18);
  EXPECT_EQ(row.seqno_note, "");
  witness.facts.locked = "mariadbd (PID 7)";
  EXPECT_EQ(RowOf(witness, 1100).primary, std::nullopt);
}

TEST(RowOfEvidence, IsThePhaseOfOneThatRunsAndElseTheDirectory) {
  Evidence evidence;
  evidence.node_id = "id";
  evidence.node_name = "node1";
  evidence.phase = Evidence::Phase::kPaused;
  evidence.data = Evidence::Data::kPresent;
  evidence.directory = "crashed";
  evidence.directory_reason = "seqno -1";
  evidence.mariadb_version = "10.11.19";
  EvidenceRow row = RowOf(evidence, "10.0.0.1", 0);
  EXPECT_EQ(row.state, "crashed");
  EXPECT_EQ(row.reason, "seqno -1");
  EXPECT_EQ(row.where, "10.0.0.1");
  EXPECT_NE(row.seqno_note, "");
  evidence.phase = Evidence::Phase::kServing;
  evidence.primary = true;
  evidence.seqno = 7;
  row = RowOf(evidence, "10.0.0.1", 0);
  EXPECT_EQ(row.state, "serving");
  EXPECT_EQ(row.reason, "");
  EXPECT_EQ(row.primary, true);
  EXPECT_EQ(row.seqno, 7);
}

}  // namespace
}  // namespace watchdog

#include "bootstrap/verdict.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace watchdog {
namespace {

constexpr char kUuid[] = "6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f";

RecordedView View() { return {kUuid, 12, 3, {{"u1", "node1", ""}, {"u2", "node2", ""}}}; }

DirectoryWitness Directory(int number, std::int64_t seqno) {
  const std::string n = std::to_string(number);
  DirectoryWitness witness;
  witness.id = witness.address = "/copies/" + n;
  witness.facts.server_data = true;
  witness.facts.grastate =
      galera::ParseGrastate(std::string("uuid: ") + kUuid + "\nseqno: " + std::to_string(seqno) + "\n");
  witness.facts.record = ViewRecord{"c", "node" + n, "", "u" + n, View(), {}, {}, 1000};
  return witness;
}

struct Inspection {
  std::vector<EvidenceRow> rows;
  Proof proof;
  Verdict verdict;
};

Inspection Inspect(const std::vector<DirectoryWitness>& witnesses) {
  Inspection all;
  std::vector<Testimony> testimonies;
  for (const DirectoryWitness& witness : witnesses) {
    testimonies.push_back(TestimonyOf(witness));
    all.rows.push_back(RowOf(witness, 1100));
  }
  all.proof = Prove(testimonies);
  all.verdict = DescribeProof(all.proof, all.rows);
  return all;
}

TEST(Verdict, NamesTheNodeAndTheCommand) {
  const Inspection all = Inspect({Directory(1, 17), Directory(2, 18)});
  EXPECT_EQ(all.verdict.kind, Verdict::Kind::kProven);
  const std::string text = RenderVerdict(all.verdict);
  EXPECT_TRUE(text.starts_with("PROVEN: node2 has every commit")) << text;
  EXPECT_NE(text.find(std::string(kUuid) + ":18"), std::string::npos) << text;
  EXPECT_NE(text.find("/copies/2"), std::string::npos) << text;
  EXPECT_NE(text.find("touch /tmp/confirm-new-cluster"), std::string::npos) << text;
}

TEST(Verdict, SaysWhatIsMissing) {
  const Verdict verdict = Inspect({Directory(1, 17)}).verdict;
  EXPECT_EQ(verdict.kind, Verdict::Kind::kNotProven);
  const std::string text = RenderVerdict(verdict);
  EXPECT_NE(text.find("node2 was in the last primary view, and does not report"), std::string::npos) << text;
  EXPECT_NE(text.find("start node2, or name a copy"), std::string::npos) << text;
  EXPECT_EQ(text.find("touch"), std::string::npos) << text;
}

TEST(Verdict, EachRemedyOnce) {
  const Verdict verdict = Inspect({Directory(1, -1), Directory(2, -1)}).verdict;
  ASSERT_EQ(verdict.why.size(), 3U);
  EXPECT_EQ(
      std::count(verdict.next.begin(), verdict.next.end(),
                 "add --recover-copy=DIR (works on a copy), or --recover --defaults-file=FILE (in place)"),
      1);
}

TEST(Verdict, APrimaryComponentEndsAllQuestions) {
  Inspection all = Inspect({Directory(1, 17), Directory(2, 18)});
  all.rows[0].primary = true;
  const Verdict verdict = DescribeProof(all.proof, all.rows);
  EXPECT_EQ(verdict.kind, Verdict::Kind::kPrimaryExists);
  EXPECT_NE(verdict.finding.find("node1"), std::string::npos);
}

TEST(Inspection, IsJson) {
  const Inspection all = Inspect({Directory(1, 17), Directory(2, 18)});
  const auto json = nlohmann::json::parse(RenderInspection(all.rows, all.proof, all.verdict));
  EXPECT_EQ(json["version"], 1);
  ASSERT_EQ(json["nodes"].size(), 2U);
  EXPECT_EQ(json["nodes"][1]["name"], "node2");
  EXPECT_EQ(json["nodes"][1]["seqno"], 18);
  EXPECT_EQ(json["nodes"][1]["version"], nullptr);
  EXPECT_EQ(json["nodes"][1]["view"]["members"][0]["name"], "node1");
  EXPECT_EQ(json["verdict"]["kind"], "proven");
  EXPECT_EQ(json["verdict"]["winner"]["name"], "node2");
  const Inspection part = Inspect({Directory(1, 17)});
  const auto open = nlohmann::json::parse(RenderInspection(part.rows, part.proof, part.verdict));
  EXPECT_EQ(open["verdict"]["kind"], "not_proven");
  EXPECT_EQ(open["verdict"]["winner"], nullptr);
  EXPECT_EQ(open["verdict"]["objections"][0]["kind"], "member_silent");
}

TEST(Inspection, TakesAnyBytes) {
  Inspection all = Inspect({Directory(1, 17)});
  all.rows[0].reason = "\xff\xfe";
  EXPECT_FALSE(nlohmann::json::parse(RenderInspection(all.rows, all.proof, all.verdict)).empty());
}

}  // namespace
}  // namespace watchdog

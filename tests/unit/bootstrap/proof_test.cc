#include "bootstrap/proof.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace watchdog {
namespace {

constexpr char kHistory[] = "11111111-1111-1111-1111-111111111111";
constexpr char kOther[] = "22222222-2222-2222-2222-222222222222";

using Kind = Objection::Kind;

RecordedView View(std::optional<std::int64_t> seqno, std::string_view names) {
  RecordedView view{kHistory, seqno, {}, {}};
  for (const char name : names) view.members.push_back({std::string("uuid-") + name, {name}, "h:3306"});
  return view;
}

Testimony Node(char name, std::int64_t seqno, RecordedView taken) {
  Testimony t;
  t.node_id = std::string("id-") + name;
  t.name = name;
  t.address = std::string("10.0.0.") + name;
  t.primary = Testimony::Primary::kNo;
  t.data = Testimony::Data::kPosition;
  t.position = Position{kHistory, seqno};
  t.record =
      ViewRecord{"cluster", t.name, t.address, std::string("uuid-") + name, std::move(taken), {}, {}, 0};
  return t;
}

std::vector<Kind> Kinds(const Proof& proof) {
  std::vector<Kind> kinds;
  for (const Objection& objection : proof.objections) kinds.push_back(objection.kind);
  return kinds;
}

TEST(ProofTest, MostOfAllMembersWins) {
  const RecordedView abc = View(5, "abc");
  std::vector<Testimony> all = {Node('a', 9, abc), Node('b', 11, abc), Node('c', 10, abc)};
  do {
    const Proof proof = Prove(all);
    EXPECT_TRUE(proof.holds);
    EXPECT_EQ(proof.winner_name, "b");
    EXPECT_EQ(proof.position, (Position{kHistory, 11}));
    EXPECT_EQ(proof.members, (std::vector<std::string>{"id-a", "id-b", "id-c"}));
  } while (std::next_permutation(all.begin(), all.end(),
                                 [](const auto& x, const auto& y) { return x.name < y.name; }));
}

TEST(ProofTest, LowestNameWinsATie) {
  const RecordedView ab = View(5, "ab");
  EXPECT_EQ(Prove(std::vector{Node('b', 9, ab), Node('a', 9, ab)}).winner_name, "a");
}

// After stops one by one the last to leave needs nobody.
TEST(ProofTest, LastToLeaveIsEnough) {
  const std::vector<Testimony> all = {Node('c', 12, View(12, "c")), Node('a', 9, View(5, "abc"))};
  const Proof proof = Prove(all);
  EXPECT_TRUE(proof.holds);
  EXPECT_EQ(proof.winner_name, "c");
}

TEST(ProofTest, MajorityIsNoProof) {
  const RecordedView abc = View(5, "abc");
  const Proof proof = Prove(std::vector{Node('a', 9, abc), Node('b', 11, abc)});
  EXPECT_FALSE(proof.holds);
  EXPECT_EQ(Kinds(proof), std::vector{Kind::kMemberSilent});
  EXPECT_EQ(proof.objections[0].node, "c");
}

TEST(ProofTest, UnknownPlaceMayBeLater) {
  const Testimony b = Node('b', 11, View(5, "abc"));
  EXPECT_EQ(Kinds(Prove(std::vector{Node('a', 11, View({}, "abd")), b, Node('c', 9, View(5, "abc"))})),
            std::vector{Kind::kMemberSilent});  // d
  // ... but not beyond what the node has.
  EXPECT_TRUE(Prove(std::vector{Node('a', 3, View({}, "abd")), b, Node('c', 9, View(5, "abc"))}).holds);
}

TEST(ProofTest, WhatIsNoReport) {
  const RecordedView ab = View(5, "ab");
  const Testimony a = Node('a', 9, ab);
  const auto with = [&](auto change) {
    Testimony b = Node('b', 8, ab);
    change(b);
    return Kinds(Prove(std::vector{a, b}));
  };
  using T = Testimony;
  EXPECT_EQ(with([](T& b) { b.primary = T::Primary::kUnknown; }), std::vector{Kind::kMemberUncertain});
  EXPECT_EQ(with([](T& b) { b.primary = T::Primary::kYes; }), std::vector{Kind::kPrimaryExists});
  EXPECT_EQ(with([](T& b) { b.position->uuid = kOther; }),
            (std::vector{Kind::kNoRecord, Kind::kTwoHistories}));
  EXPECT_EQ(with([](T& b) { b.record.reset(); }), std::vector{Kind::kNoRecord});
  EXPECT_EQ(with([](T& b) {
              b.data = T::Data::kEmpty;
              b.position.reset();
              b.record.reset();
            }),
            std::vector{Kind::kMemberEmpty});
  EXPECT_EQ(with([](T& b) {
              b.data = T::Data::kUnknown;
              b.position.reset();
            }),
            std::vector{Kind::kMemberUnknown});
  EXPECT_EQ(with([](T& b) { b.data = T::Data::kTainted; }), std::vector<Kind>{});
  EXPECT_EQ(with([](T& b) {
              b.data = T::Data::kTainted;
              b.position->seqno = 10;
            }),
            std::vector{Kind::kMemberTainted});
  EXPECT_EQ(with([](T& b) {
              b.data = T::Data::kTainted;
              b.position.reset();
            }),
            std::vector{Kind::kMemberTainted});
}

TEST(ProofTest, WhoNeverGotTheStateHasNothingToLose) {
  const RecordedView ab = View(5, "ab");
  Testimony b = Node('b', 8, View(3, "b"));
  b.record->joining = ab;
  b.position.reset();
  b.data = Testimony::Data::kCutShort;
  EXPECT_TRUE(Prove(std::vector{Node('a', 9, ab), b}).holds);
  b.data = Testimony::Data::kEmpty;
  b.record->taken.reset();
  EXPECT_TRUE(Prove(std::vector{Node('a', 9, ab), b}).holds);
}

// Cut off before its first record: Galera's own file says which run it was.
TEST(ProofTest, CutShortWithoutARecord) {
  Testimony b = Node('b', 8, View(3, "b"));
  b.record.reset();
  b.position.reset();
  b.data = Testimony::Data::kCutShort;
  const Testimony a = Node('a', 9, View(5, "ab"));
  EXPECT_FALSE(Prove(std::vector{a, b}).holds);
  b.member_uuids = {"uuid-b"};
  EXPECT_TRUE(Prove(std::vector{a, b}).holds);
  b.data = Testimony::Data::kEmpty;
  EXPECT_FALSE(Prove(std::vector{a, b}).holds);
}

// The script of a joiner leaves its mark before a donor was found: what it had may be there, or
// lost, and no donor has taken a later view.
TEST(ProofTest, CutShortAfterTheLatestViewWasTaken) {
  const RecordedView ab = View(5, "ab");
  Testimony b = Node('b', 8, ab);
  b.position.reset();
  b.data = Testimony::Data::kCutShort;
  EXPECT_EQ(Kinds(Prove(std::vector{Node('a', 9, ab), b})), std::vector{Kind::kMemberCutShort});
  // Its place is not known: it may be the latest.
  b.record->taken = View({}, "ab");
  EXPECT_EQ(Kinds(Prove(std::vector{Node('a', 9, View(7, "ab")), b})), std::vector{Kind::kMemberCutShort});
}

// b lost its disk and began to join again: its record is of a later run.
TEST(ProofTest, WhoLostItsDiskIsNotTheMemberItWas) {
  const RecordedView ab = View(5, "ab");
  Testimony b = Node('b', 8, ab);
  b.position.reset();
  b.data = Testimony::Data::kEmpty;
  b.record->member_uuid = "uuid-later-run";
  b.record->taken.reset();
  b.record->joining = View(7, "ab");
  EXPECT_EQ(Kinds(Prove(std::vector{Node('a', 9, ab), b})), std::vector{Kind::kMemberEmpty});
}

// A record of another cluster never hides the latest view of this one.
TEST(ProofTest, ViewsOfTwoHistories) {
  Testimony d = Node('d', 0, View(100, "da"));
  d.record->taken->state_uuid = kOther;
  d.position.reset();
  d.data = Testimony::Data::kCutShort;
  const Proof proof = Prove(std::vector{Node('a', 9, View(5, "ab")), d});
  EXPECT_FALSE(proof.holds);
  EXPECT_EQ(proof.objections.back().kind, Kind::kTwoHistories);
}

TEST(ProofTest, ForcedBootstrapBranches) {
  const RecordedView a = View(7, "a");
  Testimony forced = Node('a', 9, a);
  forced.record->branches = {{"x", 6}};
  EXPECT_TRUE(Prove(std::vector{forced, Node('b', 6, View(5, "ab"))}).holds);
  EXPECT_EQ(Kinds(Prove(std::vector{forced, Node('b', 8, View(5, "ab"))})), std::vector{Kind::kTwoBranches});
}

TEST(ProofTest, ArbitratorIsNotAsked) {
  RecordedView view = View(5, "a");
  view.members.push_back({"uuid-g", "garb", ""});
  EXPECT_TRUE(Prove(std::vector{Node('a', 9, view)}).holds);
}

TEST(ProofTest, ADifferentRunIsFoundByItsRecord) {
  Testimony b = Node('b', 8, View(3, "b"));
  b.record->member_uuid = "uuid-older-run";
  b.record->taken->members[0].uuid = "uuid-older-run";
  // The machine that was replaced by the member, perhaps.
  EXPECT_EQ(Kinds(Prove(std::vector{Node('a', 9, View(5, "ab")), b})), std::vector{Kind::kMemberSilent});
  // It took that very view, and joined later ones.
  b.record->taken = View(5, "ab");
  EXPECT_TRUE(Prove(std::vector{Node('a', 9, View(5, "ab")), b}).holds);
  Testimony twin = b;
  twin.node_id = "id-twin";
  EXPECT_EQ(Kinds(Prove(std::vector{Node('a', 9, View(5, "ab")), b, twin})),
            std::vector{Kind::kAmbiguousMember});
  // Galera's own file knows the run.
  b.member_uuids = {"uuid-b"};
  EXPECT_TRUE(Prove(std::vector{Node('a', 9, View(5, "ab")), b, twin}).holds);
}

TEST(ProofTest, NobodyHasARecord) {
  Testimony a = Node('a', 9, View(5, "a"));
  a.record.reset();
  EXPECT_EQ(Kinds(Prove(std::vector{a})), std::vector{Kind::kNoRecord});
  EXPECT_EQ(Kinds(Prove(std::vector<Testimony>{})), std::vector{Kind::kNoRecord});
}

}  // namespace
}  // namespace watchdog

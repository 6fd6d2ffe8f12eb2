#include "bootstrap/promotion.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace watchdog {
namespace {

using Kind = PromotionDecision::Kind;

constexpr char kHistory[] = "11111111-1111-1111-1111-111111111111";
constexpr char kOther[] = "22222222-2222-2222-2222-222222222222";

const RecordedView kView{
    kHistory,
    5,
    {},
    {{"uuid-a", "a", "10.0.0.1:3306"}, {"uuid-b", "b", "10.0.0.2:3306"}, {"uuid-c", "c", "10.0.0.3:3306"}}};

ViewRecord RecordOf(const std::string& name) {
  ViewRecord record;
  record.cluster_name = "shop";
  record.node_name = name;
  record.member_uuid = "uuid-" + name;
  record.taken = kView;
  return record;
}

Testimony Has(const std::string& name, std::int64_t seqno) {
  Testimony t;
  t.node_id = t.name = name;
  t.primary = Testimony::Primary::kNo;
  t.data = Testimony::Data::kPosition;
  t.position = Position{kHistory, seqno};
  t.record = RecordOf(name);
  return t;
}

// Node a serves, at 9, and lost its quorum.
PromotionView Lost(std::vector<Testimony> peers = {}, std::vector<std::string> silent = {}) {
  PromotionView view;
  view.own.cluster_name = "shop";
  view.own.node_id = view.own.node_name = "a";
  view.own.phase = Evidence::Phase::kServing;
  view.own.data = Evidence::Data::kPresent;
  view.own.primary = false;
  view.own.state_uuid = kHistory;
  view.own.seqno = 9;
  view.own.record = RecordOf("a");
  view.own_address = "10.0.0.1";
  view.testimonies = std::move(peers);
  view.silent = std::move(silent);
  view.members = 1;
  return view;
}

bool Holds(const std::vector<std::string>& findings, const std::string& text) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const std::string& one) { return one.find(text) != std::string::npos; });
}

TEST(PromotionTest, LosesNothingWhereAllMembersReport) {
  const PromotionDecision d = DecidePromotion(Lost({Has("b", 9), Has("c", 8)}));
  EXPECT_EQ(d.kind, Kind::kAccepted);
  EXPECT_TRUE(d.loses_nothing);
  EXPECT_TRUE(d.findings.empty());
  EXPECT_EQ(d.position, (Position{kHistory, 9}));
}

TEST(PromotionTest, SaysWhatASilentPeerMayBe) {
  const PromotionDecision d = DecidePromotion(Lost({Has("b", 9)}, {"10.0.0.3"}));
  EXPECT_EQ(d.kind, Kind::kAccepted);
  EXPECT_FALSE(d.loses_nothing);
  EXPECT_TRUE(Holds(d.findings, "10.0.0.3 does not report: what only it has is lost. If it is in a primary"));
  EXPECT_TRUE(Holds(d.findings, "not proven: "));
}

TEST(PromotionTest, OnlyARunningServerThatKnowsIsPromoted) {
  PromotionView view = Lost();
  view.own.primary = true;
  EXPECT_EQ(DecidePromotion(view).kind, Kind::kAlreadyPrimary);
  view.own.primary.reset();
  EXPECT_EQ(DecidePromotion(view).kind, Kind::kUnknown);
  view.own.primary = false;
  for (const auto phase : {Evidence::Phase::kPaused, Evidence::Phase::kWaiting, Evidence::Phase::kStarting,
                           Evidence::Phase::kFounding, Evidence::Phase::kStopping}) {
    view.own.phase = phase;
    EXPECT_EQ(DecidePromotion(view).kind, Kind::kNoServer);
  }
}

TEST(PromotionTest, NeverBesideAPrimaryComponentWhateverTheWord) {
  for (const Word word : {Word::kNewCluster, Word::kForce}) {
    PromotionView view = Lost({Has("b", 9), Has("c", 9)});
    view.word = word;
    ASSERT_EQ(DecidePromotion(view).kind, Kind::kAccepted);
    PromotionView seen = view;
    seen.primary_at = "10.0.0.2";
    EXPECT_EQ(DecidePromotion(seen).kind, Kind::kRefused);
    seen = view;
    seen.testimonies[0].primary = Testimony::Primary::kYes;
    EXPECT_EQ(DecidePromotion(seen).kind, Kind::kRefused);
    seen = view;
    seen.own.sees_primary = true;
    EXPECT_EQ(DecidePromotion(seen).kind, Kind::kRefused);
    seen = view;
    seen.seen_by = "b";
    EXPECT_EQ(DecidePromotion(seen).kind, Kind::kRefused);
    seen = view;
    seen.acting = "b";
    EXPECT_EQ(DecidePromotion(seen).kind, Kind::kRefused);
  }
}

TEST(PromotionTest, WhoHasMoreOrAnotherHistoryNeedsForce) {
  PromotionView view = Lost({Has("b", 11)});
  PromotionDecision d = DecidePromotion(view);
  EXPECT_EQ(d.kind, Kind::kRefused);
  EXPECT_EQ(d.findings, std::vector<std::string>{"b has 2 transactions that this node lacks"});
  view.testimonies[0].position->uuid = kOther;
  EXPECT_EQ(DecidePromotion(view).kind, Kind::kRefused);
  view.word = Word::kForce;
  d = DecidePromotion(view);
  EXPECT_EQ(d.kind, Kind::kAccepted);
  EXPECT_FALSE(d.loses_nothing);
  EXPECT_TRUE(Holds(d.findings, "b has data of another cluster"));
}

TEST(PromotionTest, AServerThatRunsApartNeedsForce) {
  PromotionView view = Lost({Has("b", 9), Has("c", 9)});
  view.running = {"b"};
  view.members = 2;  // b is with us
  EXPECT_TRUE(DecidePromotion(view).loses_nothing);
  view.members = 1;
  PromotionDecision d = DecidePromotion(view);
  EXPECT_EQ(d.kind, Kind::kRefused);
  EXPECT_TRUE(Holds(d.findings, "a mariadbd runs on b, and this node's component has 1 member:"));
  view.word = Word::kForce;
  d = DecidePromotion(view);
  EXPECT_EQ(d.kind, Kind::kAccepted);
  EXPECT_FALSE(d.loses_nothing) << "it is not proven: the other may form a component now";
  EXPECT_TRUE(Holds(d.findings, "a mariadbd runs on b"));
}

TEST(PromotionTest, AnUnsignedClaimNeedsForce) {
  PromotionView view = Lost({}, {"10.0.0.2"});
  view.claims = {"10.0.0.2"};
  EXPECT_EQ(DecidePromotion(view).kind, Kind::kRefused);
  view.word = Word::kForce;
  EXPECT_EQ(DecidePromotion(view).kind, Kind::kAccepted);
}

TEST(PromotionTest, AZeroUuidIsNothingToStartFrom) {
  for (const Word word : {Word::kNewCluster, Word::kForce}) {
    PromotionView view = Lost({Has("b", 9)});
    view.word = word;
    view.own.state_uuid = "00000000-0000-0000-0000-000000000000";
    EXPECT_EQ(DecidePromotion(view).kind, Kind::kRefused);
  }
}

}  // namespace
}  // namespace watchdog

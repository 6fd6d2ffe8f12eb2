#include "bootstrap/confirmation.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

constexpr char kHistory[] = "11111111-1111-1111-1111-111111111111";
constexpr char kOther[] = "22222222-2222-2222-2222-222222222222";

Testimony Has(const std::string& name, std::int64_t seqno) {
  Testimony t;
  t.node_id = t.name = name;
  t.primary = Testimony::Primary::kNo;
  t.data = Testimony::Data::kPosition;
  t.position = Position{kHistory, seqno};
  const RecordedView view{kHistory, 5, {}, {{"uuid-a", "a", "h:1"}, {"uuid-b", "b", "h:2"}}};
  t.record = ViewRecord{"cluster", name, "h", "uuid-" + name, view, {}, {}, 0};
  return t;
}

Confirmation By(Word word, const std::vector<Testimony>& all, const std::vector<std::string>& silent = {}) {
  return Confirm(word, all, silent, "a", Prove(all));
}

TEST(ConfirmTest, LosesNothingWhereItIsProven) {
  const Confirmation c = By(Word::kNewCluster, {Has("a", 9), Has("b", 9)}, {"c"});
  EXPECT_TRUE(c.accepted);
  EXPECT_TRUE(c.loses_nothing);
  EXPECT_TRUE(c.findings.empty());
}

TEST(ConfirmTest, NamesWhoDoesNotReport) {
  const Confirmation c = By(Word::kNewCluster, {Has("a", 9)}, {"b"});
  EXPECT_TRUE(c.accepted);
  EXPECT_FALSE(c.loses_nothing);
  EXPECT_EQ(c.findings, std::vector<std::string>{"b does not report: what only it has is lost"});
}

TEST(ConfirmTest, RefusesWhereAnotherIsAheadAndNamesIt) {
  const std::vector<Testimony> all = {Has("a", 8), Has("b", 9)};
  const Confirmation c = By(Word::kNewCluster, all);
  EXPECT_FALSE(c.accepted);
  EXPECT_EQ(c.findings, (std::vector<std::string>{"b has 1 transaction that this node lacks",
                                                  "touch confirm-new-cluster on b: it has every commit"}));
  const Confirmation forced = By(Word::kForce, all);
  EXPECT_TRUE(forced.accepted);
  EXPECT_FALSE(forced.loses_nothing);
  EXPECT_EQ(forced.findings, std::vector<std::string>{"b has 1 transaction that this node lacks"});
}

TEST(ConfirmTest, RefusesBetweenTwoClusters) {
  std::vector<Testimony> all = {Has("a", 8), Has("b", 7)};
  all[1].position->uuid = kOther;
  EXPECT_FALSE(By(Word::kNewCluster, all).accepted);
  EXPECT_TRUE(By(Word::kForce, all).accepted);
}

TEST(ConfirmTest, NothingToStartFrom) {
  Testimony a = Has("a", 8);
  for (const auto data : {Testimony::Data::kCutShort, Testimony::Data::kUnknown, Testimony::Data::kEmpty}) {
    a.data = data;
    a.position.reset();
    EXPECT_FALSE(By(Word::kNewCluster, {a}).accepted);
    EXPECT_FALSE(By(Word::kForce, {a}).accepted);
    EXPECT_EQ(By(Word::kForce, {a}).findings.size(), 1u);
  }
  EXPECT_FALSE(By(Word::kForce, {}).accepted);
}

TEST(ConfirmTest, AZeroUuidNeedsForce) {
  Testimony a = Has("a", 8);
  a.data = Testimony::Data::kTainted;
  EXPECT_FALSE(By(Word::kNewCluster, {a}).accepted);
  EXPECT_TRUE(By(Word::kForce, {a}).accepted);
  EXPECT_FALSE(By(Word::kForce, {a}).loses_nothing);
  a.position.reset();
  EXPECT_FALSE(By(Word::kForce, {a}).accepted);
}

}  // namespace
}  // namespace watchdog

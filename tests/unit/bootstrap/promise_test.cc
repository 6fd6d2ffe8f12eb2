#include "bootstrap/promise.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Kind = PromiseRefusal::Kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kUuid[] = "6b3e9b1c-0d1f-11ef-9a53-0242ac110002";
constexpr char kOther[] = "7b3e9b1c-0d1f-11ef-9a53-0242ac110002";
const Promise::Time kNow{seconds(1000)};

PromiseRequest Request(const std::string& ticket = "t1") {
  return {"actor", "db-2", "10.0.0.2", ticket, {kUuid, 42}, seconds(30)};
}

// Of a node that stands back.
PromiseSituation Idle() {
  PromiseSituation situation;
  situation.node_id = "own";
  situation.sees_primary = false;
  situation.in_primary = false;
  situation.position = Position{kUuid, 42};
  return situation;
}

void ExpectRefused(const PromiseSituation& situation, Kind kind, const PromiseRequest& request = Request()) {
  PromiseBook book("t1");
  const auto refusal = book.Consider(request, situation, kNow, "t2");
  ASSERT_TRUE(refusal) << Name(kind);
  EXPECT_EQ(refusal->kind, kind) << refusal->reason;
  EXPECT_NE(refusal->reason, "");
  EXPECT_EQ(refusal->reason.find('\n'), std::string::npos);
  EXPECT_FALSE(book.Held(kNow));
}

TEST(PromiseBook, GrantsForSoLongAndNoLonger) {
  PromiseBook book("t1");
  EXPECT_FALSE(book.Held(kNow));
  ASSERT_FALSE(book.Consider(Request(), Idle(), kNow, "t2"));
  ASSERT_TRUE(book.Held(kNow));
  EXPECT_EQ(book.Held(kNow)->actor, "actor");
  EXPECT_EQ(book.Held(kNow)->until, kNow + seconds(30));
  EXPECT_TRUE(book.Held(kNow + milliseconds(29999)));
  EXPECT_FALSE(book.Held(kNow + seconds(30)));
}

TEST(PromiseBook, ATicketCountsOnce) {
  PromiseBook book("t1");
  ASSERT_FALSE(book.Consider(Request("t1"), Idle(), kNow, "t2"));
  const auto replayed = book.Consider(Request("t1"), Idle(), kNow + seconds(60), "t3");
  ASSERT_TRUE(replayed);
  EXPECT_EQ(replayed->kind, Kind::kStaleTicket);
  EXPECT_EQ(book.ticket(), "t2") << "else whoever replays keeps the others out";
  EXPECT_FALSE(book.Held(kNow + seconds(60)));
}

TEST(PromiseBook, ATicketOfARefusedRequestIsUsed) {
  PromiseBook book("t1");
  PromiseSituation situation = Idle();
  situation.sees_primary = true;
  ASSERT_TRUE(book.Consider(Request("t1"), situation, kNow, "t2"));
  EXPECT_EQ(book.Consider(Request("t1"), Idle(), kNow, "t3")->kind, Kind::kStaleTicket);
  EXPECT_FALSE(book.Consider(Request("t2"), Idle(), kNow, "t3"));
}

TEST(PromiseBook, NoTicketIsNeverOne) {
  PromiseBook book("");
  EXPECT_EQ(book.Consider(Request(""), Idle(), kNow, "t2")->kind, Kind::kStaleTicket);
}

TEST(PromiseBook, IsGivenToOneOnly) {
  PromiseBook book("t1");
  ASSERT_FALSE(book.Consider(Request("t1"), Idle(), kNow, "t2"));
  PromiseRequest rival = Request("t2");
  rival.actor = "rival";
  rival.position.seqno = 100;
  const auto refusal = book.Consider(rival, Idle(), kNow + seconds(13), "t3");
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->kind, Kind::kPromisedToOther);
  EXPECT_EQ(refusal->reason, "promised to db-2 for 17 s more");
  rival.ticket = "t3";
  EXPECT_FALSE(book.Consider(rival, Idle(), kNow + seconds(30), "t4"));
  EXPECT_EQ(book.Held(kNow + seconds(30))->actor, "rival");
}

TEST(PromiseBook, TheSameOneMayHaveItLonger) {
  PromiseBook book("t1");
  ASSERT_FALSE(book.Consider(Request("t1"), Idle(), kNow, "t2"));
  ASSERT_FALSE(book.Consider(Request("t2"), Idle(), kNow + seconds(20), "t3"));
  EXPECT_EQ(book.Held(kNow + seconds(40))->until, kNow + seconds(50));
}

TEST(PromiseBook, NeverLongerThanTwoMinutes) {
  PromiseBook book("t1");
  PromiseRequest request = Request();
  request.duration = seconds(100000);
  ASSERT_FALSE(book.Consider(request, Idle(), kNow, "t2"));
  EXPECT_EQ(book.Held(kNow)->until, kNow + seconds(120));
}

TEST(PromiseBook, RefusesWhileAPrimaryComponentIsOrMayBeThere) {
  PromiseSituation situation = Idle();
  situation.sees_primary = true;
  ExpectRefused(situation, Kind::kPrimarySeen);
  situation.sees_primary.reset();
  ExpectRefused(situation, Kind::kPrimaryUnknown);
  situation = Idle();
  situation.in_primary = true;
  ExpectRefused(situation, Kind::kPrimarySeen);
  situation.in_primary.reset();
  ExpectRefused(situation, Kind::kPrimaryUnknown);
}

TEST(PromiseBook, RefusesWhileItActsItself) {
  PromiseSituation situation = Idle();
  situation.acting = true;
  ExpectRefused(situation, Kind::kActing);
}

TEST(PromiseBook, RefusesItself) {
  PromiseRequest request = Request();
  request.actor = "own";
  ExpectRefused(Idle(), Kind::kOurselves, request);
}

TEST(PromiseBook, RefusesAnActorThatLacksWhatItHas) {
  PromiseSituation situation = Idle();
  situation.position = Position{kUuid, 43};
  ExpectRefused(situation, Kind::kHasMore);
  situation.position = Position{kOther, 1};
  ExpectRefused(situation, Kind::kOtherHistory);
  situation.position.reset();  // no data, or a transfer that was cut short
  PromiseBook book("t1");
  EXPECT_FALSE(book.Consider(Request(), situation, kNow, "t2"));
}

// Both ask each other at the same moment: exactly one of them gets it.
TEST(PromiseBook, OfTwoCandidatesOnlyTheBetterIsPromised) {
  struct Case {
    PromiseSituation::Candidacy own;
    bool refused;
  };
  for (const Case& c : std::vector<Case>{{{{kUuid, 42}, "db-1", "10.0.0.1"}, true},
                                         {{{kUuid, 42}, "db-3", "10.0.0.3"}, false},
                                         {{{kUuid, 41}, "db-1", "10.0.0.1"}, false},
                                         {{{kUuid, 43}, "db-3", "10.0.0.3"}, true},
                                         {{{kUuid, 42}, "db-2", "10.0.0.1"}, true},
                                         {{{kUuid, 42}, "db-2", "10.0.0.2"}, false},
                                         {{{kUuid, 42}, "db-2", "10.0.0.3"}, false}}) {
    PromiseSituation situation = Idle();
    situation.position.reset();
    situation.candidacy = c.own;
    PromiseBook book("t1");
    const auto refusal = book.Consider(Request(), situation, kNow, "t2");
    EXPECT_EQ(refusal.has_value(), c.refused) << c.own.name << " " << c.own.position.Text();
    EXPECT_TRUE(!refusal || refusal->kind == Kind::kBetterCandidate);
  }
}

TEST(PromiseBook, EndsWhenItsActorIsSeenToHaveGivenUp) {
  PromiseBook book("t1");
  ASSERT_FALSE(book.Consider(Request(), Idle(), kNow, "t2"));
  book.ActorSeen("actor", true, kNow + seconds(1));
  EXPECT_TRUE(book.Held(kNow));
  book.ActorSeen("other", false, kNow + seconds(1));
  EXPECT_TRUE(book.Held(kNow));
  book.ActorSeen("actor", false, kNow);
  EXPECT_TRUE(book.Held(kNow)) << "what it said before it was promised to";
  book.ActorSeen("actor", false, kNow + milliseconds(1));
  EXPECT_FALSE(book.Held(kNow));
}

TEST(PromiseBook, EndsWhenAPrimaryComponentIsSeen) {
  PromiseBook book("t1");
  ASSERT_FALSE(book.Consider(Request(), Idle(), kNow, "t2"));
  book.PrimarySeen(kNow);
  EXPECT_TRUE(book.Held(kNow));
  book.PrimarySeen(kNow + milliseconds(1));
  EXPECT_FALSE(book.Held(kNow));
}

TEST(PromiseFields, AreReadAsTheyWereWritten) {
  const auto read = ReadPromiseFields(PromiseFields(Request(), "n"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->nonce, "n");
  EXPECT_EQ(PromiseFields(read->request, "n"), PromiseFields(Request(), "n"));
  EXPECT_EQ(read->request.position, Request().position);
  EXPECT_EQ(read->request.duration, seconds(30));
}

TEST(PromiseFields, WhatIsNoneIsRefused) {
  const auto with = [](const std::string& name, const std::string& value) {
    Fields fields = PromiseFields(Request(), "n");
    for (auto& [field, text] : fields) {
      if (field == name) text = value;
    }
    return fields;
  };
  for (const auto& [name, value] : Fields{{"actor", ""},
                                          {"actor", std::string(256, 'x')},
                                          {"name", "a\nb"},
                                          {"ticket", ""},
                                          {"position", ""},
                                          {"position", kUuid},
                                          {"position", std::string(kUuid) + ":"},
                                          {"position", std::string(kUuid) + ":-1"},
                                          {"position", std::string(kUuid) + ":1x"},
                                          {"position", std::string(kUuid) + ":9223372036854775808"},
                                          {"position", "x:1"},
                                          {"position", "00000000-0000-0000-0000-000000000000:1"},
                                          {"seconds", "0"},
                                          {"seconds", "-1"},
                                          {"seconds", "121"},
                                          {"seconds", "1.5"},
                                          {"seconds", ""}}) {
    EXPECT_FALSE(ReadPromiseFields(with(name, value))) << name << "=" << value;
  }
  Fields twice = PromiseFields(Request(), "n");
  twice.emplace_back("actor", "other");
  EXPECT_FALSE(ReadPromiseFields(twice));
  Fields unknown = PromiseFields(Request(), "n");
  unknown.emplace_back("later", "1");
  EXPECT_FALSE(ReadPromiseFields(unknown));
  EXPECT_FALSE(ReadPromiseFields({}));
  EXPECT_TRUE(ReadPromiseFields(with("name", "")));
  EXPECT_TRUE(ReadPromiseFields(with("seconds", "120")));
}

TEST(PromiseRefusal, EachHasAName) {
  for (int kind = 0; kind <= static_cast<int>(Kind::kBetterCandidate); ++kind)
    EXPECT_NE(Name(static_cast<Kind>(kind)), "");
}

}  // namespace
}  // namespace watchdog

#include "page/outbox.h"

#include <gtest/gtest.h>

#include "sample_page.h"

namespace watchdog {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;
using test::SamplePage;
using Kind = Receiver::Kind;

constexpr Outcome::Kind kDelivered = Outcome::Kind::kDelivered;

class OutboxTest : public testing::Test {
 protected:
  static Receiver Make(const std::string& name, Kind kind, bool deduplicates = false) {
    Receiver receiver;
    receiver.name = name;
    receiver.kind = kind;
    receiver.deduplicates = deduplicates;
    return receiver;
  }
  static Page PageOf(const std::string& key, bool firing = true, const std::string& episode = "e1") {
    Page page = SamplePage(firing);
    page.key = key;
    page.episode = episode;
    return page;
  }
  Outbox& Box(std::vector<Receiver> receivers = {Make("chat", Kind::kSlack)}, QueueLimits limits = {}) {
    return box_.emplace(std::move(receivers), limits);
  }
  void Pass(milliseconds time) { now_ = {now_.steady + time, now_.wall + time}; }
  std::vector<Outbox::Gone> Put(const Page& page, std::optional<milliseconds> delay = milliseconds(0)) {
    auto gone = box_->Put(page, delay, now_);
    box_->Stored(box_->last_id());
    return gone;
  }
  // "key+", "key-", "key late": what is next; "" if nothing is due.
  static std::string Text(const std::optional<Queued>& queued) {
    if (!queued) return "";
    const Message& message = queued->message;
    return message.page.key + (message.late ? " late" : message.page.firing ? "+" : "-");
  }
  std::string Deliver(const std::string& receiver = "chat") {
    const auto queued = box_->Take(receiver, now_);
    if (queued) box_->Finish(receiver, *queued, {kDelivered, true, std::nullopt, ""}, {}, now_);
    box_->Stored(box_->last_id());
    return Text(queued);
  }
  std::string Fail(milliseconds back_off, const Outcome& outcome = {}, const std::string& receiver = "chat") {
    const auto queued = box_->Take(receiver, now_);
    if (queued) box_->Finish(receiver, *queued, outcome, back_off, now_);
    box_->Stored(box_->last_id());
    return Text(queued);
  }
  void Restart() {
    const OutboxContent content = box_->Content(now_);
    Box(receivers_);
    now_.steady -= hours(10);  // another boot
    box_->Restore(content, now_);
  }

  std::vector<Receiver> receivers_ = {Make("chat", Kind::kSlack)};
  std::optional<Outbox> box_;
  Instant now_{steady_clock::time_point(hours(1000)), system_clock::time_point(milliseconds(test::kStarts))};
};

TEST_F(OutboxTest, NothingIsSentBeforeItIsStored) {
  Box().Put(PageOf("a"), milliseconds(0), now_);
  EXPECT_FALSE(box_->Take("chat", now_));
  EXPECT_EQ(box_->NextDue("chat"), std::nullopt);
  box_->Stored(box_->last_id());
  EXPECT_EQ(box_->NextDue("chat"), now_.steady);
  EXPECT_EQ(Deliver(), "a+");
  EXPECT_EQ(Deliver(), "");
}

TEST_F(OutboxTest, AnEndIsNotSentBeforeItIsStoredThatTheTriggerWas) {
  Box();
  Put(PageOf("a"));
  Put(PageOf("a", false));
  Put(PageOf("b"));
  const auto trigger = box_->Take("chat", now_);
  box_->Finish("chat", *trigger, {kDelivered, true, std::nullopt, ""}, {}, now_);
  EXPECT_EQ(Text(box_->Take("chat", now_)), "b+");
  box_->Finish("chat", *trigger, {}, {}, now_);
  box_->Stored(box_->last_id());
  EXPECT_EQ(Deliver(), "a-");
}

TEST_F(OutboxTest, OneIsUnderWayAtATime) {
  Box();
  Put(PageOf("a"));
  Put(PageOf("b"));
  const auto first = box_->Take("chat", now_);
  EXPECT_EQ(Text(first), "a+");
  EXPECT_FALSE(box_->Take("chat", now_));
  EXPECT_EQ(box_->NextDue("chat"), std::nullopt);
}

TEST_F(OutboxTest, OfAKeyNothingOvertakes) {
  Box();
  Put(PageOf("a"));
  EXPECT_EQ(Fail(seconds(10), {Outcome::Kind::kRetry, true, std::nullopt, "HTTP 500"}), "a+");
  Put(PageOf("b"));
  EXPECT_EQ(Deliver(), "b+");
  Pass(seconds(5));
  EXPECT_EQ(Deliver(), "");
  Put(PageOf("a", false));  // news: the trigger is tried again at once
  EXPECT_EQ(Deliver(), "a+");
  EXPECT_EQ(Deliver(), "a-");
  EXPECT_EQ(Deliver(), "");
}

TEST_F(OutboxTest, WhatFailsIsTriedAgainAfterTheBackOff) {
  Box();
  Put(PageOf("a"));
  EXPECT_EQ(Fail(seconds(10)), "a+");
  EXPECT_EQ(box_->NextDue("chat"), now_.steady + seconds(10));
  EXPECT_EQ(box_->Failures("chat", 1), 1);
  Pass(seconds(9));
  EXPECT_EQ(Deliver(), "");
  Pass(seconds(1));
  EXPECT_EQ(Deliver(), "a+");
}

TEST_F(OutboxTest, AReceiverThatAsksForAPauseGetsIt) {
  Box();
  Put(PageOf("a"));
  EXPECT_EQ(Fail(seconds(1), {Outcome::Kind::kRetry, true, seconds(30), "HTTP 429"}), "a+");
  Put(PageOf("b"));
  Put(PageOf("a", false));
  Pass(seconds(29));
  EXPECT_EQ(Deliver(), "");
  EXPECT_EQ(box_->NextDue("chat"), now_.steady + seconds(1));
  Pass(seconds(1));
  EXPECT_EQ(Deliver(), "a+");
  EXPECT_EQ(Deliver(), "b+");
  EXPECT_EQ(Deliver(), "a-");
}

TEST_F(OutboxTest, AnAnswerMakesDueWhatFoundNobody) {
  Box();
  Put(PageOf("a"));
  EXPECT_EQ(Fail(seconds(300)), "a+");
  Put(PageOf("b"));
  EXPECT_EQ(Fail(seconds(300), {Outcome::Kind::kRetry, true, std::nullopt, "HTTP 500"}), "b+");
  EXPECT_EQ(Deliver(), "a+");  // somebody is there
  EXPECT_EQ(Deliver(), "");    // and does not want b: that waits
}

TEST_F(OutboxTest, ARejectedOneIsGone) {
  Box();
  Put(PageOf("a"));
  EXPECT_EQ(Fail(seconds(0), {Outcome::Kind::kRejected, true, std::nullopt, "HTTP 400"}), "a+");
  EXPECT_EQ(Deliver(), "");
  EXPECT_EQ(box_->Open().size(), 1U);
  EXPECT_TRUE(box_->Delivered(now_).empty());
}

TEST_F(OutboxTest, WhatCouldNotBeToldForLongIsOneMessage) {
  Box();
  Put(PageOf("a"));
  Fail(seconds(0));
  Pass(seconds(30));
  Put(PageOf("a", false));
  Pass(seconds(31));
  const auto queued = box_->Take("chat", now_);
  EXPECT_EQ(Text(queued), "a late");
  EXPECT_EQ(queued->message.page.starts_ms, test::kStarts);
  EXPECT_EQ(queued->message.page.ends_ms, test::kEnds);
  box_->Finish("chat", *queued, {kDelivered, true, std::nullopt, ""}, {}, now_);
  EXPECT_EQ(Deliver(), "");
  EXPECT_FALSE(box_->Delivered(now_).at(0).firing);
}

TEST_F(OutboxTest, WhatWaitedShortlyIsTwoMessages) {
  Box();
  Put(PageOf("a"));
  Fail(seconds(0));
  Put(PageOf("a", false));
  Pass(seconds(60));
  EXPECT_EQ(Deliver(), "a+");
  EXPECT_EQ(Deliver(), "a-");
}

TEST_F(OutboxTest, EachEpisodeBecomesOne) {
  Box();
  for (const char* const episode : {"e1", "e2", "e3"}) {
    Put(PageOf("a", true, episode));
    if (episode != std::string("e3")) Put(PageOf("a", false, episode));
  }
  Pass(hours(1));
  EXPECT_EQ(Deliver(), "a late");
  EXPECT_EQ(Deliver(), "a late");
  EXPECT_EQ(Deliver(), "a+");
  EXPECT_EQ(Deliver(), "");
}

TEST_F(OutboxTest, ATriggerUnderWayIsNotJoined) {
  Box();
  Put(PageOf("a"));
  const auto trigger = box_->Take("chat", now_);
  Put(PageOf("a", false));
  Pass(hours(1));
  box_->Finish("chat", *trigger, {kDelivered, true, std::nullopt, ""}, {}, now_);
  box_->Stored(box_->last_id());
  EXPECT_EQ(Deliver(), "a-");
}

// It drops an end whose beginning it does not know, and a beginning alone would stay open.
TEST_F(OutboxTest, PagerDutyGetsBothHoweverLate) {
  Box({Make("duty", Kind::kPagerDuty, true)});
  Put(PageOf("a"));
  Put(PageOf("a", false));
  Pass(hours(10));
  EXPECT_EQ(Deliver("duty"), "a+");
  EXPECT_EQ(Deliver("duty"), "a-");
}

TEST_F(OutboxTest, WhoIsNotToldOfEndsHearsOfALateOneOnce) {
  Receiver receiver = Make("chat", Kind::kSlack);
  receiver.send_resolved = false;
  Box({receiver});
  Put(PageOf("a"));
  EXPECT_EQ(Deliver(), "a+");
  Put(PageOf("a", false));
  EXPECT_EQ(Deliver(), "");
  EXPECT_EQ(box_->QueueOf("chat")->lines().size(), 0U);
  Put(PageOf("b"));
  Put(PageOf("b", false));
  EXPECT_EQ(box_->QueueOf("chat")->waiting(), 1U);
  EXPECT_EQ(Deliver(), "b+");
  EXPECT_EQ(Deliver(), "");
  Put(PageOf("c"));
  Put(PageOf("c", false));
  Pass(hours(1));
  EXPECT_EQ(Deliver(), "c late");
  EXPECT_EQ(Deliver(), "");
}

TEST_F(OutboxTest, TheSameTriggerAgainIsNewsToWhatWaitsOnly) {
  Box();
  Put(PageOf("a"));
  Page changed = PageOf("a");
  changed.summary = "worse";
  Put(changed);
  const auto queued = box_->Take("chat", now_);
  EXPECT_EQ(queued->message.page.summary, "worse");
  box_->Finish("chat", *queued, {kDelivered, true, std::nullopt, ""}, {}, now_);
  changed.summary = "still worse";
  Put(changed);
  EXPECT_EQ(Deliver(), "");
  EXPECT_EQ(box_->Open().at(0).summary, "still worse");
}

TEST_F(OutboxTest, AnEndIsToldOnce) {
  Box();
  Put(PageOf("a"));
  Put(PageOf("a", false));
  Put(PageOf("a", false));
  EXPECT_EQ(Deliver(), "a+");
  EXPECT_EQ(Deliver(), "a-");
  EXPECT_EQ(Deliver(), "");
  EXPECT_TRUE(box_->Open().empty());
}

TEST_F(OutboxTest, SeverityDecidesWhoHears) {
  Receiver receiver = Make("duty", Kind::kPagerDuty, true);
  receiver.severity = Severity::kCritical;
  Box({receiver, Make("chat", Kind::kSlack)});
  Page page = PageOf("a");
  page.severity = Severity::kWarning;
  Put(page);
  EXPECT_EQ(Deliver("duty"), "");
  EXPECT_EQ(Deliver("chat"), "a+");
  page.key = "b";
  page.severity = Severity::kInfo;
  Put(page);
  EXPECT_EQ(Deliver("chat"), "");
}

// A rule that was changed between them must not keep the end from who knows the beginning.
TEST_F(OutboxTest, WhoWasToldTheBeginningIsToldTheEnd) {
  Box();
  Put(PageOf("a"));
  EXPECT_EQ(Deliver(), "a+");
  Page over = PageOf("a", false);
  over.severity = Severity::kInfo;
  Put(over);
  EXPECT_EQ(Deliver(), "a-");
}

TEST_F(OutboxTest, DelaysAreForThoseWhoDoNotDeduplicate) {
  Box({Make("chat", Kind::kSlack), Make("duty", Kind::kPagerDuty, true)});
  Put(PageOf("a"), seconds(5));
  EXPECT_EQ(Deliver("duty"), "a+");
  EXPECT_EQ(Deliver("chat"), "");
  EXPECT_EQ(box_->NextDue("chat"), now_.steady + seconds(5));
  Pass(seconds(2));
  const auto held = box_->Held(now_);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0], (Delivery{"a", true, "chat", seconds(2)}));
  Pass(seconds(3));
  EXPECT_TRUE(box_->Held(now_).empty());
  EXPECT_EQ(Deliver("chat"), "a+");
  const auto told = box_->Delivered(now_);
  ASSERT_EQ(told.size(), 1U);  // nothing of who deduplicates
  EXPECT_EQ(told[0], (Delivery{"a", true, "chat", seconds(0)}));
}

TEST_F(OutboxTest, WithoutADelayAnotherNodeSpeaks) {
  Box({Make("chat", Kind::kSlack), Make("duty", Kind::kPagerDuty, true)});
  Put(PageOf("a"), std::nullopt);
  Put(PageOf("a", false), std::nullopt);
  EXPECT_EQ(Deliver("chat"), "");
  EXPECT_EQ(Deliver("duty"), "a+");
  EXPECT_EQ(Deliver("duty"), "a-");
}

TEST_F(OutboxTest, WhatAPeerHasToldIsNotSent) {
  Box({Make("chat", Kind::kSlack), Make("duty", Kind::kPagerDuty, true)});
  Put(PageOf("a"), seconds(5));
  Put(PageOf("b"), seconds(5));
  EXPECT_EQ(box_->DeliveredByPeer("chat", "a", true), 1U);
  EXPECT_EQ(box_->DeliveredByPeer("chat", "a", true), 0U);
  EXPECT_EQ(box_->DeliveredByPeer("duty", "a", true), 0U);
  EXPECT_EQ(box_->DeliveredByPeer("nobody", "a", true), 0U);
  Pass(seconds(5));
  EXPECT_EQ(Deliver("chat"), "b+");
  EXPECT_EQ(Deliver("duty"), "a+");
}

TEST_F(OutboxTest, APeersBeginningIsNoEnd) {
  Box();
  Put(PageOf("a"), seconds(5));
  Put(PageOf("a", false), seconds(5));
  EXPECT_EQ(box_->DeliveredByPeer("chat", "a", true), 1U);
  Pass(seconds(5));
  EXPECT_EQ(Deliver(), "a-");
  Put(PageOf("a", true, "e2"), seconds(5));
  Put(PageOf("a", false, "e2"), seconds(5));
  EXPECT_EQ(box_->DeliveredByPeer("chat", "a", false), 2U);
  Pass(seconds(5));
  EXPECT_EQ(Deliver(), "");
}

TEST_F(OutboxTest, WhatIsUnderWayWhenAPeerHasToldItIsNotTriedAgain) {
  Box();
  Put(PageOf("a"));
  const auto queued = box_->Take("chat", now_);
  EXPECT_EQ(box_->DeliveredByPeer("chat", "a", true), 0U);
  EXPECT_EQ(box_->Finish("chat", *queued, {}, seconds(0), now_), ReceiverQueue::Finished::kWithdrawn);
  EXPECT_EQ(Deliver(), "");
}

TEST_F(OutboxTest, IsBoundedAndKeepsWhatStillFires) {
  Box({Make("chat", Kind::kSlack)}, {4, hours(48), seconds(60)});
  Put(PageOf("open"));
  Put(PageOf("a"));
  Put(PageOf("a", false));
  EXPECT_TRUE(Put(PageOf("b")).empty());
  const auto gone = Put(PageOf("c"));
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone[0].queued.message.page.key, "a");
  EXPECT_TRUE(gone[0].queued.message.page.firing);
  // What is left of "a" tells of both.
  EXPECT_EQ(Put(PageOf("d")).at(0).queued.message.late, true);
  EXPECT_EQ(Put(PageOf("e")).at(0).queued.message.page.key, "open");
  EXPECT_EQ(box_->QueueOf("chat")->waiting(), 4U);
  EXPECT_EQ(Deliver(), "b+");
}

TEST_F(OutboxTest, WhatIsOverAndTooOldGoes) {
  Box({Make("chat", Kind::kSlack)}, {1000, hours(48), seconds(60)});
  Put(PageOf("a"));
  Put(PageOf("a", false));
  Put(PageOf("b"));
  Pass(hours(48));
  EXPECT_TRUE(box_->RemoveOld(now_).empty());
  Pass(milliseconds(1));
  EXPECT_EQ(box_->RemoveOld(now_).size(), 2U);
  EXPECT_EQ(Deliver(), "b+");  // it fires still
}

TEST_F(OutboxTest, ARestartForgetsNothing) {
  receivers_ = {Make("chat", Kind::kSlack), Make("duty", Kind::kPagerDuty, true)};
  Box(receivers_);
  Put(PageOf("a"));
  Deliver("duty");
  const auto under_way = box_->Take("chat", now_);
  EXPECT_EQ(Text(under_way), "a+");
  Put(PageOf("b"), seconds(5));
  Put(PageOf("c"));
  Put(PageOf("c", false));
  Pass(seconds(2));
  Restart();
  EXPECT_EQ(box_->Open().size(), 2U);
  EXPECT_EQ(Deliver("duty"), "b+");
  EXPECT_EQ(Deliver("duty"), "c+");
  EXPECT_EQ(Deliver("duty"), "c-");
  EXPECT_EQ(Deliver(), "a+");
  EXPECT_EQ(Deliver(), "c+");
  EXPECT_EQ(Deliver(), "c-");
  EXPECT_EQ(Deliver(), "");
  Pass(seconds(3));
  EXPECT_EQ(Deliver(), "b+");
  Put(PageOf("c", false));  // told before
  EXPECT_EQ(Deliver(), "");
  EXPECT_EQ(box_->Delivered(now_).size(), 4U);
  Restart();
  EXPECT_EQ(box_->Delivered(now_).size(), 4U);
}

TEST_F(OutboxTest, AgeGoesOnThroughARestart) {
  Box();
  Put(PageOf("a"));
  Put(PageOf("a", false));
  now_.wall += hours(1);
  Restart();
  EXPECT_EQ(Deliver(), "a late");
}

TEST_F(OutboxTest, AClockThatWasSetBackHoldsNothing) {
  Box();
  Put(PageOf("a"), seconds(5));
  const OutboxContent content = box_->Content(now_);
  now_.wall -= hours(1000);
  Box();
  box_->Restore(content, now_);
  Pass(seconds(60));
  EXPECT_EQ(Deliver(), "a+");
}

TEST_F(OutboxTest, LinesOfAReceiverThatIsNoMoreAreLeftOut) {
  Box();
  Put(PageOf("a"));
  const OutboxContent content = box_->Content(now_);
  Box({Make("other", Kind::kSlack)});
  EXPECT_EQ(box_->Restore(content, now_), 1U);
  EXPECT_EQ(Deliver("other"), "");
  EXPECT_EQ(box_->Open().size(), 1U);
}

TEST_F(OutboxTest, AlertmanagerHearsOfWhatFiresAndForAWhileOfWhatIsOver) {
  const Receiver am = Make("am", Kind::kAlertmanager, true);
  Box({am});
  Put(PageOf("a"));
  Put(PageOf("b"), std::nullopt);
  EXPECT_EQ(Deliver("am"), "");
  EXPECT_EQ(box_->ForAlertmanager(am, now_).size(), 2U);
  Put(PageOf("a", false));
  Pass(milliseconds(90000));
  EXPECT_EQ(box_->ForAlertmanager(am, now_).size(), 2U);
  Pass(milliseconds(1));
  EXPECT_EQ(box_->ForAlertmanager(am, now_).size(), 1U);
  Put(PageOf("b", false));
  Put(PageOf("b", true, "e2"));
  ASSERT_EQ(box_->ForAlertmanager(am, now_).size(), 1U);
  EXPECT_TRUE(box_->ForAlertmanager(am, now_)[0].firing);
}

TEST_F(OutboxTest, WhatIsToldToPeersIsBounded) {
  Box();
  for (int i = 0; i < 100; ++i) {
    Put(PageOf(std::to_string(i)));
    Deliver();
  }
  EXPECT_EQ(box_->Delivered(now_).size(), 64U);
  EXPECT_EQ(box_->Delivered(now_).back().key, "99");
  Pass(seconds(601));
  EXPECT_TRUE(box_->Delivered(now_).empty());
}

}  // namespace
}  // namespace watchdog

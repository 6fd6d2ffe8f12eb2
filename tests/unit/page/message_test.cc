#include "page/message.h"

#include <gtest/gtest.h>

#include "galera/utf8.h"
#include "sample_page.h"

namespace watchdog {
namespace {

using test::SamplePage;

TEST(Rfc3339, IsUtcWithMilliseconds) {
  EXPECT_EQ(Rfc3339(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Rfc3339(test::kStarts), "2026-09-05T10:11:12.345Z");
  EXPECT_EQ(Rfc3339(951782399999), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(Rfc3339(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Shortened, CutsBetweenCharacters) {
  EXPECT_EQ(Shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(Shortened("abcdefg", 6), "abc...");
  EXPECT_EQ(Shortened("a\xc3\xbc\xc3\xbcxyz", 7), "a\xc3\xbc...");
  EXPECT_EQ(Shortened("\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 7), "\xf0\x9f\x98\x80...");
  EXPECT_EQ(Shortened("abcdef", 2), "");
}

// Computed by Alertmanager 0.25 of the same labels.
TEST(Fingerprint, IsThatOfPrometheus) {
  EXPECT_EQ(Fingerprint({}), "cbf29ce484222325");
  EXPECT_NE(Fingerprint({{"a", "bc"}}), Fingerprint({{"ab", "c"}}));
  EXPECT_EQ(Fingerprint({{"a", "b"}}).size(), 16U);
}

TEST(IdempotencyKey, IsThatOfKeyEpisodeAndState) {
  const Message firing{SamplePage(), false};
  Message other = firing;
  other.page.summary = "another";
  EXPECT_EQ(IdempotencyKey(firing), IdempotencyKey(other));
  other = firing;
  other.page.episode = "e2";
  EXPECT_NE(IdempotencyKey(firing), IdempotencyKey(other));
  other = firing;
  other.page.key += "x";
  EXPECT_NE(IdempotencyKey(firing), IdempotencyKey(other));
  EXPECT_NE(IdempotencyKey(firing), IdempotencyKey({SamplePage(false), false}));
  EXPECT_NE(IdempotencyKey({SamplePage(false), true}), IdempotencyKey({SamplePage(false), false}));
}

TEST(SummaryOf, TellsOfALateOneBothEnds) {
  EXPECT_EQ(SummaryOf({SamplePage(), false}), "db2: nothing answers on port 3306");
  EXPECT_EQ(
      SummaryOf({SamplePage(false), true}),
      "was firing from 2026-09-05T10:11:12.345Z to 2026-09-05T10:12:42.345Z, could not be told earlier: "
      "db2: nothing answers on port 3306");
  Page trial = SamplePage();
  trial.test = true;
  EXPECT_EQ(SummaryOf({trial, false}), "TEST: db2: nothing answers on port 3306");
}

TEST(LabelsOf, AddsThoseOfTheReceiverAndKeepsItsOwn) {
  Receiver receiver;
  receiver.labels = {{"team", "db"}, {"cluster", "other"}, {"empty", ""}};
  Page page = SamplePage();
  page.labels.erase("severity");
  page.labels.erase("alertname");
  EXPECT_EQ(LabelsOf(receiver, page), (std::map<std::string, std::string>{{"alertname", "GaleraNodeDown"},
                                                                          {"cluster", "shop"},
                                                                          {"instance", "10.0.0.2:9104"},
                                                                          {"severity", "critical"},
                                                                          {"team", "db"}}));
}

TEST(Bounded, WhateverComesIsShortAndValid) {
  Page page = SamplePage();
  page.key = std::string(300, 'k');
  page.summary = std::string(100000, '\xff');
  page.next_step = std::string(100000, 'x');
  page.details.assign(1000, {std::string(5000, 'd'), std::string(5000, 'd')});
  for (int i = 0; i < 1000; ++i) page.labels["l" + std::to_string(i)] = std::string(5000, 'v');
  const Page bounded = Bounded(page);
  EXPECT_EQ(bounded.key.size(), 255U);
  EXPECT_LE(bounded.summary.size(), 2048U);
  EXPECT_TRUE(galera::IsUtf8(bounded.summary));
  EXPECT_EQ(bounded.next_step.size(), 1024U);
  EXPECT_EQ(bounded.details.size(), 32U);
  EXPECT_EQ(bounded.labels.size(), 32U);
  page.key += "x";
  EXPECT_NE(Bounded(page).key, bounded.key);
  EXPECT_EQ(Bounded(SamplePage()), SamplePage());
}

}  // namespace
}  // namespace watchdog

#include "http/answer_counters.h"

#include <gtest/gtest.h>

#include <thread>

namespace galera {
namespace {

TEST(AnswerCounters, ShowOnlyWhatHappened) {
  AnswerCounters counters("metrics", {"/a", "/b"});
  EXPECT_TRUE(counters.Snapshot().empty());
  counters.Count(1, 200);
  counters.Count(1, 200);
  counters.Count(0, 503);
  const auto counts = counters.Snapshot();
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].server, "metrics");
  EXPECT_EQ(counts[0].route, "/a");
  EXPECT_EQ(counts[0].code, 503);
  EXPECT_EQ(counts[0].answers, 1u);
  EXPECT_EQ(counts[1].route, "/b");
  EXPECT_EQ(counts[1].answers, 2u);
}

TEST(AnswerCounters, FoldUnknownRoutesAndCodes) {
  AnswerCounters counters("metrics", {"/a"});
  for (const int code : {418, 499, 599, 42, 1000, -7}) counters.Count(99, code);
  const auto counts = counters.Snapshot();
  ASSERT_EQ(counts.size(), 3u);
  for (const HttpCount& count : counts) EXPECT_EQ(count.route, "other");
  EXPECT_EQ(counts[0].code, 100);
  EXPECT_EQ(counts[1].code, 400);
  EXPECT_EQ(counts[2].code, 500);
}

TEST(AnswerCounters, LoseNothingAmongThreads) {
  AnswerCounters counters("metrics", {"/a"});
  const auto work = [&] {
    for (int i = 0; i < 10000; ++i) counters.Count(0, 200);
  };
  std::thread other(work);
  work();
  other.join();
  EXPECT_EQ(counters.Snapshot().at(0).answers, 20000u);
}

}  // namespace
}  // namespace galera

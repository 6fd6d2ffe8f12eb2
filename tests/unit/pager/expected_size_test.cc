#include "pager/expected_size.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::minutes;
using Time = ExpectedSizeBook::Time;

Time At(int minute) { return Time(minutes(minute)); }

TEST(ExpectedSize, IsNotKnownUntilAViewWasSteady) {
  ExpectedSizeBook book(std::nullopt, {});
  EXPECT_EQ(book.Expected(), std::nullopt);
  book.See(3, At(0));
  book.See(3, At(4));
  EXPECT_EQ(book.Expected(), std::nullopt);
  book.See(3, At(5));
  EXPECT_EQ(book.Expected(), 3);
}

TEST(ExpectedSize, OnlyTheLargestSteadyViewIsLearned) {
  ExpectedSizeBook book(std::nullopt, {});
  book.See(3, At(0));
  book.See(4, At(4));  // for a minute
  book.See(3, At(5));
  book.See(3, At(9));
  EXPECT_EQ(book.Expected(), std::nullopt);
  book.See(3, At(10));
  book.See(2, At(11));
  book.See(2, At(60));
  EXPECT_EQ(book.Expected(), 3);
}

TEST(ExpectedSize, NoViewIsNotASmallOne) {
  ExpectedSizeBook book(std::nullopt, {});
  book.See(3, At(0));
  book.See(std::nullopt, At(3));
  book.See(3, At(4));
  book.See(3, At(8));
  EXPECT_EQ(book.Expected(), std::nullopt);
}

TEST(ExpectedSize, WhatIsConfiguredIsStrongerThanWhatWasLearned) {
  ExpectedSizeBook book(3, {.learned = 5, .said = {}, .configured_then = {}});
  EXPECT_EQ(book.Expected(), 3);
  book.Configure(std::nullopt);
  EXPECT_EQ(book.Expected(), 5);
}

TEST(ExpectedSize, WhatAPersonSaysCountsUntilTheConfigurationChanges) {
  ExpectedSizeBook book(3, {});
  book.Say({4, 100});
  EXPECT_EQ(book.Expected(), 4);
  EXPECT_EQ(ExpectedSizeBook(3, book.memory()).Expected(), 4) << "after a restart";
  EXPECT_EQ(ExpectedSizeBook(5, book.memory()).Expected(), 5) << "configured anew";
  book.Configure(3);
  EXPECT_EQ(book.Expected(), 4);
  book.Configure(5);
  EXPECT_EQ(book.Expected(), 5);
}

TEST(ExpectedSize, OfTwoWordsTheLaterCounts) {
  ExpectedSizeBook book(std::nullopt, {});
  book.Say({4, 100});
  book.Say({2, 99});
  EXPECT_EQ(book.Expected(), 4);
  book.Say({2, 101});
  EXPECT_EQ(book.Expected(), 2);
}

TEST(ExpectedSize, BackToLearningForgetsTheClusterOfBefore) {
  ExpectedSizeBook book(std::nullopt, {.learned = 5, .said = {}, .configured_then = {}});
  book.Say({std::nullopt, 100});
  EXPECT_EQ(book.Expected(), std::nullopt);
  book.See(3, At(0));
  book.See(3, At(6));
  EXPECT_EQ(book.Expected(), 3);
}

}  // namespace
}  // namespace watchdog

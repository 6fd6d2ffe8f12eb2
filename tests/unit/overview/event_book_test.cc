#include "overview/event_book.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::seconds;

Event At(int second, const std::string& text) {
  return {std::chrono::system_clock::time_point(seconds(second)), Event::Severity::kInfo, Event::Kind::kView,
          "n1", text};
}

TEST(EventBook, KeepsTheLastHundredNewestFirst) {
  EventBook book;
  for (int i = 0; i < 250; ++i) book.Add(At(i, "event " + std::to_string(i)));
  const auto events = book.Newest();
  ASSERT_EQ(events.size(), kEventsMax);
  EXPECT_EQ(events.front().text, "event 249");
  EXPECT_EQ(events.back().text, "event 150");
}

TEST(EventBook, SaysTheSameOnceInTwoSeconds) {
  EventBook book;
  book.Add(At(10, "n3 left"));
  book.Add(At(11, "n3 left"));
  EXPECT_EQ(book.Newest().size(), 1u);
  book.Add(At(20, "n3 left"));
  EXPECT_EQ(book.Newest().size(), 2u);
}

TEST(EventBook, KeepsOneBoundedLineOfUtf8) {
  EventBook book;
  book.Add(At(1, "a\nb\xff" + std::string(5000, 'x')));
  const std::string text = book.Newest().front().text;
  EXPECT_TRUE(text.starts_with("a b\uFFFDxx")) << text;
  EXPECT_EQ(text.size(), 400u);
  Event named = At(2, "t");
  named.node = std::string(5000, 'n');
  book.Add(named);
  EXPECT_EQ(book.Newest().front().node.size(), 255u);
}

}  // namespace
}  // namespace watchdog

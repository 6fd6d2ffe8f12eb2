#include "overview/event_book.h"

#include <algorithm>
#include <utility>

#include "galera/utf8.h"

namespace watchdog {
namespace {

constexpr std::size_t kTextBytesMax = 400;
constexpr std::size_t kNameBytesMax = 255;
constexpr std::chrono::seconds kSame{2};

std::string OneLine(const std::string& text, std::size_t most) {
  std::string line = galera::ValidUtf8(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  if (line.size() <= most) return line;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  return line.substr(0, end) + "...";
}

}  // namespace

void EventBook::Add(Event event) {
  event.text = OneLine(event.text, kTextBytesMax);
  event.node = OneLine(event.node, kNameBytesMax);
  const auto same = std::ranges::find_if(events_, [&](const Event& other) {
    return other.kind == event.kind && other.node == event.node && other.text == event.text;
  });
  if (same != events_.end() && event.time - same->time <= kSame) return;
  events_.push_front(std::move(event));
  if (events_.size() > kEventsMax) events_.pop_back();
}

std::vector<Event> EventBook::Newest() const { return {events_.begin(), events_.end()}; }

}  // namespace watchdog

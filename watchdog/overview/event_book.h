// The last events, newest first. Pure.
#pragma once

#include <deque>
#include <vector>

#include "overview/cluster_overview.h"
#include "overview/event.h"

namespace watchdog {

// A value; not thread-safe. kEventsMax of them, texts of 400 and names of 255 bytes at most: 70 KiB.
class EventBook {
 public:
  // Text becomes one line of UTF-8. The same text of the same kind and node within two seconds of the last of
  // it is said once: two who see the same.
  void Add(Event event);

  std::vector<Event> Newest() const;

 private:
  std::deque<Event> events_;
};

}  // namespace watchdog

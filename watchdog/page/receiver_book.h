// What has become of the pages of each receiver: for people and for metrics. Any thread.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "page/outcome.h"
#include "page/page_desk.h"
#include "page/receiver.h"

namespace watchdog {

class ReceiverBook {
 public:
  explicit ReceiverBook(const std::vector<Receiver>& receivers);

  enum class Change { kNone, kFails, kWorksAgain };
  // Of the receiver's `url`-th URL. Says whether that is news.
  Change Note(const Receiver& receiver, std::size_t url, const Outcome& outcome);
  void Count(const std::string& receiver, const std::string& outcome, std::size_t count = 1);

  std::vector<ReceiverStatus> Statuses() const;  // in the order of the configuration; nothing of what waits

 private:
  struct Entry {
    ReceiverStatus status;
    std::map<std::size_t, std::string> failures;  // by URL
  };
  mutable std::mutex mutex_;
  std::vector<std::string> order_;
  std::map<std::string, Entry> entries_;
};

}  // namespace watchdog

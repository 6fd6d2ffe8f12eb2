// The outbox that all threads of paging share, and the thread that writes it to disk.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "page/outbox.h"
#include "page/outbox_file.h"

namespace watchdog {

class PageStore : public std::enable_shared_from_this<PageStore> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Reads what a former one left.
  PageStore(const std::vector<Receiver>& receivers, QueueLimits limits, std::string directory);

  // Returns when it is on disk, or can't be: then it is in memory only, and trouble() says so. Two seconds
  // at most: a disk that hangs is one that can't be written. Returns what had to go for it.
  std::vector<Outbox::Gone> Put(const Page& page, std::optional<std::chrono::milliseconds> delay);
  std::size_t DeliveredByPeer(const std::string& receiver, const std::string& key, bool firing);

  // Waits for something to send; nullopt: Stop() was called. `gone`: what became too old meanwhile.
  std::optional<Queued> WaitForPage(const std::string& receiver, std::vector<Outbox::Gone>& gone);
  ReceiverQueue::Finished Finish(const std::string& receiver, const Queued& queued, const Outcome& outcome,
                                 double random);

  struct Round {
    std::vector<Page> pages;
    std::uint64_t news = 0;
  };
  // Waits until `due`, or until something was put since `seen`, but not before `not_before`.
  std::optional<Round> WaitForRound(const Receiver& receiver, std::uint64_t seen, Time due, Time not_before);
  bool WaitUntil(Time due);  // false: Stop() was called

  // Does `look` with the outbox and the time, under the lock.
  template <typename Look>
  auto Read(Look look) const {
    const std::lock_guard lock(mutex_);
    return look(outbox_, Now());
  }
  std::string trouble() const;

  void WriteUntilStopped();  // the writer's thread
  void Stop();               // all waits end; what is not written yet is written

 private:
  static Instant Now() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }
  void Changed();
  void SetTrouble(std::string trouble);

  const OutboxFile file_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Protected by mutex_.
  Outbox outbox_;
  std::uint64_t version_ = 0;  // of the outbox
  std::uint64_t settled_ = 0;  // the version that was written, or could not be
  std::uint64_t news_ = 0;     // counts Put()
  bool hangs_ = false;         // the writer has not come back in time
  bool stopped_ = false;
  std::string trouble_;
};

}  // namespace watchdog

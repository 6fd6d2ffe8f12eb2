// What waits for one receiver. Pure: time is an argument.
//
// Order is kept per key: what was put later never overtakes. Between keys there is none: one that a
// receiver chokes on holds up nothing else.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "incident/observation.h"
#include "page/message.h"
#include "page/outcome.h"

namespace watchdog {

struct Queued {
  std::uint64_t id = 0;  // grows with each Put
  Message message;
  Instant queued;
  // Not before that: another node speaks first. Of the past: nothing holds it.
  std::chrono::steady_clock::time_point held_until;
  // Only there to end what waits before it: a receiver that is not told when something is over.
  bool quiet = false;

  // Not kept on disk: after a restart everything is tried at once.
  std::chrono::steady_clock::time_point not_before;
  int failures = 0;
  bool unanswered = false;  // the last time nobody was there
  bool withdrawn = false;   // a peer has told it while it was under way
};

struct QueueLimits {
  std::size_t pages_max = 1000;
  std::chrono::milliseconds age_max{48 * 3600 * 1000};
  // What is over and has waited so long is told as one message with both ends.
  std::chrono::milliseconds late_after{60000};
};

class ReceiverQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `may_be_late`: takes a message with both ends. PagerDuty does not: it drops the end of what it does not
  // know, and would keep open what it was told of once; it gets the trigger and the end.
  ReceiverQueue(QueueLimits limits, bool may_be_late) : limits_(limits), may_be_late_(may_be_late) {}

  // At the end. Ids must grow. What has failed and waits for its key is due at once: there is news. Returns
  // what had to go for it: the oldest that is no open trigger, else the oldest.
  std::vector<Queued> Add(Queued queued);
  // The same trigger again, with another summary: of one that waits.
  void Update(const Page& page);
  // What is too old, but for triggers that nothing has ended.
  std::vector<Queued> RemoveOld(const Instant& now);
  // A peer has told it: that one and what was before it, of the key. Returns how many go.
  std::size_t RemoveTold(const std::string& key, bool firing);

  // The next that is due, of those whose id is at most `stored`, and of whose key nothing was finished
  // beyond it: so no restart sends a trigger again whose end has been told. It is under way until Finish().
  // Nothing while one is under way.
  std::optional<Queued> Take(const Instant& now, std::uint64_t stored);
  // When Take() may give something without anything new; nullopt: never.
  std::optional<Time> NextDue(std::uint64_t stored) const;
  enum class Finished { kRemoved, kKept, kWithdrawn };
  // `back_off`: how long to wait if it is to be tried again and the receiver said no time. An answer of any
  // kind makes due what found nobody: somebody is there again. `stamp` is an id of its own: once that is
  // stored, it is on disk that this was finished.
  Finished Finish(std::uint64_t id, const Outcome& outcome, std::chrono::milliseconds back_off, Time now,
                  std::uint64_t stamp);
  std::optional<int> FailuresOf(std::uint64_t id) const;

  const std::deque<Queued>& lines() const { return lines_; }
  std::size_t waiting() const;  // without what is only there to end another
  bool Waits(const std::string& key) const;

 private:
  using Line = std::deque<Queued>::iterator;
  bool UnderWay(const Queued& queued) const { return under_way_ == queued.id; }
  bool IsOpenTrigger(std::size_t at) const;  // nothing of its key is behind it
  Queued RemoveAt(std::size_t at);
  void JoinLate(const Instant& now, std::uint64_t stored);
  void DropIdleQuiet();
  Time DueOf(const Queued& queued) const;
  bool IsStored(const Queued& queued, std::uint64_t stored) const;
  std::vector<std::size_t> Heads() const;  // the first of each key

  QueueLimits limits_;
  bool may_be_late_;
  std::deque<Queued> lines_;
  std::optional<std::uint64_t> under_way_;
  std::map<std::string, std::uint64_t> finished_;  // key -> stamp of its last one, while that may matter
  Time hold_until_;                                // the receiver asked for a pause
};

}  // namespace watchdog

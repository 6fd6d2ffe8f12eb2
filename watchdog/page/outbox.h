// All pages that somebody has still to be told, and those that nothing has ended. Pure: time is an
// argument, and what is to be on disk is a value (Content()).
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
#include "page/page.h"
#include "page/receiver.h"
#include "page/receiver_queue.h"

namespace watchdog {

// What is kept on disk: wall times, in Unix milliseconds.
struct OutboxContent {
  struct Line {
    std::string receiver;
    std::uint64_t id = 0;
    Message message;
    std::int64_t queued_ms = 0;
    std::int64_t held_until_ms = 0;
    bool quiet = false;
    bool operator==(const Line&) const = default;
  };
  struct Over {
    Page page;
    std::int64_t since_ms = 0;
    bool operator==(const Over&) const = default;
  };
  struct Told {
    std::string receiver;
    std::string key;
    bool firing = true;
    std::int64_t at_ms = 0;
    bool operator==(const Told&) const = default;
  };
  std::vector<Page> open;
  std::vector<Over> over;
  std::vector<Line> lines;
  std::vector<Told> told;
  bool operator==(const OutboxContent&) const = default;
};

class Outbox {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Outbox(const std::vector<Receiver>& receivers, QueueLimits limits);

  struct Gone {
    std::string receiver;
    Queued queued;
    const char* why = "";
  };

  // What a former program left: before the first Put(). Lines of receivers that are no more are left out
  // and counted. Times of the future (the clock was set back) are now.
  std::size_t Restore(const OutboxContent& content, const Instant& now);
  OutboxContent Content(const Instant& now) const;

  // As PageDesk::Put(). A trigger that is open already is news only to what still waits; an end that was
  // told already is none. Returns what had to go.
  std::vector<Gone> Put(const Page& page, std::optional<std::chrono::milliseconds> delay, const Instant& now);
  std::uint64_t last_id() const { return last_id_; }
  // All that was put and finished up to `id` is on disk, or can't be. Nothing is sent before.
  void Stored(std::uint64_t id) { stored_ = id; }

  std::optional<Queued> Take(const std::string& receiver, const Instant& now);
  std::optional<Time> NextDue(const std::string& receiver) const;
  ReceiverQueue::Finished Finish(const std::string& receiver, const Queued& queued, const Outcome& outcome,
                                 std::chrono::milliseconds back_off, const Instant& now);
  int Failures(const std::string& receiver, std::uint64_t id) const;
  std::vector<Gone> RemoveOld(const Instant& now);  // of all receivers

  // How many of a receiver's go. None of one that deduplicates: every node tells it.
  std::size_t DeliveredByPeer(const std::string& receiver, const std::string& key, bool firing);

  std::vector<Page> Open() const;
  // For Alertmanager: what is open, or over for kAlertmanagerRepeatOver at most, and reaches its severity.
  std::vector<Page> ForAlertmanager(const Receiver& receiver, const Instant& now) const;
  std::vector<Delivery> Delivered(const Instant& now) const;
  std::vector<Delivery> Held(const Instant& now) const;
  const ReceiverQueue* QueueOf(const std::string& receiver) const;  // null: it has none

 private:
  struct Slot {
    Receiver receiver;
    ReceiverQueue queue;
  };
  struct Over {
    Page page;
    Instant since;
  };
  struct Told {
    std::string receiver;
    std::string key;
    bool firing = true;
    Instant at;
  };
  void Forget(const Instant& now);
  void AddTo(Slot& slot, const Page& page, std::optional<std::chrono::milliseconds> delay, const Instant& now,
             std::vector<Gone>& gone);

  std::map<std::string, Slot> slots_;  // by name; of receivers that are told once
  std::map<std::string, Page> open_;   // by key
  std::map<std::string, Over> over_;   // by key; of the last kAlertmanagerRepeatOver
  std::deque<Told> told_;
  std::uint64_t last_id_ = 0;
  std::uint64_t stored_ = 0;
};

}  // namespace watchdog

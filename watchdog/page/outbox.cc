#include "page/outbox.h"

#include <algorithm>
#include <utility>

#include "page/payload_alertmanager.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr minutes kToldFor{10};
constexpr std::size_t kToldMax = 64;
constexpr std::size_t kOverMax = 1000;
// No delay is so long; a clock that jumped must not hold a page.
constexpr milliseconds kHeldMax{60000};

std::int64_t UnixMs(system_clock::time_point when) {
  return std::chrono::duration_cast<milliseconds>(when.time_since_epoch()).count();
}

Instant Ago(std::int64_t unix_ms, const Instant& now) {
  const milliseconds age(
      std::clamp<std::int64_t>(UnixMs(now.wall) - unix_ms, 0, milliseconds::max().count() / 2));
  return {now.steady - std::min<milliseconds>(age, std::chrono::hours(24 * 365)), now.wall - age};
}

milliseconds Between(steady_clock::time_point from, steady_clock::time_point to) {
  return std::max(std::chrono::duration_cast<milliseconds>(to - from), milliseconds(0));
}

}  // namespace

Outbox::Outbox(const std::vector<Receiver>& receivers, QueueLimits limits) {
  for (const Receiver& receiver : receivers) {
    if (receiver.kind == Receiver::Kind::kAlertmanager || receiver.kind == Receiver::Kind::kHeartbeat)
      continue;
    const bool may_be_late = receiver.kind != Receiver::Kind::kPagerDuty;
    slots_.try_emplace(receiver.name, Slot{receiver, ReceiverQueue(limits, may_be_late)});
  }
}

std::size_t Outbox::Restore(const OutboxContent& content, const Instant& now) {
  for (const Page& page : content.open) open_[page.key] = page;
  for (const auto& [page, since_ms] : content.over) over_[page.key] = {page, Ago(since_ms, now)};
  for (const auto& [receiver, key, firing, at_ms] : content.told) {
    told_.push_back({receiver, key, firing, Ago(at_ms, now)});
  }
  std::size_t left_out = 0;
  for (const OutboxContent::Line& line : content.lines) {
    last_id_ = std::max(last_id_, line.id);
    const auto slot = slots_.find(line.receiver);
    if (slot == slots_.end()) {
      ++left_out;
      continue;
    }
    Queued queued;
    queued.id = line.id;
    queued.message = line.message;
    queued.quiet = line.quiet;
    queued.queued = Ago(line.queued_ms, now);
    const milliseconds held(line.held_until_ms - UnixMs(now.wall));
    queued.held_until = now.steady + std::clamp(held, milliseconds(0), kHeldMax);
    slot->second.queue.Add(std::move(queued));
  }
  stored_ = last_id_;
  Forget(now);
  return left_out;
}

OutboxContent Outbox::Content(const Instant& now) const {
  OutboxContent content;
  for (const auto& [key, page] : open_) content.open.push_back(page);
  for (const auto& [key, over] : over_) content.over.push_back({over.page, UnixMs(over.since.wall)});
  for (const Told& told : told_)
    content.told.push_back({told.receiver, told.key, told.firing, UnixMs(told.at.wall)});
  for (const auto& [name, slot] : slots_) {
    for (const Queued& queued : slot.queue.lines()) {
      const milliseconds held = Between(now.steady, queued.held_until);
      content.lines.push_back({name, queued.id, queued.message, UnixMs(queued.queued.wall),
                               held.count() == 0 ? 0 : UnixMs(now.wall) + held.count(), queued.quiet});
    }
  }
  return content;
}

void Outbox::Forget(const Instant& now) {
  std::erase_if(over_, [&](const auto& over) {
    return now.steady - over.second.since.steady > kAlertmanagerRepeatOver;
  });
  while (over_.size() > kOverMax) {
    over_.erase(
        std::ranges::min_element(over_, {}, [](const auto& over) { return over.second.since.steady; }));
  }
  std::erase_if(told_, [&](const Told& told) { return now.steady - told.at.steady > kToldFor; });
  while (told_.size() > kToldMax) told_.pop_front();
}

void Outbox::AddTo(Slot& slot, const Page& page, std::optional<milliseconds> delay, const Instant& now,
                   std::vector<Gone>& gone) {
  if (page.severity < slot.receiver.severity) return;
  const bool alone = !slot.receiver.deduplicates;  // and one node speaks for all
  const bool silent = alone && !delay;
  const bool quiet = !page.firing && (silent || !slot.receiver.send_resolved);
  // What waits must end, also where the end itself is nothing to say.
  if (quiet ? !slot.queue.Waits(page.key) : silent) return;
  Queued queued;
  queued.id = ++last_id_;
  queued.message.page = page;
  queued.queued = now;
  queued.held_until = now.steady + (alone && delay ? std::min(*delay, kHeldMax) : milliseconds(0));
  queued.quiet = quiet;
  for (Queued& one : slot.queue.Add(std::move(queued))) {
    gone.push_back({slot.receiver.name, std::move(one), "too many wait"});
  }
}

std::vector<Outbox::Gone> Outbox::Put(const Page& put, std::optional<milliseconds> delay,
                                      const Instant& now) {
  std::vector<Gone> gone;
  Page page = Bounded(put);
  const auto open = open_.find(page.key);
  if (page.firing) {
    const bool known = open != open_.end() && open->second.episode == page.episode;
    open_[page.key] = page;
    over_.erase(page.key);
    if (known) {
      for (auto& [name, slot] : slots_) slot.queue.Update(page);
      return gone;
    }
  } else {
    const auto over = over_.find(page.key);
    if (open == open_.end() && over != over_.end() && over->second.page.episode == page.episode) return gone;
    if (open != open_.end()) {
      // Whoever was told the one is told the other.
      page.severity = std::max(page.severity, open->second.severity);
      open_.erase(open);
    }
    over_[page.key] = {page, now};
  }
  Forget(now);
  for (auto& [name, slot] : slots_) AddTo(slot, page, delay, now, gone);
  return gone;
}

std::optional<Queued> Outbox::Take(const std::string& receiver, const Instant& now) {
  const auto slot = slots_.find(receiver);
  if (slot == slots_.end()) return std::nullopt;
  return slot->second.queue.Take(now, stored_);
}

std::optional<Outbox::Time> Outbox::NextDue(const std::string& receiver) const {
  const auto slot = slots_.find(receiver);
  if (slot == slots_.end()) return std::nullopt;
  return slot->second.queue.NextDue(stored_);
}

int Outbox::Failures(const std::string& receiver, std::uint64_t id) const {
  const auto slot = slots_.find(receiver);
  return slot == slots_.end() ? 0 : slot->second.queue.FailuresOf(id).value_or(0);
}

ReceiverQueue::Finished Outbox::Finish(const std::string& receiver, const Queued& queued,
                                       const Outcome& outcome, milliseconds back_off, const Instant& now) {
  const auto slot = slots_.find(receiver);
  if (slot == slots_.end()) return ReceiverQueue::Finished::kRemoved;
  const Page& page = queued.message.page;
  if (outcome.kind == Outcome::Kind::kDelivered && !slot->second.receiver.deduplicates) {
    told_.push_back({receiver, page.key, page.firing, now});
    Forget(now);
  }
  return slot->second.queue.Finish(queued.id, outcome, back_off, now.steady, ++last_id_);
}

std::vector<Outbox::Gone> Outbox::RemoveOld(const Instant& now) {
  Forget(now);
  std::vector<Gone> gone;
  for (auto& [name, slot] : slots_) {
    for (Queued& queued : slot.queue.RemoveOld(now)) gone.push_back({name, std::move(queued), "too old"});
  }
  return gone;
}

std::size_t Outbox::DeliveredByPeer(const std::string& receiver, const std::string& key, bool firing) {
  const auto slot = slots_.find(receiver);
  if (slot == slots_.end() || slot->second.receiver.deduplicates) return 0;
  return slot->second.queue.RemoveTold(key, firing);
}

std::vector<Page> Outbox::Open() const {
  std::vector<Page> pages;
  for (const auto& [key, page] : open_) pages.push_back(page);
  return pages;
}

std::vector<Page> Outbox::ForAlertmanager(const Receiver& receiver, const Instant& now) const {
  std::vector<Page> pages;
  const auto add = [&](const Page& page) {
    if (page.severity >= receiver.severity) pages.push_back(page);
  };
  for (const auto& [key, page] : open_) add(page);
  if (!receiver.send_resolved) return pages;
  for (const auto& [key, over] : over_) {
    if (now.steady - over.since.steady <= kAlertmanagerRepeatOver) add(over.page);
  }
  return pages;
}

std::vector<Delivery> Outbox::Delivered(const Instant& now) const {
  std::vector<Delivery> deliveries;
  for (const Told& told : told_) {
    const milliseconds age = Between(told.at.steady, now.steady);
    if (age <= kToldFor) deliveries.push_back({told.key, told.firing, told.receiver, age});
  }
  return deliveries;
}

std::vector<Delivery> Outbox::Held(const Instant& now) const {
  std::vector<Delivery> held;
  for (const auto& [name, slot] : slots_) {
    if (slot.receiver.deduplicates) continue;
    for (const Queued& queued : slot.queue.lines()) {
      if (queued.held_until <= now.steady || queued.quiet) continue;
      const Page& page = queued.message.page;
      held.push_back({page.key, page.firing, name, Between(queued.queued.steady, now.steady)});
    }
  }
  return held;
}

const ReceiverQueue* Outbox::QueueOf(const std::string& receiver) const {
  const auto slot = slots_.find(receiver);
  return slot == slots_.end() ? nullptr : &slot->second.queue;
}

}  // namespace watchdog

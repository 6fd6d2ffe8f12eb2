#include "page/receiver_queue.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace watchdog {

using std::chrono::milliseconds;

std::vector<std::size_t> ReceiverQueue::Heads() const {
  std::vector<std::size_t> heads;
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (seen.insert(lines_[i].message.page.key).second) heads.push_back(i);
  }
  return heads;
}

bool ReceiverQueue::IsOpenTrigger(std::size_t at) const {
  if (!lines_[at].message.page.firing) return false;
  for (std::size_t i = at + 1; i < lines_.size(); ++i) {
    if (lines_[i].message.page.key == lines_[at].message.page.key) return false;
  }
  return true;
}

bool ReceiverQueue::Waits(const std::string& key) const {
  return std::ranges::any_of(lines_, [&](const Queued& line) { return line.message.page.key == key; });
}

std::size_t ReceiverQueue::waiting() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(lines_, [](const Queued& line) { return !line.quiet; }));
}

// An end whose trigger is gone must tell of both.
Queued ReceiverQueue::RemoveAt(std::size_t at) {
  Queued gone = std::move(lines_[at]);
  lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(at));
  if (!gone.message.page.firing) return gone;
  for (std::size_t i = at; i < lines_.size(); ++i) {
    Message& next = lines_[i].message;
    if (next.page.key != gone.message.page.key) continue;
    if (!next.page.firing && may_be_late_) next.late = true;
    break;
  }
  return gone;
}

std::vector<Queued> ReceiverQueue::Add(Queued queued) {
  for (Queued& line : lines_) {
    if (line.message.page.key == queued.message.page.key) line.not_before = Time();
  }
  lines_.push_back(std::move(queued));
  std::vector<Queued> gone;
  while (lines_.size() > limits_.pages_max) {
    std::optional<std::size_t> victim;
    std::optional<std::size_t> oldest;
    // Not the last one: that is what has just come.
    for (std::size_t i = 0; i + 1 < lines_.size() && !victim; ++i) {
      if (UnderWay(lines_[i])) continue;
      if (!oldest) oldest = i;
      if (!IsOpenTrigger(i)) victim = i;
    }
    if (!victim) victim = oldest;
    if (!victim) break;
    gone.push_back(RemoveAt(*victim));
  }
  DropIdleQuiet();
  return gone;
}

void ReceiverQueue::Update(const Page& page) {
  for (Queued& line : lines_) {
    const Page& waits = line.message.page;
    if (UnderWay(line) || !waits.firing || waits.key != page.key || waits.episode != page.episode) continue;
    line.message.page = page;
  }
}

std::vector<Queued> ReceiverQueue::RemoveOld(const Instant& now) {
  std::vector<Queued> gone;
  for (std::size_t i = 0; i < lines_.size();) {
    const bool old = now.steady - lines_[i].queued.steady > limits_.age_max;
    if (!old || UnderWay(lines_[i]) || IsOpenTrigger(i)) {
      ++i;
      continue;
    }
    gone.push_back(RemoveAt(i));
  }
  DropIdleQuiet();
  return gone;
}

std::size_t ReceiverQueue::RemoveTold(const std::string& key, bool firing) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Page& page = lines_[i].message.page;
    if (page.key == key && page.firing == firing) end = i + 1;
  }
  std::size_t count = 0;
  for (std::size_t i = end; i-- > 0;) {
    if (lines_[i].message.page.key != key) continue;
    if (UnderWay(lines_[i])) {
      lines_[i].withdrawn = true;
      continue;
    }
    if (!lines_[i].quiet) ++count;
    lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  DropIdleQuiet();
  return count;
}

// Once nothing of its key waits before it, a quiet end has nothing to do.
void ReceiverQueue::DropIdleQuiet() {
  for (bool again = true; again;) {
    again = false;
    for (const std::size_t head : Heads()) {
      if (!lines_[head].quiet || lines_[head].message.late) continue;
      lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(head));
      again = true;
      break;
    }
  }
  for (Queued& line : lines_) {
    if (line.message.late) line.quiet = false;
  }
}

// A trigger and the end behind it become one, in the place of the trigger.
void ReceiverQueue::JoinLate(const Instant& now, std::uint64_t stored) {
  if (!may_be_late_) return;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Queued& trigger = lines_[i];
    if (!trigger.message.page.firing || UnderWay(trigger)) continue;
    if (now.steady - trigger.queued.steady <= limits_.late_after) continue;
    for (std::size_t k = i + 1; k < lines_.size(); ++k) {
      if (lines_[k].message.page.key != trigger.message.page.key) continue;
      if (lines_[k].message.page.firing || lines_[k].id > stored) break;
      const std::int64_t starts_ms = trigger.message.page.starts_ms;
      trigger.message.page = lines_[k].message.page;
      trigger.message.page.starts_ms = starts_ms;
      trigger.message.late = true;
      lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(k));
      break;
    }
  }
}

ReceiverQueue::Time ReceiverQueue::DueOf(const Queued& queued) const {
  return std::max({queued.held_until, queued.not_before, hold_until_});
}

bool ReceiverQueue::IsStored(const Queued& queued, std::uint64_t stored) const {
  const auto finished = finished_.find(queued.message.page.key);
  return queued.id <= stored && (finished == finished_.end() || finished->second <= stored);
}

std::optional<Queued> ReceiverQueue::Take(const Instant& now, std::uint64_t stored) {
  if (under_way_) return std::nullopt;
  std::erase_if(finished_, [stored](const auto& finished) { return finished.second <= stored; });
  JoinLate(now, stored);
  DropIdleQuiet();
  for (const std::size_t head : Heads()) {
    const Queued& line = lines_[head];
    if (!IsStored(line, stored) || DueOf(line) > now.steady) continue;
    under_way_ = line.id;
    return line;
  }
  return std::nullopt;
}

std::optional<ReceiverQueue::Time> ReceiverQueue::NextDue(std::uint64_t stored) const {
  std::optional<Time> next;
  if (under_way_) return next;
  for (const std::size_t head : Heads()) {
    if (!IsStored(lines_[head], stored)) continue;
    const Time due = DueOf(lines_[head]);
    if (!next || due < *next) next = due;
  }
  return next;
}

std::optional<int> ReceiverQueue::FailuresOf(std::uint64_t id) const {
  const auto line = std::ranges::find(lines_, id, &Queued::id);
  if (line == lines_.end()) return std::nullopt;
  return line->failures;
}

ReceiverQueue::Finished ReceiverQueue::Finish(std::uint64_t id, const Outcome& outcome, milliseconds back_off,
                                              Time now, std::uint64_t stamp) {
  under_way_.reset();
  if (outcome.answered) {
    for (Queued& line : lines_) {
      if (std::exchange(line.unanswered, false)) line.not_before = now;
    }
  }
  const auto line = std::ranges::find(lines_, id, &Queued::id);
  if (line == lines_.end()) return Finished::kRemoved;
  const bool again = outcome.kind == Outcome::Kind::kRetry;
  if (!again || line->withdrawn) {
    const bool withdrawn = again && line->withdrawn;
    finished_[line->message.page.key] = stamp;
    lines_.erase(line);
    DropIdleQuiet();
    return withdrawn ? Finished::kWithdrawn : Finished::kRemoved;
  }
  ++line->failures;
  line->unanswered = !outcome.answered;
  if (outcome.retry_after) hold_until_ = now + *outcome.retry_after;
  line->not_before = now + std::max(back_off, outcome.retry_after.value_or(milliseconds(0)));
  return Finished::kKept;
}

}  // namespace watchdog

#include "page/page_store.h"

#include <utility>

#include "page/back_off.h"
#include "system/log.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kWriteMax{2};
constexpr seconds kWriteAgain{5};
constexpr seconds kLookMax{60};  // for what becomes too old

}  // namespace

PageStore::PageStore(const std::vector<Receiver>& receivers, QueueLimits limits, std::string directory)
    : file_(std::move(directory)), outbox_(receivers, limits) {
  OutboxFile::Loaded loaded = file_.Load();
  if (!loaded.trouble.empty())
    galera::LogError("pages of before the start are lost", {{"error", loaded.trouble}});
  const std::size_t left_out = outbox_.Restore(loaded.content, Now());
  if (left_out != 0) {
    galera::LogWarn("pages wait for receivers that are not configured any more: dropped",
                    {{"pages", std::to_string(left_out)}});
  }
  // Whether the directory can be used is known before the first page.
  version_ = 1;
}

void PageStore::Changed() {
  ++version_;
  changed_.notify_all();
}

std::vector<Outbox::Gone> PageStore::Put(const Page& page, std::optional<milliseconds> delay) {
  std::unique_lock lock(mutex_);
  std::vector<Outbox::Gone> gone = outbox_.Put(page, delay, Now());
  ++news_;
  Changed();
  const std::uint64_t version = version_;
  const auto settled = [&] { return settled_ >= version || hangs_ || stopped_; };
  if (!changed_.wait_for(lock, kWriteMax, settled)) {
    hangs_ = true;
    SetTrouble("the disk takes longer than two seconds");
  }
  if (settled_ < version) {
    outbox_.Stored(outbox_.last_id());
    changed_.notify_all();
  }
  return gone;
}

std::size_t PageStore::DeliveredByPeer(const std::string& receiver, const std::string& key, bool firing) {
  const std::lock_guard lock(mutex_);
  const std::size_t count = outbox_.DeliveredByPeer(receiver, key, firing);
  if (count != 0) Changed();
  return count;
}

std::optional<Queued> PageStore::WaitForPage(const std::string& receiver, std::vector<Outbox::Gone>& gone) {
  gone.clear();
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const Instant now = Now();
    gone = outbox_.RemoveOld(now);
    if (!gone.empty()) Changed();
    if (auto queued = outbox_.Take(receiver, now)) return queued;
    if (!gone.empty()) return std::nullopt;
    const Time look = now.steady + kLookMax;
    changed_.wait_until(lock, std::min(outbox_.NextDue(receiver).value_or(look), look));
  }
  return std::nullopt;
}

ReceiverQueue::Finished PageStore::Finish(const std::string& receiver, const Queued& queued,
                                          const Outcome& outcome, double random) {
  const std::lock_guard lock(mutex_);
  const milliseconds back_off = BackOff(outbox_.Failures(receiver, queued.id) + 1, random);
  const auto finished = outbox_.Finish(receiver, queued, outcome, back_off, Now());
  // The next of the key waits until that is on disk.
  if (finished != ReceiverQueue::Finished::kKept) Changed();
  return finished;
}

std::optional<PageStore::Round> PageStore::WaitForRound(const Receiver& receiver, std::uint64_t seen,
                                                        Time due, Time not_before) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopped_) return std::nullopt;
    const bool news = news_ != seen;
    const Time now = steady_clock::now();
    if (now >= not_before && (news || now >= due))
      return Round{outbox_.ForAlertmanager(receiver, Now()), news_};
    changed_.wait_until(lock, std::max(not_before, news ? not_before : due));
  }
}

bool PageStore::WaitUntil(Time due) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_until(lock, due, [this] { return stopped_; });
}

std::string PageStore::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void PageStore::SetTrouble(std::string trouble) {
  if (!trouble.empty() && trouble_.empty()) {
    galera::LogError("pages are kept in memory only", {{"error", trouble}});
  } else if (trouble.empty() && !trouble_.empty()) {
    galera::LogInfo("pages are on disk again");
  }
  trouble_ = std::move(trouble);
}

void PageStore::WriteUntilStopped() {
  std::unique_lock lock(mutex_);
  Time again = Time::max();
  for (;;) {
    const auto due = [&] { return stopped_ || version_ != settled_; };
    if (again == Time::max()) {
      changed_.wait(lock, due);
    } else {
      changed_.wait_until(lock, again, due);
    }
    if (stopped_ && version_ == settled_) return;
    const std::uint64_t version = version_;
    const std::uint64_t last_id = outbox_.last_id();
    const OutboxContent content = outbox_.Content(Now());
    lock.unlock();
    const galera::Status saved = file_.Save(content);
    lock.lock();
    hangs_ = false;
    SetTrouble(saved ? "" : saved.error().message);
    again = saved ? Time::max() : steady_clock::now() + kWriteAgain;
    settled_ = version;
    outbox_.Stored(last_id);
    changed_.notify_all();
  }
}

void PageStore::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace watchdog

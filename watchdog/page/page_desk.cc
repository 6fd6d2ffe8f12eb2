#include "page/page_desk.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "page/bounded_thread.h"
#include "page/courier.h"
#include "page/page_store.h"
#include "page/payload.h"
#include "page/receiver_book.h"
#include "page/sender.h"

namespace watchdog {
namespace {

using galera::Error;
using galera::ErrorCode;
using galera::Result;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr milliseconds kEndMax{400};

std::size_t UrlsOf(const Receiver& receiver) {
  if (receiver.kind == Receiver::Kind::kAlertmanager) return receiver.urls.size();
  return 1;
}

// A test page on its way to one URL.
struct Trial {
  Trial(const Receiver& to, std::size_t which, const std::string& agent)
      : receiver(to), url(which), courier(to, agent) {}

  void Run(const Page& page) {
    const auto start = steady_clock::now();
    const Reply reply =
        courier.Send(url, RenderPayload(receiver, {Bounded(page), false}, system_clock::now()));
    const Outcome outcome = OutcomeOf(reply, system_clock::now());
    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
    const std::lock_guard lock(mutex);
    delivered = outcome.kind == Outcome::Kind::kDelivered;
    detail = outcome.detail + (outcome.answered ? " in " + std::to_string(took.count()) + " ms" : "");
  }

  const Receiver receiver;
  const std::size_t url;
  Courier courier;
  std::mutex mutex;
  bool delivered = false;
  std::string detail = "no answer in time";
};

// One receiver's trials as one result.
TestResult ResultOf(const Receiver& receiver, const std::vector<std::shared_ptr<Trial>>& trials) {
  TestResult result{receiver.name, !trials.empty(), trials.empty() ? "it has no URL" : ""};
  for (const auto& trial : trials) {
    const std::lock_guard lock(trial->mutex);
    result.delivered = result.delivered && trial->delivered;
    if (!result.detail.empty()) result.detail += "; ";
    if (trials.size() > 1) result.detail += ShownUrl(receiver.urls[trial->url]) + ": ";
    result.detail += trial->detail;
  }
  return result;
}

}  // namespace

struct PageDesk::Impl {
  explicit Impl(PageDeskOptions given);
  ~Impl();

  const PageDeskOptions options;
  std::shared_ptr<ReceiverBook> book;
  std::shared_ptr<PageStore> store;
  std::vector<std::shared_ptr<Sender>> senders;
  std::vector<BoundedThread> threads;
};

PageDesk::Impl::Impl(PageDeskOptions given)
    : options(std::move(given)),
      book(std::make_shared<ReceiverBook>(options.receivers)),
      store(std::make_shared<PageStore>(options.receivers, QueueLimits{options.pages_max, options.age_max},
                                        options.state_directory)) {
  threads.emplace_back([store = store] { store->WriteUntilStopped(); });
  for (const Receiver& receiver : options.receivers) {
    for (std::size_t url = 0; url < UrlsOf(receiver); ++url) {
      const auto sender = std::make_shared<Sender>(receiver, url, options.user_agent, store, book);
      senders.push_back(sender);
      threads.emplace_back([sender] { sender->Run(); });
    }
  }
}

PageDesk::Impl::~Impl() {
  const auto end = steady_clock::now() + kEndMax;
  store->Stop();
  for (const auto& sender : senders) sender->Stop();
  for (const BoundedThread& thread : threads) (void)thread.Join(end);
}

PageDesk::PageDesk(PageDeskOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
PageDesk::~PageDesk() = default;

void PageDesk::Put(const Page& page, std::optional<milliseconds> delay) {
  TellGone(impl_->store->Put(page, delay), *impl_->book);
}

void PageDesk::DeliveredByPeer(const std::string& receiver, const std::string& key, bool firing) {
  const std::size_t count = impl_->store->DeliveredByPeer(receiver, key, firing);
  if (count != 0) impl_->book->Count(receiver, "by_peer", count);
}

std::vector<Page> PageDesk::Open() const {
  return impl_->store->Read([](const Outbox& outbox, const Instant&) { return outbox.Open(); });
}

std::vector<Delivery> PageDesk::Delivered() const {
  return impl_->store->Read([](const Outbox& outbox, const Instant& now) { return outbox.Delivered(now); });
}

std::vector<Delivery> PageDesk::Held() const {
  return impl_->store->Read([](const Outbox& outbox, const Instant& now) { return outbox.Held(now); });
}

Result<std::vector<TestResult>> PageDesk::Test(const std::string& receiver, const Page& page,
                                               milliseconds timeout) {
  struct Asked {
    const Receiver& receiver;
    std::vector<std::shared_ptr<Trial>> trials;
  };
  std::vector<Asked> asked;
  std::vector<BoundedThread> threads;
  const auto end = steady_clock::now() + timeout;
  for (const Receiver& one : impl_->options.receivers) {
    if (!receiver.empty() && one.name != receiver) continue;
    Asked& entry = asked.emplace_back(Asked{one, {}});
    for (std::size_t url = 0; url < UrlsOf(one); ++url) {
      const auto trial = std::make_shared<Trial>(one, url, impl_->options.user_agent);
      entry.trials.push_back(trial);
      threads.emplace_back([trial, page] { trial->Run(page); });
    }
  }
  if (asked.empty() && !receiver.empty()) {
    std::string names;
    for (const Receiver& one : impl_->options.receivers) names += (names.empty() ? "" : ", ") + one.name;
    return Error{ErrorCode::kNotFound,
                 "no receiver has the name " + receiver +
                     (names.empty() ? "; none is configured" : "; there are: " + names)};
  }
  for (const BoundedThread& thread : threads) (void)thread.Join(end);
  std::vector<TestResult> results;
  for (const Asked& entry : asked) {
    results.push_back(ResultOf(entry.receiver, entry.trials));
    for (const auto& trial : entry.trials) trial->courier.Stop();
  }
  return results;
}

std::vector<ReceiverStatus> PageDesk::Statuses() const {
  std::vector<ReceiverStatus> statuses = impl_->book->Statuses();
  impl_->store->Read([&statuses](const Outbox& outbox, const Instant&) {
    for (ReceiverStatus& status : statuses) {
      const ReceiverQueue* const queue = outbox.QueueOf(status.name);
      if (queue == nullptr) continue;
      status.waiting = queue->waiting();
      for (const Queued& queued : queue->lines()) {
        if (queued.quiet) continue;
        const auto since = queued.queued.wall;
        if (!status.oldest_waiting || since < *status.oldest_waiting) status.oldest_waiting = since;
      }
    }
    return 0;
  });
  return statuses;
}

std::string PageDesk::trouble() const { return impl_->store->trouble(); }

}  // namespace watchdog

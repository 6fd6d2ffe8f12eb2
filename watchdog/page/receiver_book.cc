#include "page/receiver_book.h"

#include <chrono>
#include <utility>

#include "page/payload.h"

namespace watchdog {
namespace {

std::string ShownUrls(const Receiver& receiver) {
  std::string shown = ShownUrl(AddressOf(receiver, 0));
  for (std::size_t i = 1; i < receiver.urls.size(); ++i) shown += ", " + ShownUrl(receiver.urls[i]);
  return shown;
}

const char* Name(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kDelivered:
      return "delivered";
    case Outcome::Kind::kRetry:
      return "retried";
    case Outcome::Kind::kRejected:
      return "rejected";
  }
  return "retried";
}

}  // namespace

ReceiverBook::ReceiverBook(const std::vector<Receiver>& receivers) {
  for (const Receiver& receiver : receivers) {
    Entry entry;
    entry.status.name = receiver.name;
    entry.status.kind = receiver.kind;
    entry.status.shown_url = ShownUrls(receiver);
    for (const char* const outcome : {"delivered", "retried", "rejected", "dropped", "by_peer"})
      entry.status.outcomes[outcome] = 0;
    if (entries_.try_emplace(receiver.name, std::move(entry)).second) order_.push_back(receiver.name);
  }
}

ReceiverBook::Change ReceiverBook::Note(const Receiver& receiver, std::size_t url, const Outcome& outcome) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[receiver.name];
  ++entry.status.outcomes[Name(outcome.kind)];
  if (outcome.kind == Outcome::Kind::kDelivered) {
    entry.status.last_success = std::chrono::system_clock::now();
    return entry.failures.erase(url) != 0 ? Change::kWorksAgain : Change::kNone;
  }
  const std::string where = receiver.urls.size() > 1 ? ShownUrl(receiver.urls.at(url)) + ": " : "";
  std::string& failure = entry.failures[url];
  const bool known = failure == where + outcome.detail;
  failure = where + outcome.detail;
  return known ? Change::kNone : Change::kFails;
}

void ReceiverBook::Count(const std::string& receiver, const std::string& outcome, std::size_t count) {
  const std::lock_guard lock(mutex_);
  entries_[receiver].status.outcomes[outcome] += count;
}

std::vector<ReceiverStatus> ReceiverBook::Statuses() const {
  const std::lock_guard lock(mutex_);
  std::vector<ReceiverStatus> statuses;
  for (const std::string& name : order_) {
    const Entry& entry = entries_.at(name);
    statuses.push_back(entry.status);
    for (const auto& [url, failure] : entry.failures) {
      std::string& all = statuses.back().last_failure;
      all += (all.empty() ? "" : "; ") + failure;
    }
  }
  return statuses;
}

}  // namespace watchdog

#include "page/sender.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "page/back_off.h"
#include "page/payload_alertmanager.h"
#include "system/log.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

std::string Milliseconds(steady_clock::duration time) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(time).count());
}

}  // namespace

Sender::Sender(Receiver receiver, std::size_t url, const std::string& user_agent,
               std::shared_ptr<PageStore> store, std::shared_ptr<ReceiverBook> book)
    : receiver_(std::move(receiver)),
      url_(url),
      courier_(receiver_, user_agent),
      store_(std::move(store)),
      book_(std::move(book)) {}

void Sender::Stop() { courier_.Stop(); }

void Sender::Run() {
  switch (receiver_.kind) {
    case Receiver::Kind::kAlertmanager:
      return KeepAlertmanagerTold();
    case Receiver::Kind::kHeartbeat:
      return SendHeartbeats();
    case Receiver::Kind::kWebhook:
    case Receiver::Kind::kPagerDuty:
    case Receiver::Kind::kSlack:
    case Receiver::Kind::kTeams:
    case Receiver::Kind::kEmail:
      return SendPages();
  }
}

double Sender::Random() {
  static thread_local std::minstd_rand engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

Outcome Sender::Send(const Payload& payload) {
  const Reply reply = courier_.Send(url_, payload);
  stopped_ = reply.transport == Reply::Transport::kStopped;
  Outcome outcome = OutcomeOf(reply, system_clock::now());
  if (stopped_) return outcome;
  switch (book_->Note(receiver_, url_, outcome)) {
    case ReceiverBook::Change::kNone:
      break;
    case ReceiverBook::Change::kFails:
      galera::LogWarn("a receiver of pages fails", {{"receiver", receiver_.name},
                                                    {"url", ShownUrl(AddressOf(receiver_, url_))},
                                                    {"error", outcome.detail}});
      break;
    case ReceiverBook::Change::kWorksAgain:
      galera::LogInfo("a receiver of pages works again",
                      {{"receiver", receiver_.name}, {"url", ShownUrl(AddressOf(receiver_, url_))}});
      break;
  }
  return outcome;
}

void Sender::SendPage(const Queued& queued) {
  const Page& page = queued.message.page;
  const auto start = steady_clock::now();
  const Outcome outcome = Send(RenderPayload(receiver_, queued.message, system_clock::now()));
  if (stopped_) return;  // it is in the outbox
  const auto finished = store_->Finish(receiver_.name, queued, outcome, Random());
  if (finished == ReceiverQueue::Finished::kWithdrawn) book_->Count(receiver_.name, "by_peer");
  if (outcome.kind == Outcome::Kind::kRetry) return;
  const galera::LogField fields[] = {{"receiver", receiver_.name},
                                     {"key", page.key},
                                     {"state", page.firing ? "firing" : "resolved"},
                                     {"answer", outcome.detail},
                                     {"ms", Milliseconds(steady_clock::now() - start)}};
  if (outcome.kind == Outcome::Kind::kDelivered) {
    galera::Log(galera::LogLevel::kInfo, "page delivered", fields);
  } else {
    galera::Log(galera::LogLevel::kError, "page rejected: it is not sent again", fields);
  }
}

void Sender::SendPages() {
  std::vector<Outbox::Gone> gone;
  for (;;) {
    const auto queued = store_->WaitForPage(receiver_.name, gone);
    TellGone(gone, *book_);
    if (!queued && gone.empty()) return;
    if (queued) SendPage(*queued);
  }
}

void Sender::KeepAlertmanagerTold() {
  std::uint64_t seen = 0;
  int failures = 0;
  auto due = steady_clock::now();
  auto not_before = due;
  while (const auto round = store_->WaitForRound(receiver_, seen, due, not_before)) {
    seen = round->news;
    std::optional<Outcome> failed;
    for (const std::string& body : AlertmanagerBodies(receiver_, round->pages, system_clock::now())) {
      const Outcome outcome = Send({"application/json", body, {}});
      if (stopped_) return;
      if (outcome.kind == Outcome::Kind::kRetry) failed = outcome;
    }
    failures = failed ? failures + 1 : 0;
    const auto now = steady_clock::now();
    due = now + (failed ? std::min(BackOff(failures, Random()), kAlertmanagerResend) : kAlertmanagerResend);
    not_before = failed ? now + failed->retry_after.value_or(milliseconds(0)) : now;
  }
}

void Sender::SendHeartbeats() {
  int failures = 0;
  for (;;) {
    const auto start = steady_clock::now();
    const Outcome outcome = Send({});
    if (stopped_) return;
    failures = outcome.kind == Outcome::Kind::kRetry ? failures + 1 : 0;
    const milliseconds next = failures == 0 ? receiver_.interval : BackOff(failures, Random());
    const milliseconds asked = outcome.retry_after.value_or(milliseconds(0));
    if (!store_->WaitUntil(start + std::max(std::min(next, receiver_.interval), asked))) return;
  }
}

void TellGone(const std::vector<Outbox::Gone>& gone, ReceiverBook& book) {
  for (const Outbox::Gone& one : gone) {
    if (one.queued.quiet) continue;
    const Page& page = one.queued.message.page;
    book.Count(one.receiver, "dropped");
    galera::LogError("page dropped: it was never delivered", {{"receiver", one.receiver},
                                                              {"key", page.key},
                                                              {"state", page.firing ? "firing" : "resolved"},
                                                              {"reason", one.why}});
  }
}

}  // namespace watchdog

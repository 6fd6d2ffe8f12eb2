#include "registration/registration.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "system/log.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{200};
constexpr milliseconds kRequestMax{2000};
// PID 1 gives us two seconds once mariadbd has ended.
constexpr milliseconds kWithdrawMax{1500};

}  // namespace

Registration::Registration(ConsulAgent agent, ServiceInstance instance)
    : agent_(std::move(agent)),
      instance_(std::move(instance)),
      // One that hangs must leave time for another before the TTL is over.
      request_timeout_(std::min(kRequestMax, milliseconds(instance_.ttl) / 3)),
      cancel_fd_(eventfd(0, EFD_CLOEXEC)),
      heartbeat_(instance_.ttl) {}

Registration::~Registration() {
  BeginStop(Ending::kWithdraw);
  Stop();
  if (cancel_fd_ >= 0) close(cancel_fd_);
}

void Registration::Start(Report report) {
  report_ = std::move(report);
  // Signals are for the thread that waits for them.
  sigset_t all;
  sigset_t old;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

void Registration::BeginStop(Ending ending) {
  if (thread_.get_stop_token().stop_requested()) return;
  ending_ = ending;
  thread_.request_stop();
  eventfd_write(cancel_fd_, 1);
}

void Registration::Stop() {
  if (thread_.joinable()) thread_.join();
}

void Registration::Loop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    Beat(stop);
    wake_.wait_for(lock, stop, kLook, [] { return false; });
  }
  if (ending_ == Ending::kWithdraw) Withdraw();
}

// Says all that is due now; each turn ends with nothing due, or in a delay.
void Registration::Beat(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const std::optional<CheckReport> report = report_();
    if (!report) return;
    const Heartbeat::Step step = heartbeat_.Next(*report, steady_clock::now());
    if (step == Heartbeat::Step::kNothing) return;
    const ConsulRequest request = step == Heartbeat::Step::kRegister ? RegisterRequest(instance_, *report)
                                                                     : ReportRequest(instance_.id, *report);
    const auto reply = agent_.Send(request, request_timeout_, cancel_fd_);
    if (stop.stop_requested()) return;  // a request that was broken off says nothing
    Take(step, *report, reply);
    up_ = heartbeat_.up();
  }
}

void Registration::Take(Heartbeat::Step step, const CheckReport& report,
                        const galera::Result<ConsulReply>& reply) {
  if (!reply) return TakeFailure(Saying::kSilent, reply.error().message);
  switch (JudgeReply(*reply)) {
    case ConsulVerdict::kDone:
      heartbeat_.Done(step, report, steady_clock::now());
      if (heartbeat_.up()) SayRegistered();
      return;
    case ConsulVerdict::kForgotten:
      if (step == Heartbeat::Step::kRegister) break;
      forgotten_ = true;
      heartbeat_.Forgotten(steady_clock::now());
      return;
    case ConsulVerdict::kDenied:
      return TakeFailure(Saying::kDenied, agent_.Describe(*reply));
    case ConsulVerdict::kFailed:
      break;
  }
  TakeFailure(Saying::kFailing, agent_.Describe(*reply));
}

void Registration::TakeFailure(Saying saying, const std::string& reason) {
  ++failures_;
  heartbeat_.Failed(steady_clock::now());
  if (std::exchange(said_, saying) == saying) return;
  const char* what = saying == Saying::kDenied   ? "Consul refuses us: the node is not registered"
                     : saying == Saying::kSilent ? "Consul does not answer: the node is not registered"
                                                 : "Consul fails: the node is not registered";
  galera::LogWarn(what, {{"agent", agent_.Where()}, {"answer", reason}});
}

void Registration::SayRegistered() {
  const bool again = std::exchange(forgotten_, false);
  if (std::exchange(said_, Saying::kRegistered) == Saying::kRegistered && !again) return;
  galera::LogInfo(again ? "registered with Consul again, which had forgotten us" : "registered with Consul",
                  {{"agent", agent_.Where()}, {"service", instance_.name}, {"id", instance_.id}});
}

// Also when the agent gave no answer: it may have heard us all the same.
void Registration::Withdraw() {
  up_ = false;
  const auto reply = agent_.Send(DeregisterRequest(instance_.id), kWithdrawMax);
  const ConsulVerdict verdict = reply ? JudgeReply(*reply) : ConsulVerdict::kFailed;
  if (verdict == ConsulVerdict::kDone || verdict == ConsulVerdict::kForgotten) {
    return galera::LogInfo("no longer registered with Consul", {{"id", instance_.id}});
  }
  if (said_ != Saying::kRegistered) return;
  galera::LogWarn("Consul could not be told that the node ends: its check will fail within its TTL",
                  {{"answer", reply ? agent_.Describe(*reply) : reply.error().message}});
}

void Registration::AddTo(galera::MetricBatch& batch) const {
  batch.AddGauge("galera_warden_registration_up",
                 "Whether the Consul agent took the last report of this node.", up_ ? 1 : 0);
  batch.AddCounter("galera_warden_registration_failures_total",
                   "Requests to the Consul agent that failed, or were refused.",
                   static_cast<double>(failures_.load()));
}

}  // namespace watchdog

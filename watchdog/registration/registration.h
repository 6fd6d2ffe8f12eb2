// Keeps this node registered with a Consul agent, on a thread of its own:
// nothing here ever makes health, signals or mariadbd wait.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "collect/metric_batch.h"
#include "registration/consul_agent.h"
#include "registration/heartbeat.h"

namespace watchdog {

class Registration {
 public:
  enum class Ending {
    kWithdraw,  // the node ends: the agent is told to forget it, 1.5 s at most
    kLeave,     // another worker takes over at once: nothing is said
  };

  // Does nothing before Start().
  Registration(ConsulAgent agent, ServiceInstance instance);
  ~Registration();  // BeginStop(kWithdraw) unless that was said already, and Stop()
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

  using Report = std::function<std::optional<CheckReport>()>;

  // Registers as soon as the agent answers, tells it what `report` says (see
  // Heartbeat), and starts anew when it has forgotten. While `report` knows
  // nothing, nothing is said: what the last worker said holds. It is asked five
  // times a second, on our thread, and must not wait for anything. Once.
  void Start(Report report);

  // Returns at once; breaks off a request that is under way. Only the first call
  // counts. One thread calls this and what is around it.
  void BeginStop(Ending ending);
  // Waits for the end of what BeginStop() began; `report` is not asked any more.
  void Stop();

  // galera_warden_registration_*. Any thread.
  void AddTo(galera::MetricBatch& batch) const;

 private:
  // What was logged last.
  enum class Saying { kNothing, kRegistered, kSilent, kDenied, kFailing };

  void Loop(const std::stop_token& stop);
  void Beat(const std::stop_token& stop);
  void Take(Heartbeat::Step step, const CheckReport& report, const galera::Result<ConsulReply>& reply);
  void TakeFailure(Saying saying, const std::string& reason);
  void SayRegistered();
  void Withdraw();

  const ConsulAgent agent_;
  const ServiceInstance instance_;
  const std::chrono::milliseconds request_timeout_;
  int cancel_fd_ = -1;  // readable once stopping

  // Of the thread.
  Report report_;
  Heartbeat heartbeat_;
  Saying said_ = Saying::kNothing;
  bool forgotten_ = false;

  std::atomic<bool> up_ = false;
  std::atomic<std::uint64_t> failures_ = 0;
  std::atomic<Ending> ending_ = Ending::kWithdraw;
  std::mutex mutex_;  // for wake_ alone
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: uses the rest
};

}  // namespace watchdog

// What to say to the agent next, and when. Pure: time, reports and answers are
// arguments.
#pragma once

#include <chrono>
#include <optional>

#include "registration/service_instance.h"

namespace watchdog {

class Heartbeat {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Step { kNothing, kRegister, kReport };

  explicit Heartbeat(std::chrono::seconds ttl) : interval_(ttl / 3.0) {}

  // Register first, then report: every third of the TTL, and at once when
  // `report` passes and the last one did not, or the other way round. Another
  // reason alone waits for its turn: it may change with every look.
  Step Next(const CheckReport& report, Time now) const;

  // What became of the step that Next() gave.
  void Done(Step step, const CheckReport& report, Time now);
  // The agent lost us: register at once, unless it did so right after registering.
  void Forgotten(Time now);
  // Waits 1 s, then twice as long each time, never longer than 15 s.
  void Failed(Time now);

  // The last thing said to the agent was a report, and it took it.
  bool up() const { return up_; }

 private:
  const std::chrono::duration<double> interval_;
  bool registered_ = false;
  bool up_ = false;
  int failures_ = 0;
  std::optional<bool> told_;  // that it passes; nullopt: nothing since it was registered
  Time told_at_;
  Time not_before_;
};

}  // namespace watchdog

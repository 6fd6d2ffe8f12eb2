// When mariadbd, asked to stop, gets which signal. Pure: time is an argument.
#pragma once

#include <chrono>
#include <optional>

#include "supervisor/message.h"

namespace watchdog::supervisor {

using Time = std::chrono::steady_clock::time_point;

inline constexpr std::chrono::seconds kProgressEach{10};

enum class StopStep {
  kNone,
  kTerminate,  // SIGTERM is due
  kKill,       // SIGKILL is due
  kProgress,   // it is time to say that we still wait
};

// The grace is that of the phase now, counted from SIGTERM: a mariadbd that got
// into a state transfer meanwhile is not killed as one that waits.
class ServerStop {
 public:
  // A signal asks for it: SIGTERM after the drain of a serving one. A second one: SIGTERM at once (again).
  void BySignal(Time now, control::Phase phase, const control::Graces& graces);
  // The worker asks for it. In a stop by signal it only cuts the drain short.
  void ByWorker(Time now, std::chrono::milliseconds grace);
  void Reset() { *this = ServerStop(); }

  // Answers each due step once.
  StopStep Next(Time now, control::Phase phase, const control::Graces& graces);
  // When there is one; nullopt: none to come.
  std::optional<Time> Due(control::Phase phase, const control::Graces& graces) const;

  bool begun() const { return begun_.has_value(); }
  bool draining() const { return terminate_at_.has_value(); }
  std::chrono::seconds Waited(Time now) const;
  // Until SIGKILL; nullopt: there will be none, or it was sent.
  std::optional<std::chrono::milliseconds> GraceLeft(Time now, control::Phase phase,
                                                     const control::Graces& graces) const;

 private:
  std::optional<Time> KillAt(control::Phase phase, const control::Graces& graces) const;

  bool by_signal_ = false;
  std::optional<Time> begun_;
  std::optional<Time> terminate_at_;  // SIGTERM is still to come
  std::optional<Time> terminated_at_;
  std::optional<std::chrono::milliseconds> own_grace_;
  bool killed_ = false;
  Time progress_at_;
};

}  // namespace watchdog::supervisor

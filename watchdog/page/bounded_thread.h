// A thread that is waited for only so long: what it does may hang in a disk or in a library.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace watchdog {

class BoundedThread {
 public:
  // `run` owns all that it uses. Signals are for the thread that waits for them: this one has them blocked,
  // SIGPIPE of a connection that broke included.
  explicit BoundedThread(std::function<void()> run);

  // False if it has not ended by then: it is left to itself.
  bool Join(std::chrono::steady_clock::time_point until) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace watchdog

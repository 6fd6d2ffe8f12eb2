// Waiting with an end. Every wait of the harness goes through here.
#pragma once

#include <chrono>
#include <thread>

namespace galera::testing_cluster {

using Millis = std::chrono::milliseconds;

class Deadline {
 public:
  explicit Deadline(Millis from_now) : end_(std::chrono::steady_clock::now() + from_now) {}
  bool Passed() const { return Left() == Millis(0); }
  Millis Left() const {
    const auto left = std::chrono::ceil<Millis>(end_ - std::chrono::steady_clock::now());
    return left > Millis(0) ? left : Millis(0);
  }

 private:
  std::chrono::steady_clock::time_point end_;
};

// Asks `predicate` until it says true (returns true) or `timeout` has passed
// (false). It is asked at least once, and then every `period`.
template <typename Predicate>
bool WaitUntil(Predicate predicate, Millis timeout, Millis period = Millis(20)) {
  const Deadline deadline(timeout);
  while (!predicate()) {
    if (deadline.Passed()) return false;
    std::this_thread::sleep_for(period);
  }
  return true;
}

}  // namespace galera::testing_cluster

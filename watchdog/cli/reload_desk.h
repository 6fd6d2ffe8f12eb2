// Hands a reload over to the main thread and waits for the outcome: HTTP
// threads have small stacks and must not parse files.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace watchdog {

// Any thread may call Request; one thread calls Done.
class ReloadDesk {
 public:
  // `wake` makes the main thread reload, for example by a signal.
  explicit ReloadDesk(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Waits for at most five seconds. Empty on success, else the problems.
  std::string Request();

  // Around each reload, also one that nobody here has asked for. A request is
  // answered by a reload that begins after it.
  void Begin();
  void Done(const std::string& problems);

 private:
  std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::uint64_t begun_ = 0;  // protected by mutex_
  std::uint64_t ended_ = 0;  // protected by mutex_
  std::string problems_;     // protected by mutex_
};

}  // namespace watchdog

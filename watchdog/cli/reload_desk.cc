#include "cli/reload_desk.h"

#include <chrono>

namespace watchdog {

std::string ReloadDesk::Request() {
  std::unique_lock lock(mutex_);
  const std::uint64_t mine = begun_ + 1;
  wake_();
  if (!done_.wait_for(lock, std::chrono::seconds(5), [&] { return ended_ >= mine; })) {
    return "the reload did not end within five seconds\n";
  }
  return problems_;
}

void ReloadDesk::Begin() {
  const std::lock_guard lock(mutex_);
  ++begun_;
}

void ReloadDesk::Done(const std::string& problems) {
  const std::lock_guard lock(mutex_);
  ended_ = begun_;
  problems_ = problems;
  done_.notify_all();
}

}  // namespace watchdog

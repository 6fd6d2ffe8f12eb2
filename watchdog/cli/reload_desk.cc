#include "cli/reload_desk.h"

#include <chrono>

namespace watchdog {

std::string ReloadDesk::Request() {
  std::unique_lock lock(mutex_);
  const std::uint64_t before = reloads_;
  wake_();
  if (!done_.wait_for(lock, std::chrono::seconds(5), [&] { return reloads_ > before; })) {
    return "the reload did not end within five seconds\n";
  }
  return problems_;
}

void ReloadDesk::Done(const std::string& problems) {
  const std::lock_guard lock(mutex_);
  ++reloads_;
  problems_ = problems;
  done_.notify_all();
}

}  // namespace watchdog

#include "page/bounded_thread.h"

#include <pthread.h>
#include <signal.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace watchdog {

struct BoundedThread::State {
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
};

BoundedThread::BoundedThread(std::function<void()> run) : state_(std::make_shared<State>()) {
  sigset_t all;
  sigset_t old;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  std::thread([state = state_, run = std::move(run)]() mutable {
    run();
    run = nullptr;  // what it owns goes before it is said to have ended
    const std::lock_guard lock(state->mutex);
    state->ended = true;
    state->changed.notify_all();
  }).detach();
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

bool BoundedThread::Join(std::chrono::steady_clock::time_point until) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_until(lock, until, [this] { return state_->ended; });
}

}  // namespace watchdog

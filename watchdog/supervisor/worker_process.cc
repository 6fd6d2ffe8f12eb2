#include "supervisor/worker_process.h"

#include <csignal>
#include <cstring>
#include <utility>

#include "supervisor/server_process.h"
#include "supervisor/worker_link.h"

namespace watchdog::supervisor {

using std::chrono::milliseconds;

bool WorkerProcess::Start(Time now, int control_end, int log_end, std::string* problem) {
  ChildRequest child;
  child.argv = argv_;
  child.environment = ChangedEnvironment(
      OurEnvironment(), {std::string(kControlVariable) + "=" + std::to_string(kFirstPassed),
                         std::string(kLogVariable) + "=" + std::to_string(kFirstPassed + 1)});
  child.passed = {control_end, log_end};
  child.death_signal = SIGTERM;
  auto spawned = Spawn(child, problem);
  if (!spawned) {
    start_at_ = now + delay_.AfterDeath(milliseconds(0));
    return false;
  }
  pid_ = spawned->pid;
  report_ = std::move(spawned->report);
  exec_error_.reset();
  started_at_ = now;
  start_at_.reset();
  return true;
}

void WorkerProcess::ReadReport() {
  if (!report_.valid()) return;
  exec_error_ = ReadExecReport(report_.get());
  if (!exec_error_) return;
  report_.Close();
  exec_failures_ = *exec_error_ == 0 ? 0 : exec_failures_ + 1;
}

void WorkerProcess::Signal(int signal) const {
  if (pid_ != 0) ::kill(pid_, signal);
}

void WorkerProcess::SignalIfExecuted(int signal) const {
  if (exec_error_ == 0) Signal(signal);
}

WorkerProcess::Death WorkerProcess::TakeEnd(Time now, int wait_status) {
  ReadReport();
  Death death;
  death.end = EndOf(wait_status);
  if (exec_error_.value_or(0) != 0) death.reason = "execute " + argv_[0] + ": " + std::strerror(*exec_error_);
  death.restart_in = delay_.AfterDeath(std::chrono::duration_cast<milliseconds>(now - started_at_));
  pid_ = 0;
  report_.Close();
  start_at_ = now + death.restart_in;
  return death;
}

void WorkerProcess::End(Time now, milliseconds grace) {
  start_at_.reset();
  if (pid_ == 0) return;
  Signal(SIGTERM);
  Signal(SIGCONT);  // a stopped process does not act on SIGTERM
  kill_at_ = now + grace;
}

bool WorkerProcess::KillIfDue(Time now) {
  if (!kill_at_ || *kill_at_ > now || pid_ == 0) return false;
  kill_at_.reset();
  Signal(SIGKILL);
  return true;
}

std::optional<Time> WorkerProcess::Due() const { return start_at_ ? start_at_ : kill_at_; }

}  // namespace watchdog::supervisor

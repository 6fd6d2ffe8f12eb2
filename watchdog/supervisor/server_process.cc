#include "supervisor/server_process.h"

#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <ctime>
#include <utility>

#include "supervisor/worker_link.h"

namespace watchdog::supervisor {

control::ProcessEnd EndOf(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {true, WTERMSIG(wait_status)};
  return {false, WEXITSTATUS(wait_status)};
}

bool ServerProcess::Start(const control::Start& request, int output, std::string* problem) {
  ChildRequest child;
  child.argv = request.argv;
  child.environment = ChangedEnvironment(
      ChangedEnvironment(OurEnvironment(), {kControlVariable, kLogVariable}), request.environment);
  child.output = output;
  child.own_session = true;  // Ctrl-C in a terminal is for us to act upon
  auto spawned = Spawn(child, problem);
  if (!spawned) return false;
  pid_ = spawned->pid;
  report_ = std::move(spawned->report);
  exec_error_.reset();
  told_ = false;
  program_ = request.argv[0];
  described_ = {};
  described_.pid = pid_;
  described_.argv = request.argv;
  described_.started_at = static_cast<std::int64_t>(std::time(nullptr));
  return true;
}

void ServerProcess::ReadReport() {
  if (!report_.valid()) return;
  exec_error_ = ReadExecReport(report_.get());
  if (exec_error_) report_.Close();
}

bool ServerProcess::TakeExecuted() {
  ReadReport();
  if (told_ || exec_error_ != 0) return false;
  told_ = true;
  return true;
}

void ServerProcess::Signal(int signal) const {
  if (pid_ != 0) ::kill(pid_, signal);
}

void ServerProcess::SignalIfExecuted(int signal) const {
  if (exec_error_ == 0) Signal(signal);
}

control::Ended ServerProcess::TakeEnd(int wait_status) {
  ReadReport();
  control::Ended ended;
  ended.end = EndOf(wait_status);
  if (exec_error_.value_or(0) != 0) {
    ended.reason = "execute " + program_.substr(0, 500) + ": " + std::strerror(*exec_error_);
  }
  pid_ = 0;
  report_.Close();
  described_ = {};
  return ended;
}

control::Hello ServerProcess::Describe() const { return described_; }

}  // namespace watchdog::supervisor

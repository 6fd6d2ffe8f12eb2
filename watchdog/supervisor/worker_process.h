// The worker: started, started again after its death, asked to end. Never waits. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "supervisor/child.h"
#include "supervisor/message.h"
#include "supervisor/restart_delay.h"
#include "supervisor/server_stop.h"

namespace watchdog::supervisor {

// So many failed executions in a row are not going to be mended.
inline constexpr int kExecFailuresMax = 3;

class WorkerProcess {
 public:
  WorkerProcess(std::vector<std::string> argv, RestartDelay delay) : argv_(std::move(argv)), delay_(delay) {}

  // False, with the problem, when there is no new process; the next try is due after a delay.
  bool Start(Time now, int control_end, int log_end, std::string* problem);
  bool StartDue(Time now) const { return start_at_ && *start_at_ <= now; }

  bool running() const { return pid_ != 0; }
  pid_t pid() const { return pid_; }
  int report_fd() const { return report_.get(); }
  void ReadReport();  // once report_fd() is readable
  void Signal(int signal) const;
  void SignalIfExecuted(int signal) const;

  struct Death {
    control::ProcessEnd end;
    std::string reason;  // why it could not be executed, else empty
    std::chrono::milliseconds restart_in{0};
  };
  // waitpid gave its status: it does not run any more; the next start is due after a delay.
  Death TakeEnd(Time now, int wait_status);
  bool hopeless() const { return exec_failures_ >= kExecFailuresMax; }

  // SIGTERM now and SIGKILL after the grace; it is not started again.
  void End(Time now, std::chrono::milliseconds grace);
  // True when SIGKILL was due, and sent.
  bool KillIfDue(Time now);
  // When StartDue or KillIfDue has something to do; nullopt: never.
  std::optional<Time> Due() const;

 private:
  std::vector<std::string> argv_;
  RestartDelay delay_;
  pid_t pid_ = 0;
  FileDescriptor report_;
  std::optional<int> exec_error_;  // 0: it was executed
  int exec_failures_ = 0;          // in a row
  Time started_at_;
  std::optional<Time> start_at_ = Time();
  std::optional<Time> kill_at_;
};

}  // namespace watchdog::supervisor

// The mariadbd that runs, if one does. Never waits. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "supervisor/child.h"
#include "supervisor/message.h"

namespace watchdog::supervisor {

// Of a status from waitpid.
control::ProcessEnd EndOf(int wait_status);

class ServerProcess {
 public:
  // False, with the problem, when there is no new process. `output`: its stdout and stderr.
  bool Start(const control::Start& request, int output, std::string* problem);

  bool running() const { return pid_ != 0; }
  pid_t pid() const { return pid_; }
  int report_fd() const { return report_.get(); }
  // True once: when the program got under way.
  bool TakeExecuted();
  void Signal(int signal) const;
  // Not while it is still the supervisor's own program, which the signal would end.
  void SignalIfExecuted(int signal) const;

  // waitpid gave its status: it does not run any more.
  control::Ended TakeEnd(int wait_status);

  // pid, argv and start of the one that runs.
  control::Hello Describe() const;
  const std::string& program() const { return program_; }

 private:
  void ReadReport();

  pid_t pid_ = 0;
  FileDescriptor report_;
  std::optional<int> exec_error_;  // 0: it was executed
  bool told_ = false;
  std::string program_;
  control::Hello described_;
};

}  // namespace watchdog::supervisor

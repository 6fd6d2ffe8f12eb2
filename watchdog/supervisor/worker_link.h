// The worker's side of the supervisor: messages both ways, and the lines that
// mariadbd logs. Every wait has a deadline; a timeout of zero only looks.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "supervisor/file_descriptor.h"
#include "supervisor/message.h"

namespace watchdog {

inline constexpr char kControlVariable[] = "GALERA_WARDEN_CONTROL_FD";
inline constexpr char kLogVariable[] = "GALERA_WARDEN_LOG_FD";

class WorkerLink {
 public:
  // At the start of the worker, before there are threads: takes both variables
  // out of the environment, so that children of the worker do not see them.
  // nullopt, with the problem, when no supervisor started us.
  static std::optional<WorkerLink> FromEnvironment(std::string* problem);

  // Any thread. False, with the problem: no valid message, the supervisor is
  // gone, or it took nothing off us for the whole timeout.
  bool Send(const control::Message& message, std::string* problem,
            std::chrono::milliseconds timeout = std::chrono::seconds(1)) const;

  struct Received {
    std::optional<control::Message> message;  // none: nothing came in time, or closed
    bool closed = false;                      // the supervisor is gone
  };
  // One thread. What is no message is skipped.
  Received Receive(std::chrono::milliseconds timeout) const;

  struct LogLines {
    std::uint64_t dropped = 0;       // lines lost before these
    std::vector<std::string> lines;  // without their ends, cut at 4 KiB; 32 KiB in all at most
    bool closed = false;
  };
  // One thread, which may be another one. Lines that no worker had read before
  // come first, those said while there was none included.
  LogLines ReadLogLines(std::chrono::milliseconds timeout) const;

  // Until there is a message or lines of the log to read, or `timeout` is over. Any thread.
  void Await(std::chrono::milliseconds timeout) const;

  // To poll for reading beside others.
  int control_fd() const { return control_.get(); }
  int log_fd() const { return log_.get(); }

 private:
  WorkerLink(int control, int log) : control_(control), log_(log) {}

  supervisor::FileDescriptor control_;
  supervisor::FileDescriptor log_;
};

}  // namespace watchdog

// The supervisor's end of the control channel to one worker. Never waits. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "supervisor/file_descriptor.h"
#include "supervisor/message.h"

namespace watchdog::supervisor {

// A worker that leaves so many messages unread is past help.
inline constexpr std::size_t kMessagesMax = 64;

class ControlChannel {
 public:
  // Replaces the one to the worker before. False, with the problem, for want of descriptors.
  bool Open(std::string* problem);
  void Close();

  int worker_end() const { return worker_end_.get(); }
  void CloseWorkerEnd() { worker_end_.Close(); }  // once the worker has it

  int readable_fd() const { return ours_.get(); }
  int writable_fd() const { return queue_.empty() ? -1 : ours_.get(); }

  // Sent at once, or when there is space. False: the queue is full, the message is lost.
  bool Send(const control::Message& message);
  void Flush();

  struct Received {
    std::optional<control::Message> message;
    std::string problem;  // of a packet that is no message
  };
  // The next packet; nullopt: there is none now. An end that was hung up is closed.
  std::optional<Received> Receive();

 private:
  FileDescriptor ours_;
  FileDescriptor worker_end_;
  std::deque<std::string> queue_;
};

}  // namespace watchdog::supervisor

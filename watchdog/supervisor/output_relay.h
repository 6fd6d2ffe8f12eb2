// Takes mariadbd's output off its hands as fast as it comes, and passes it to
// our standard error and to the worker as fast as these take it. Never waits
// for either; memory is bounded; what does not fit is left out and counted.
// One thread.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>

#include "supervisor/file_descriptor.h"
#include "supervisor/log_line.h"
#include "supervisor/log_packet.h"
#include "supervisor/output_buffer.h"

namespace watchdog::supervisor {

class OutputRelay {
 public:
  // False, with the problem, for want of descriptors.
  bool Open(std::string* problem);

  // For mariadbd: its stdout and stderr.
  int server_end() const { return server_end_.get(); }
  // For the worker: where it reads lines. One socket for all workers: what waits in it outlives one of them.
  int worker_end() const { return worker_end_.get(); }

  void Log(std::string_view level, std::string_view message, std::initializer_list<Field> fields = {});

  // What to poll for, -1 to leave out.
  int readable_fd() const { return from_server_.get(); }
  int writable_fd() const;         // our standard error
  int packet_writable_fd() const;  // the worker's lines

  // Each does what can be done now, within a bound.
  void Read();
  void WriteError();
  void SendPacket();
  // At the end: what is still in mariadbd's pipe, a line without an end included.
  void ReadRest();
  // Writes what is left, for so long at most.
  void Finish(std::chrono::milliseconds limit);

 private:
  void Take(std::string_view bytes);
  void TakePiece(const LineCutter::Piece& piece);
  void SayDropped(std::uint64_t lines);
  bool WriteOnce();

  FileDescriptor from_server_;
  FileDescriptor server_end_;
  FileDescriptor to_worker_;
  FileDescriptor worker_end_;
  FileDescriptor reopened_error_;  // standard error with a flag of our own, where that can be had
  bool error_is_socket_ = false;

  LineCutter cutter_;
  OutputBuffer buffer_;
  LogPacketBuilder packet_;
};

}  // namespace watchdog::supervisor

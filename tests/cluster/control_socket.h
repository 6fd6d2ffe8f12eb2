// How a second galera-cluster talks to the one that runs: one line of command
// over a Unix socket in the cluster's directory, an answer, end.
#pragma once

#include <functional>
#include <string>

#include "cluster/file_descriptor.h"
#include "cluster/wait.h"
#include "galera/result.h"

namespace galera::testing_cluster {

struct Answer {
  bool ok = true;
  std::string text;
};

// One thread.
class ControlSocket {
 public:
  // Listens at directory/control.sock; only the same user can connect.
  static Result<ControlSocket> Listen(const std::string& directory);
  int fd() const { return socket_.get(); }
  // Call when fd() is readable: takes one command, gives the handler's answer.
  // A client that says nothing for 2 s is dropped.
  void Serve(const std::function<Answer(const std::string& command)>& handler) const;

 private:
  explicit ControlSocket(FileDescriptor socket) : socket_(std::move(socket)) {}
  FileDescriptor socket_;
};

// kUnavailable if no galera-cluster runs there, kTimeout if it does not answer.
Result<Answer> SendCommand(const std::string& directory, const std::string& command, Millis timeout);

}  // namespace galera::testing_cluster

// The way of a person's word to a running warden: a Unix stream socket, one request and one answer a
// connection (pager/control_message.h). For our own user and root only.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "galera/result.h"
#include "pager/control_message.h"

namespace watchdog {

inline constexpr std::string_view kControlSocketFile = "control.sock";

// `given` (PagingSettings::control_socket) if it is not empty, else kControlSocketFile in `directory`: of
// node its run directory, of monitor its state directory.
std::string ControlSocketPath(const std::string& given, const std::string& directory);

// Called by the socket's thread, one request at a time; the answer waits for it, and so do other requests.
// Bounded: AskControl() waits 30 seconds.
using ControlHandler = std::function<ControlAnswer(const ControlRequest&)>;

// One thread. A client that hangs is hung up on after two seconds, whatever it does.
class ControlSocket {
 public:
  // Makes the directory, and replaces what a killed worker left. kInvalid for a path that is too long or not
  // a socket's, kUnavailable where another warden answers there, kDenied.
  static galera::Result<std::unique_ptr<ControlSocket>> Open(const std::string& path, ControlHandler handler);
  ~ControlSocket();  // waits for a call of the handler that is under way; removes the socket
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  struct Impl;
  explicit ControlSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// One request and its answer, `timeout` at most. kNotFound: no socket is there; kUnavailable: one that nobody
// listens on, or that hung up; kDenied: it is somebody else's; kTimeout; kInvalid: no answer of ours.
galera::Result<ControlAnswer> AskControl(const std::string& path, const ControlRequest& request,
                                         std::chrono::milliseconds timeout = std::chrono::seconds(30));

}  // namespace watchdog

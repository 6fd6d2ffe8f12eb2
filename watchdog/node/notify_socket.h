// The way of a notification from mariadbd's notify command to the worker: one
// datagram. mariadbd waits for its command, so that sending never waits: nobody
// at the other end, or a full queue, is a lost notification, and the next look at
// the server tells the same.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "galera/notification.h"
#include "galera/result.h"
#include "settings/node_settings.h"

namespace watchdog {

std::string NotifySocketPath(const NodeSettings& settings);  // in the run directory

// kUnavailable when nobody listens or the queue is full.
galera::Status SendNotification(const std::string& path, std::span<const std::string> arguments);

// One thread.
class NotifySocket {
 public:
  // Replaces the socket that a killed one left, and nothing else. `user` is mariadbd's account: only root,
  // our own account and the group of `user` can write to it; where the socket can't be given to that group,
  // the log says so.
  static galera::Result<NotifySocket> Open(const std::string& path, const std::string& user);
  NotifySocket(NotifySocket&& other) noexcept;
  NotifySocket& operator=(NotifySocket&&) = delete;
  ~NotifySocket();  // leaves the file: the next one replaces it

  // nullopt at the end of `timeout`, and for what is no notification (logged).
  std::optional<galera::Notification> Receive(std::chrono::milliseconds timeout) const;

 private:
  explicit NotifySocket(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace watchdog

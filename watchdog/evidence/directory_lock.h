// Whether somebody works on a data directory: a live mariadbd, or another warden.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "galera/result.h"

namespace watchdog {

struct LiveServer {
  pid_t pid = 0;     // 0: of another PID namespace (another container)
  std::string text;  // "mariadbd (PID 7) works on /var/lib/mysql: it has locked ibdata1"
};

// Looks, changes nothing. By the fcntl locks that mariadbd has on ibdata1 and
// aria_log_control while it serves and in --wsrep-recover (measured); and, for one
// that waits for a primary component and has opened neither, by who has grastate.dat
// or galera.cache open for writing (measured: from 50 ms after its start on).
// What that second look can't see: a mariadbd of another PID namespace. A mariadbd that
// we have no right to look into counts, unless its command line names another
// directory. nullopt: nobody, as far as can be seen. Any thread.
std::optional<LiveServer> FindLiveServer(const std::string& data_directory);

// Held by one warden at a time, so that two never recover beside each other. An
// flock on a file of its own: free when its owner is gone, in whatever way, with
// all that holds the descriptor (ProgramSpec::held_descriptor).
class DirectoryLock {
 public:
  // Waits for `patience` at most. kUnavailable (whose it is, or `stop`), kNotFound and
  // kDenied (the directory, and what to do).
  static galera::Result<DirectoryLock> Take(const std::string& data_directory,
                                            std::chrono::milliseconds patience,
                                            const std::stop_token& stop = {});
  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();  // lets go, and removes the file

  int descriptor() const { return fd_; }

 private:
  DirectoryLock(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::string path_;
  int fd_ = -1;
};

}  // namespace watchdog

// galera-warden as its users start it: the real program, on free ports, with an environment that holds
// nothing of the caller's that it would read.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cluster/child_process.h"
#include "http_client/http_client.h"

namespace galera::process {

using testing_cluster::Millis;

// A directory of one test, gone with it.
class Directory {
 public:
  Directory();
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  // Creates or replaces a file and returns its path. A reader sees the old text or the new one.
  std::string Write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

struct WardenSetup {
  std::string program;                   // a symlink to it, perhaps; empty: itself
  std::vector<std::string> arguments;    // all of them
  std::vector<std::string> environment;  // NAME=VALUE
};

std::string WardenProgram();

// Runs it to its end, for command lines that end by themselves. Throws if that takes over ten seconds.
testing_cluster::CommandResult RunWarden(const WardenSetup& setup, const Directory& home);

// One that serves. Health ports are free ones of 127.0.0.1 unless the setup says otherwise; the metrics port
// is the setup's to name (127.0.0.1:0). Ends with the object.
class WardenProcess {
 public:
  // Throws, with its log, unless every port is open within ten seconds. Needs log.level info or debug.
  static std::unique_ptr<WardenProcess> Start(const WardenSetup& setup, const Directory& home);

  // As logged: "127.0.0.1:41234". `server` is metrics, ready or synced. Empty if it does not listen.
  std::string Address(const std::string& server) const;
  std::uint16_t Port(const std::string& server) const;

  // Of the metrics port.
  test::HttpResult Get(const std::string& path = "/metrics", const test::Headers& headers = {},
                       Millis timeout = test::kHttpTimeout) const;
  test::HttpResult Send(const std::string& method, const std::string& path,
                        const test::Headers& headers = {}) const;
  // A page of metrics; throws unless the answer is 200.
  std::string Page(const std::string& path = "/metrics") const;

  std::string Log() const { return child_.Stderr(); }
  void Signal(int signal);  // nothing happens if it has ended
  pid_t pid() const { return child_.pid(); }
  testing_cluster::ChildProcess& child() { return child_; }

 private:
  explicit WardenProcess(testing_cluster::ChildProcess child) : child_(std::move(child)) {}

  testing_cluster::ChildProcess child_;
};

}  // namespace galera::process

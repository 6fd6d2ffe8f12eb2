// A supervisor under test with puppets for worker and mariadbd, each a real
// process that tells the test what happens to it and does what it is told.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <list>
#include <optional>
#include <string>
#include <vector>

#include "cluster/child_process.h"
#include "cluster/file_descriptor.h"
#include "cluster/wait.h"

namespace watchdog::stage {

using galera::testing_cluster::ChildProcess;
using galera::testing_cluster::Millis;
using galera::testing_cluster::Sink;

// For what happens at once.
inline constexpr Millis kPatience{10'000};

// One process on the stage. Killed with -9, if it still lives, with this object.
class Puppet {
 public:
  Puppet(galera::testing_cluster::FileDescriptor connection, pid_t pid);
  Puppet(Puppet&&) = default;
  ~Puppet();

  const std::string& role() const { return role_; }
  pid_t pid() const { return pid_; }                       // as we see it
  const std::string& own_pid() const { return own_pid_; }  // as it does

  void Tell(const std::string& command) const;
  // The next of its words that starts so, those before it are passed over. Empty after `timeout` or its end.
  std::string Hear(const std::string& start, Millis timeout = kPatience) const;
  bool Gone(Millis timeout = kPatience) const;
  void Kill(int signal) const;

 private:
  std::string Packet(Millis timeout, bool* gone) const;

  galera::testing_cluster::FileDescriptor connection_;
  pid_t pid_;
  std::string role_;
  std::string own_pid_;
};

struct StageSetup {
  bool as_pid_1 = false;
  std::vector<std::string> worker = {"/proc/self/exe", "worker"};
  Millis restart_delay_min{20};
  Millis restart_delay_max{100};
  Sink error = Sink::Capture();
  std::vector<std::string> environment = {};  // of the supervisor, NAME=VALUE
};

std::vector<std::string> SupervisorArgv(const StageSetup& setup);

class Stage {
 public:
  // Throws when the supervisor does not appear.
  explicit Stage(const StageSetup& setup);
  ~Stage();

  // The next process of that role to appear; throws if none does.
  Puppet Await(const std::string& role, Millis timeout = kPatience);
  // A worker that has said hello, and a server that it started.
  Puppet StartServer(const Puppet& worker, const std::string& environment = "");

  // Writes a file that goes with this object; returns its path.
  std::string File(const std::string& name, const std::string& text, unsigned mode) const;

  void Signal(int signal) const;  // to the supervisor
  pid_t pid() const { return supervisor_->pid(); }
  // The exit code of the whole, 1000 + signal if a signal ended it, -1 if it still runs.
  int Wait(Millis timeout = kPatience);
  std::string Log() const { return child_->Stderr(); }
  std::string LogWith(const std::string& text) const;  // once it holds `text`; else what there is
  // A number of /proc/PID/status of the supervisor, in KiB.
  long StatusNumber(const std::string& name) const;
  std::vector<pid_t> Children() const;

 private:
  std::string directory_;
  galera::testing_cluster::FileDescriptor listener_;
  std::optional<ChildProcess> child_;
  std::optional<Puppet> supervisor_;
  std::list<Puppet> waiting_;  // appeared, not awaited yet
};

// As PID 1 (root only) and as a plain process.
class SupervisorTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override;
  StageSetup Scene() const;
};

}  // namespace watchdog::stage

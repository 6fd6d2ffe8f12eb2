// A program started by a test: its output, its signals, its end.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cluster/file_descriptor.h"
#include "cluster/spawn.h"
#include "cluster/wait.h"
#include "galera/result.h"

namespace galera::testing_cluster {

// Where a standard stream of the child goes.
struct Sink {
  enum class Kind { kCapture, kFile, kInherit, kDiscard, kWithStdout };
  static Sink Capture() {
    return {Kind::kCapture, {}};
  }  // in memory, read it any time; never blocks the child
  static Sink File(std::string path) { return {Kind::kFile, std::move(path)}; }  // appended to
  static Sink Inherit() { return {Kind::kInherit, {}}; }
  static Sink Discard() { return {Kind::kDiscard, {}}; }
  static Sink WithStdout() { return {Kind::kWithStdout, {}}; }  // for stderr

  Kind kind = Kind::kCapture;
  std::string path;
};

struct ChildOptions {
  std::vector<std::string> argv;         // argv[0] is looked up in PATH and the sbin directories
  std::vector<std::string> environment;  // NAME=VALUE, added to ours
  std::string working_directory;         // empty: ours
  std::string input;                     // what the child reads from its standard input, then end of file
  Sink out = Sink::Capture();
  Sink err = Sink::Capture();
  std::optional<Account> run_as;
  std::string network_namespace;  // path of a namespace file; see Cluster::NamespacePath
};

struct ChildExit {
  std::optional<int> code;    // exit(code)
  std::optional<int> signal;  // or ended by this signal
  bool Clean() const { return code == 0; }
  std::string Describe() const;  // "exit code 1", "signal 9"
};

// Owns one running child, in a session and process group of its own. The child
// is killed with -9, its group included, when this object ends, and by
// Guard::OfProgram() when the test program dies in whatever way.
//
// Thread rules: one thread at a time, but not always the same.
class ChildProcess {
 public:
  static Result<ChildProcess> Start(const ChildOptions& options);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  pid_t pid() const { return pid_; }
  bool Running();
  // Fail with kNotFound once the child was seen to have ended.
  Status Signal(int signal);
  Status SignalGroup(int signal);
  // kTimeout while it still runs; the same answer again after its end.
  Result<ChildExit> Wait(Millis timeout);
  // SIGTERM, up to `grace` to end by itself, then SIGKILL to its group.
  ChildExit Terminate(Millis grace = Millis(10000));

  // What the child has written so far (kCapture only, else empty).
  std::string Stdout() const;
  std::string Stderr() const;

 private:
  ChildProcess() = default;
  void KillIfRunning();

  pid_t pid_ = -1;
  std::optional<ChildExit> exit_;
  FileDescriptor out_;
  FileDescriptor err_;
};

struct CommandResult {
  ChildExit exit;
  std::string out;
  std::string err;
};

// Runs a program to its end. kTimeout (and it is killed) if that takes longer.
// An exit code other than 0 is not an Error.
Result<CommandResult> RunCommand(const ChildOptions& options, Millis timeout);
// The same, where anything but exit code 0 is an Error that quotes its output.
Status RunOrError(const ChildOptions& options, Millis timeout);

}  // namespace galera::testing_cluster

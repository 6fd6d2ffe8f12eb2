// Other programs: run to their end, or in the background until they are stopped.
//
// Between us and the program stands a keeper, a fork of ours. It sees us end in
// whatever way and then kills the program and all that the program started;
// so it does with what the program leaves behind when it ends by itself.
// The program gets its own session, default signal handling, and no open file
// but the standard streams. Standard output and error arrive as one.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "galera/result.h"

namespace galera {

using SteadyTime = std::chrono::steady_clock::time_point;

struct SystemUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
  std::string home;
};

// kNotFound if the system knows no such user. Any thread.
Result<SystemUser> FindSystemUser(const std::string& name);

// Where execve would find it: in `path` (of the environment if empty), then in the
// sbin directories. Empty: nowhere.
std::string LocateProgram(const std::string& name, const std::string& path = {});

struct ProgramSpec {
  std::vector<std::string> argv;                // seen by everybody on this host: never a secret
  std::vector<std::string> environment;         // NAME=VALUE, in place of ours
  std::vector<std::string> environment_hidden;  // of ours: names that contain one of these stay here
  std::string working_directory;                // empty: ours
  std::string input;       // what it reads from standard input, then end of file; in memory only
  std::string input_file;  // or this file, opened with our rights
  std::optional<SystemUser> run_as;
  // Kept open, not by the program but by its keeper, until all is gone: an flock
  // on it outlives us just as long as anything that we started.
  int held_descriptor = -1;
  std::size_t line_bytes_max = 2000;  // the rest of a longer line is dropped
};

struct ProgramExit {
  std::optional<int> code;    // exit(code)
  std::optional<int> signal;  // or ended by this signal
  bool Clean() const { return code == 0; }
  std::string Describe() const;  // "exit code 1", "signal 9"
};

// Called with each line as it comes, without its end, by a thread of Program's.
using LineSink = std::function<void(std::string_view line)>;

// Owns one running program. Any thread, one at a time; Wait() may run in one
// while another calls Signal().
class Program {
 public:
  // kNotFound (no such program, or input file), kDenied, kUnavailable.
  static Result<Program> Start(const ProgramSpec& spec, LineSink sink = {});
  Program(Program&& other) noexcept;
  Program& operator=(Program&& other) noexcept;
  ~Program();  // kills what still runs

  pid_t pid() const;
  // All lines have been delivered when this returns an exit. kTimeout at the
  // deadline, kUnavailable when `stop` is asked for: it runs on then.
  Result<ProgramExit> Wait(SteadyTime deadline, const std::stop_token& stop = {});
  Result<ProgramExit> WaitFor(std::chrono::milliseconds time, const std::stop_token& stop = {});
  // To the program alone; nothing happens after its end.
  void Signal(int number);
  // SIGTERM, up to `grace` to end by itself, then SIGKILL to all it started.
  ProgramExit Stop(std::chrono::milliseconds grace);
  ProgramExit Kill();

  // Up to 20, for error messages.
  std::vector<std::string> LastLines() const;

 private:
  struct Impl;
  explicit Program(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Runs it to its end; killed at the deadline (kTimeout) and when `stop` is asked
// for (kUnavailable). An exit code other than 0 is not an Error.
Result<ProgramExit> RunProgram(const ProgramSpec& spec, const LineSink& sink, SteadyTime deadline,
                               const std::stop_token& stop = {});
// The same, where anything but exit code 0 is kRefused with the last lines that it wrote.
Status RunToSuccess(const ProgramSpec& spec, const LineSink& sink, SteadyTime deadline,
                    const std::stop_token& stop = {});

}  // namespace galera

#include "cluster/child_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "cluster/guard.h"

namespace galera::testing_cluster {
namespace {

constexpr Millis kKillWait{10000};  // SIGKILL takes longer only in a stuck kernel

Result<FileDescriptor> MemoryFile() {
  FileDescriptor file(::memfd_create("captured", MFD_CLOEXEC));
  if (!file.valid())
    return Error{ErrorCode::kUnavailable, std::string("memfd_create: ") + std::strerror(errno)};
  return file;
}

// All children of one stream append, also when they opened it again by name.
Result<FileDescriptor> OpenSink(const Sink& sink, int own_stream) {
  switch (sink.kind) {
    case Sink::Kind::kCapture: {
      Result<FileDescriptor> file = MemoryFile();
      if (file) ::fcntl(file->get(), F_SETFL, O_APPEND);
      return file;
    }
    case Sink::Kind::kFile: {
      FileDescriptor file(::open(sink.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
      if (file.valid()) return file;
      return Error{ErrorCode::kUnavailable, "open " + sink.path + ": " + std::strerror(errno)};
    }
    case Sink::Kind::kInherit:
      return FileDescriptor(::fcntl(own_stream, F_DUPFD_CLOEXEC, 3));
    case Sink::Kind::kDiscard:
    case Sink::Kind::kWithStdout:
      return FileDescriptor();
  }
  return FileDescriptor();
}

Result<FileDescriptor> OpenInput(const std::string& input) {
  if (input.empty()) return FileDescriptor();
  Result<FileDescriptor> file = MemoryFile();
  if (!file) return file;
  const ssize_t written = ::pwrite(file->get(), input.data(), input.size(), 0);
  if (written == static_cast<ssize_t>(input.size())) return file;
  return Error{ErrorCode::kUnavailable, std::string("write standard input: ") + std::strerror(errno)};
}

std::string ReadAll(const FileDescriptor& file) {
  std::string text;
  char block[65536];
  while (file.valid()) {
    const ssize_t got = ::pread(file.get(), block, sizeof block, static_cast<off_t>(text.size()));
    if (got <= 0) break;
    text.append(block, static_cast<size_t>(got));
  }
  return text;
}

ChildExit FromWaitStatus(int status) {
  ChildExit exit;
  if (WIFSIGNALED(status)) {
    exit.signal = WTERMSIG(status);
  } else {
    exit.code = WEXITSTATUS(status);
  }
  return exit;
}

}  // namespace

std::string ChildExit::Describe() const {
  if (signal) return "signal " + std::to_string(*signal);
  return "exit code " + std::to_string(code.value_or(-1));
}

Result<ChildProcess> ChildProcess::Start(const ChildOptions& options) {
  Guard* guard = Guard::OfProgram();
  if (guard == nullptr) return Error{ErrorCode::kUnavailable, "the guard process could not be started"};
  Result<FileDescriptor> input = OpenInput(options.input);
  if (!input) return input.error();
  Result<FileDescriptor> out = OpenSink(options.out, STDOUT_FILENO);
  if (!out) return out.error();
  Result<FileDescriptor> err = OpenSink(options.err, STDERR_FILENO);
  if (!err) return err.error();

  SpawnRequest request;
  request.argv = options.argv;
  request.environment = options.environment;
  request.environment.push_back(guard->marker());
  request.working_directory = options.working_directory;
  request.stdin_fd = input->get();
  request.stdout_fd = out->get();
  request.stderr_fd = options.err.kind == Sink::Kind::kWithStdout ? out->get() : err->get();
  request.run_as = options.run_as;
  request.network_namespace = options.network_namespace;
  const Result<pid_t> pid = Spawn(request);
  if (!pid) return pid.error();

  ChildProcess child;
  child.pid_ = *pid;
  if (options.out.kind == Sink::Kind::kCapture) child.out_ = std::move(*out);
  if (options.err.kind == Sink::Kind::kCapture) child.err_ = std::move(*err);
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      exit_(other.exit_),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  KillIfRunning();
  pid_ = std::exchange(other.pid_, -1);
  exit_ = other.exit_;
  out_ = std::move(other.out_);
  err_ = std::move(other.err_);
  return *this;
}

ChildProcess::~ChildProcess() { KillIfRunning(); }

void ChildProcess::KillIfRunning() {
  if (pid_ < 0 || exit_) return;
  ::kill(-pid_, SIGKILL);
  [[maybe_unused]] const Result<ChildExit> ended = Wait(kKillWait);
}

bool ChildProcess::Running() { return !Wait(Millis(0)).ok(); }

Status ChildProcess::Signal(int signal) {
  if (!Running())
    return Error{ErrorCode::kNotFound, "signal process " + std::to_string(pid_) + ": it has ended"};
  ::kill(pid_, signal);
  return {};
}

Status ChildProcess::SignalGroup(int signal) {
  if (!Running())
    return Error{ErrorCode::kNotFound, "signal process " + std::to_string(pid_) + ": it has ended"};
  ::kill(-pid_, signal);
  return {};
}

Result<ChildExit> ChildProcess::Wait(Millis timeout) {
  if (exit_) return *exit_;
  const Result<int> status = Reap(pid_, timeout);
  if (!status) {
    if (status.error().code == ErrorCode::kTimeout) return status.error();
    exit_ = ChildExit{};  // somebody else reaped it: all we know is that it is gone
    return *exit_;
  }
  exit_ = FromWaitStatus(*status);
  return *exit_;
}

ChildExit ChildProcess::Terminate(Millis grace) {
  ::galera::Status sent = Signal(SIGTERM);
  if (sent && Wait(grace).ok()) return *exit_;
  KillIfRunning();
  return exit_.value_or(ChildExit{});
}

std::string ChildProcess::Stdout() const { return ReadAll(out_); }

std::string ChildProcess::Stderr() const { return ReadAll(err_); }

Result<CommandResult> RunCommand(const ChildOptions& options, Millis timeout) {
  Result<ChildProcess> child = ChildProcess::Start(options);
  if (!child) return child.error();
  const Result<ChildExit> exit = child->Wait(timeout);
  if (!exit) return Error{exit.error().code, options.argv[0] + ": " + exit.error().message};
  return CommandResult{*exit, child->Stdout(), child->Stderr()};
}

Status RunOrError(const ChildOptions& options, Millis timeout) {
  const Result<CommandResult> done = RunCommand(options, timeout);
  if (!done) return done.error();
  if (done->exit.Clean()) return {};
  std::string command;
  for (const std::string& word : options.argv) command += (command.empty() ? "" : " ") + word;
  return Error{ErrorCode::kUnavailable,
               command + ": " + done->exit.Describe() + ": " + done->out + done->err};
}

}  // namespace galera::testing_cluster

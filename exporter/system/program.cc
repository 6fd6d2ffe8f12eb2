#include "system/program.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace galera {
namespace {

using Millis = std::chrono::milliseconds;

constexpr std::size_t kLastLines = 20;
constexpr Millis kStartTimeout{10000};
constexpr Millis kKillTimeout{5000};  // longer only when the kernel does not let it go

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { Close(); }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

std::string ErrnoText(int number) { return std::generic_category().message(number); }

// What the keeper tells us.
struct Report {
  enum Kind : int { kStarted, kFailed, kEnded };
  int kind = kStarted;
  int value = 0;  // process id, errno, or status of waitpid(2)
  char step[16] = {};
};

// All that is needed between fork and exec: no allocation there.
struct Prepared {
  const char* program = nullptr;
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  const char* directory = nullptr;
  int input = -1;
  int output = -1;
  int control = -1;
  int report = -1;
  int held = -1;
  const SystemUser* user = nullptr;
};

// Where these stand in the keeper and, up to exec, in the program.
constexpr int kControl = 3;
constexpr int kReport = 4;
constexpr int kHeld = 5;

[[noreturn]] void FailChild(int fd, const char* step) {
  Report report;
  report.kind = Report::kFailed;
  report.value = errno;
  std::strncpy(report.step, step, sizeof report.step - 1);
  [[maybe_unused]] const ssize_t written = write(fd, &report, sizeof report);
  _exit(127);
}

[[noreturn]] void BecomeProgram(const Prepared& child, pid_t keeper, int failure) {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  setsid();
  if (child.user != nullptr) {
    const SystemUser& user = *child.user;
    if (setgroups(user.groups.size(), user.groups.data()) != 0 || setgid(user.gid) != 0 ||
        setuid(user.uid) != 0) {
      FailChild(failure, "setuid");
    }
  }
  if (*child.directory != '\0' && chdir(child.directory) != 0) FailChild(failure, "chdir");
  // After setuid, which clears it. The keeper has but one thread, so this is
  // about the end of the keeper and not of whichever thread of ours forked.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != keeper) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  fcntl(kControl, F_SETFD, FD_CLOEXEC);
  fcntl(kReport, F_SETFD, FD_CLOEXEC);
  if (child.held >= 0) fcntl(kHeld, F_SETFD, FD_CLOEXEC);
  execve(child.program, child.argv, child.environment);
  FailChild(failure, "execute");
}

void CloseFrom(int first) {
  if (syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0) == 0) return;
  for (int fd = first; fd < 65536; ++fd) close(fd);  // Linux before 5.9
}

// Standard streams, control, report and the held one at 0 to 5, nothing else open.
void ArrangeDescriptors(const Prepared& child) {
  const std::array<int, 6> from = {child.input,   child.output, child.output,
                                   child.control, child.report, child.held};
  std::array<int, 6> moved{};
  for (std::size_t i = 0; i < from.size(); ++i) moved[i] = from[i] < 0 ? -1 : fcntl(from[i], F_DUPFD, 10);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (moved[i] >= 0) dup2(moved[i], static_cast<int>(i));
  }
  CloseFrom(child.held >= 0 ? kHeld + 1 : kHeld);
}

// Kills the children of this process until there are none: those of a killed
// one become ours, as we are their subreaper.
void KillDescendants(pid_t program, int* status) {
  kill(-program, SIGKILL);
  for (int round = 0; round < 1000; ++round) {
    std::array<char, 4096> list{};
    const int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    const ssize_t size = fd >= 0 ? read(fd, list.data(), list.size() - 1) : -1;
    if (fd >= 0) close(fd);
    for (char* at = list.data(); size > 0 && *at != '\0';) {
      char* end = nullptr;
      const long pid = std::strtol(at, &end, 10);
      if (end == at || pid <= 1) break;
      kill(static_cast<pid_t>(pid), SIGKILL);
      at = end + (*end == ' ' ? 1 : 0);
    }
    int ended = 0;
    pid_t pid = 0;
    while ((pid = waitpid(-1, &ended, WNOHANG)) > 0) {
      if (pid == program) *status = ended;
    }
    if (pid < 0 && errno == ECHILD) return;
    poll(nullptr, 0, 2);
  }
}

// Until the program has ended: passes signals on, reaps. Returns its status.
int KeepProgram(pid_t program, int children) {
  int status = 0;
  for (;;) {
    std::array<pollfd, 2> fds{{{kControl, POLLIN, 0}, {children, POLLIN, 0}}};
    if (poll(fds.data(), fds.size(), -1) < 0) continue;
    if (fds[0].revents != 0) {
      unsigned char number = 0;
      const bool alive = read(kControl, &number, 1) == 1;
      if (!alive || number == SIGKILL) {
        KillDescendants(program, &status);
        return status;
      }
      kill(program, number);
    }
    signalfd_siginfo ignored;
    if (fds[1].revents != 0) [[maybe_unused]]
      const ssize_t taken = read(children, &ignored, sizeof ignored);
    int ended = 0;
    bool done = false;
    for (pid_t pid = 0; (pid = waitpid(-1, &ended, WNOHANG)) > 0;) {
      if (pid != program) continue;
      status = ended;
      done = true;
    }
    if (!done) continue;
    KillDescendants(program, &status);
    return status;
  }
}

[[noreturn]] void BecomeKeeper(const Prepared& child) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  signal(SIGCHLD, SIG_DFL);
  setsid();
  prctl(PR_SET_NAME, "program-keeper");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  ArrangeDescriptors(child);
  sigset_t child_ended;
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  const int children = signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
  std::array<int, 2> failure{};
  if (children < 0 || pipe2(failure.data(), O_CLOEXEC) != 0) FailChild(kReport, "pipe");
  const pid_t keeper = getpid();
  const pid_t program = fork();
  if (program < 0) FailChild(kReport, "fork");
  if (program == 0) BecomeProgram(child, keeper, failure[1]);
  close(failure[1]);
  Report report;
  const bool failed = read(failure[0], &report, sizeof report) == sizeof report;
  close(failure[0]);
  if (!failed) report = Report{Report::kStarted, program, {}};
  [[maybe_unused]] ssize_t written = write(kReport, &report, sizeof report);
  if (failed) {
    waitpid(program, nullptr, 0);
    _exit(0);
  }
  report = Report{Report::kEnded, KeepProgram(program, children), {}};
  written = write(kReport, &report, sizeof report);
  _exit(0);
}

bool StartsWithName(std::string_view entry, std::string_view assignment) {
  const std::string_view name = assignment.substr(0, assignment.find('='));
  return entry.size() > name.size() && entry.substr(0, name.size()) == name && entry[name.size()] == '=';
}

std::vector<std::string> Environment(const ProgramSpec& spec) {
  std::vector<std::string> all = spec.environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    const auto replaces = [&](const std::string& added) { return StartsWithName(text, added); };
    const auto hides = [&](const std::string& part) { return name.find(part) != std::string_view::npos; };
    if (std::any_of(spec.environment.begin(), spec.environment.end(), replaces)) continue;
    if (std::any_of(spec.environment_hidden.begin(), spec.environment_hidden.end(), hides)) continue;
    all.emplace_back(text);
  }
  return all;
}

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const std::string& s : strings) pointers.push_back(const_cast<char*>(s.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

ErrorCode CodeOf(int number) {
  if (number == ENOENT || number == ENOTDIR) return ErrorCode::kNotFound;
  return number == EACCES || number == EPERM ? ErrorCode::kDenied : ErrorCode::kUnavailable;
}

Result<Descriptor> OpenInput(const ProgramSpec& spec) {
  if (!spec.input.empty()) {
    // Not a pipe: nobody has to feed it, and nothing happens when it is not read.
    Descriptor memory(memfd_create("input", MFD_CLOEXEC));
    std::string_view rest = spec.input;
    while (memory.valid() && !rest.empty()) {
      const ssize_t n = write(memory.get(), rest.data(), rest.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
    if (!memory.valid() || !rest.empty() || lseek(memory.get(), 0, SEEK_SET) != 0) {
      return Error{ErrorCode::kUnavailable, "hold the input of " + spec.argv[0] + ": " + ErrnoText(errno)};
    }
    return memory;
  }
  const std::string path = spec.input_file.empty() ? "/dev/null" : spec.input_file;
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return Error{CodeOf(errno), "read " + path + ": " + ErrnoText(errno)};
  return file;
}

// Cuts a stream into lines of bounded length.
class LineCutter {
 public:
  explicit LineCutter(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  template <typename Deliver>
  void Add(std::string_view bytes, Deliver deliver) {
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      const std::string_view piece = bytes.substr(0, end);
      const std::size_t room = bytes_max_ - std::min(bytes_max_, line_.size());
      if (piece.size() > room) cut_ = true;
      line_.append(piece.substr(0, room));
      if (end == std::string_view::npos) return;
      bytes.remove_prefix(end + 1);
      any_ = true;
      Flush(deliver);
    }
  }

  // What has no line end yet.
  template <typename Deliver>
  void Finish(Deliver deliver) {
    any_ = !line_.empty();
    Flush(deliver);
  }

 private:
  template <typename Deliver>
  void Flush(Deliver deliver) {
    if (!any_) return;
    if (!line_.empty() && line_.back() == '\r') line_.pop_back();
    if (cut_) line_ += "...";
    deliver(line_);
    line_.clear();
    cut_ = any_ = false;
  }

  std::size_t bytes_max_;
  std::string line_;
  bool cut_ = false;
  bool any_ = false;
};

ProgramExit FromStatus(int status) {
  ProgramExit exit;
  if (WIFEXITED(status)) exit.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) exit.signal = WTERMSIG(status);
  return exit;
}

}  // namespace

struct Program::Impl {
  std::string name;
  pid_t keeper = -1;
  pid_t pid = -1;
  Descriptor control, output, report;
  LineSink sink;
  std::size_t line_bytes_max = 0;

  mutable std::mutex mutex;
  std::condition_variable_any ended;
  std::optional<ProgramExit> exit;     // guarded by mutex
  std::deque<std::string> last_lines;  // guarded by mutex
  std::jthread reader;                 // last: stopped before the rest goes

  void Deliver(const std::string& line) {
    {
      const std::lock_guard lock(mutex);
      last_lines.push_back(line);
      if (last_lines.size() > kLastLines) last_lines.pop_front();
    }
    if (sink) sink(line);
  }

  Result<pid_t> AwaitStart();
  void Read(const std::stop_token& stop);
  void ReadOutput(LineCutter* lines);
};

// The keeper's first word: the process id, or why there is none.
Result<pid_t> Program::Impl::AwaitStart() {
  pollfd ready{report.get(), POLLIN, 0};
  int n = 0;
  do {
    n = poll(&ready, 1, static_cast<int>(kStartTimeout.count()));
  } while (n < 0 && errno == EINTR);
  Report first;
  if (n > 0 && read(report.get(), &first, sizeof first) == sizeof first) {
    if (first.kind == Report::kStarted) return first.value;
    ::waitpid(keeper, nullptr, 0);
    return Error{CodeOf(first.value), "start " + name + ": " + first.step + ": " + ErrnoText(first.value)};
  }
  ::kill(keeper, SIGKILL);
  ::waitpid(keeper, nullptr, 0);
  return Error{ErrorCode::kTimeout, "start " + name + ": no sign of it"};
}

void Program::Impl::ReadOutput(LineCutter* lines) {
  std::array<char, 16384> buffer;
  const ssize_t n = read(output.get(), buffer.data(), buffer.size());
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    output.Close();
    return;
  }
  lines->Add(std::string_view(buffer.data(), static_cast<std::size_t>(n)),
             [this](const std::string& line) { Deliver(line); });
}

// Runs on its own thread until the program and all its output have ended.
void Program::Impl::Read(const std::stop_token& stop) {
  LineCutter lines(line_bytes_max);
  std::optional<ProgramExit> seen;
  while ((output.valid() || !seen) && !stop.stop_requested()) {
    std::array<pollfd, 2> fds{{{output.get(), POLLIN, 0}, {seen ? -1 : report.get(), POLLIN, 0}}};
    const int ready = poll(fds.data(), fds.size(), 200);
    // The keeper closes the output last; if not, it was killed and others have it open.
    if (ready == 0 && seen) break;
    if (ready <= 0) continue;
    if (fds[0].revents != 0) ReadOutput(&lines);
    if (fds[1].revents == 0) continue;
    Report last;
    const bool told = read(report.get(), &last, sizeof last) == sizeof last;
    seen = told ? FromStatus(last.value) : ProgramExit{std::nullopt, SIGKILL};
  }
  lines.Finish([this](const std::string& line) { Deliver(line); });
  if (stop.stop_requested()) ::kill(keeper, SIGKILL);
  ::waitpid(keeper, nullptr, 0);
  const std::lock_guard lock(mutex);
  exit = seen ? *seen : ProgramExit{std::nullopt, SIGKILL};
  ended.notify_all();
}

Program::Program(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Program::Program(Program&& other) noexcept = default;
Program& Program::operator=(Program&& other) noexcept {
  std::swap(impl_, other.impl_);
  return *this;
}
Program::~Program() {
  if (impl_) Kill();
}

Result<Program> Program::Start(const ProgramSpec& spec, LineSink sink) {
  std::string path;
  for (const std::string& entry : spec.environment) {
    if (StartsWithName(entry, "PATH=")) path = entry.substr(5);
  }
  const std::string program = spec.argv.empty() ? "" : LocateProgram(spec.argv[0], path);
  if (program.empty()) {
    const std::string name = spec.argv.empty() ? "(no name)" : spec.argv[0];
    return Error{ErrorCode::kNotFound, "start " + name + ": not found in PATH: install it or set PATH"};
  }
  Result<Descriptor> input = OpenInput(spec);
  if (!input) return input.error();
  std::array<int, 2> out{-1, -1};
  std::array<int, 2> told{-1, -1};
  std::array<int, 2> control{-1, -1};
  const bool open = pipe2(out.data(), O_CLOEXEC) == 0 && pipe2(told.data(), O_CLOEXEC) == 0 &&
                    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control.data()) == 0;
  const int number = errno;
  auto impl = std::make_unique<Impl>();
  impl->output = Descriptor(out[0]);
  impl->report = Descriptor(told[0]);
  impl->control = Descriptor(control[0]);
  Descriptor out_end(out[1]), told_end(told[1]), control_end(control[1]);
  if (!open) return Error{ErrorCode::kUnavailable, "start " + program + ": " + ErrnoText(number)};

  const std::vector<std::string> environment = Environment(spec);
  const std::vector<char*> argv = Pointers(spec.argv);
  const std::vector<char*> envp = Pointers(environment);
  Prepared child;
  child.program = program.c_str();
  child.argv = argv.data();
  child.environment = envp.data();
  child.directory = spec.working_directory.c_str();
  child.input = input->get();
  child.output = out_end.get();
  child.control = control_end.get();
  child.report = told_end.get();
  child.held = spec.held_descriptor;
  child.user = spec.run_as ? &*spec.run_as : nullptr;
  impl->name = program;
  impl->sink = std::move(sink);
  impl->line_bytes_max = spec.line_bytes_max;
  impl->keeper = fork();
  if (impl->keeper == 0) BecomeKeeper(child);
  if (impl->keeper < 0) return Error{ErrorCode::kUnavailable, "start " + program + ": " + ErrnoText(errno)};
  told_end.Close();  // else the keeper's death would not show
  out_end.Close();
  control_end.Close();
  const Result<pid_t> pid = impl->AwaitStart();
  if (!pid) return pid.error();
  impl->pid = *pid;
  impl->reader = std::jthread([raw = impl.get()](const std::stop_token& stop) { raw->Read(stop); });
  return Program(std::move(impl));
}

pid_t Program::pid() const { return impl_->pid; }

Result<ProgramExit> Program::Wait(SteadyTime deadline, const std::stop_token& stop) {
  std::unique_lock lock(impl_->mutex);
  const bool ended = impl_->ended.wait_until(lock, stop, deadline, [&] { return impl_->exit.has_value(); });
  if (ended) return *impl_->exit;
  if (stop.stop_requested()) return Error{ErrorCode::kUnavailable, impl_->name + ": a stop was asked for"};
  return Error{ErrorCode::kTimeout, impl_->name + ": still running at its deadline"};
}

Result<ProgramExit> Program::WaitFor(Millis time, const std::stop_token& stop) {
  return Wait(std::chrono::steady_clock::now() + time, stop);
}

void Program::Signal(int number) {
  const auto byte = static_cast<unsigned char>(number);
  send(impl_->control.get(), &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

ProgramExit Program::Stop(Millis grace) {
  Signal(SIGTERM);
  const Result<ProgramExit> exit = WaitFor(grace);
  return exit ? *exit : Kill();
}

ProgramExit Program::Kill() {
  Signal(SIGKILL);
  if (const Result<ProgramExit> exit = WaitFor(kKillTimeout)) return *exit;
  impl_->reader.request_stop();
  impl_->reader.join();
  const std::lock_guard lock(impl_->mutex);
  return *impl_->exit;
}

std::vector<std::string> Program::LastLines() const {
  const std::lock_guard lock(impl_->mutex);
  return {impl_->last_lines.begin(), impl_->last_lines.end()};
}

std::string ProgramExit::Describe() const {
  if (code) return "exit code " + std::to_string(*code);
  return signal ? "signal " + std::to_string(*signal) : "unknown end";
}

Result<SystemUser> FindSystemUser(const std::string& name) {
  std::array<char, 16384> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return Error{ErrorCode::kNotFound, "system user " + name + ": there is none: create it or name another"};
  }
  SystemUser user{entry.pw_uid, entry.pw_gid, std::vector<gid_t>(64), entry.pw_dir};
  int count = static_cast<int>(user.groups.size());
  if (getgrouplist(name.c_str(), user.gid, user.groups.data(), &count) < 0) count = 64;
  user.groups.resize(static_cast<std::size_t>(count));
  return user;
}

std::string LocateProgram(const std::string& name, const std::string& path) {
  if (name.find('/') != std::string::npos) return name;
  const char* own = std::getenv("PATH");
  std::string folders = !path.empty() ? path : own != nullptr ? own : "/usr/bin:/bin";
  folders += ":/usr/local/sbin:/usr/sbin:/sbin:";
  for (std::size_t at = 0, end = 0; (end = folders.find(':', at)) != std::string::npos; at = end + 1) {
    std::string candidate = folders.substr(at, end - at) + "/" + name;
    if (!name.empty() && end > at && access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

namespace {

// As it says; an error quotes the last lines.
Result<ProgramExit> RunToEnd(const ProgramSpec& spec, const LineSink& sink, bool clean_only,
                             SteadyTime deadline, const std::stop_token& stop) {
  Result<Program> program = Program::Start(spec, sink);
  if (!program) return program.error();
  Result<ProgramExit> exit = program->Wait(deadline, stop);
  if (exit && (exit->Clean() || !clean_only)) return exit;
  if (!exit) program->Kill();
  Error error = exit ? Error{ErrorCode::kRefused, spec.argv[0] + ": " + exit->Describe()} : exit.error();
  const std::vector<std::string> lines = program->LastLines();
  if (!lines.empty()) error.message += ". Last output:";
  for (const std::string& line : lines) error.message += "\n  " + line;
  return error;
}

}  // namespace

Result<ProgramExit> RunProgram(const ProgramSpec& spec, const LineSink& sink, SteadyTime deadline,
                               const std::stop_token& stop) {
  return RunToEnd(spec, sink, false, deadline, stop);
}

Status RunToSuccess(const ProgramSpec& spec, const LineSink& sink, SteadyTime deadline,
                    const std::stop_token& stop) {
  const Result<ProgramExit> exit = RunToEnd(spec, sink, true, deadline, stop);
  return exit ? Status() : exit.error();
}

}  // namespace galera

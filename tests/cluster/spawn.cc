#include "cluster/spawn.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "cluster/file_descriptor.h"

namespace galera::testing_cluster {
namespace {

// What the child reports through the pipe when it never reached its program.
struct Failure {
  int error = 0;
  char step[16] = {};
};

// All that the child touches between fork and exec: no allocation there.
struct Prepared {
  const char* program = nullptr;
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  const char* directory = nullptr;
  int namespace_fd = -1;
  int streams[3] = {-1, -1, -1};
  const std::optional<Account>* account = nullptr;
  int report = -1;
};

std::string Locate(const std::string& program) {
  if (program.find('/') != std::string::npos) return program;
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path ? path : "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string candidate = folder + "/" + program;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& s : strings) pointers.push_back(const_cast<char*>(s.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Ours, with `added` in place of variables of the same name.
std::vector<std::string> Environment(const std::vector<std::string>& added) {
  std::vector<std::string> all = added;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string name = std::string(*entry).substr(0, std::string(*entry).find('=')) + "=";
    bool replaced = false;
    for (const std::string& a : added) replaced = replaced || a.rfind(name, 0) == 0;
    if (!replaced) all.emplace_back(*entry);
  }
  return all;
}

[[noreturn]] void Fail(int report, const char* step) {
  Failure failure;
  failure.error = errno;
  std::strncpy(failure.step, step, sizeof failure.step - 1);
  [[maybe_unused]] const ssize_t written = ::write(report, &failure, sizeof failure);
  ::_exit(127);
}

void ResetSignals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void TakeStreams(const Prepared& child) {
  // Sources are moved above 2 first, so that no dup2 overwrites one still needed.
  int sources[3];
  for (int i = 0; i < 3; ++i) {
    sources[i] = child.streams[i] >= 0 ? ::fcntl(child.streams[i], F_DUPFD, 3)
                                       : ::open("/dev/null", i == 0 ? O_RDONLY : O_WRONLY);
    if (sources[i] < 0) Fail(child.report, "stream");
  }
  for (int i = 0; i < 3; ++i) {
    if (::dup2(sources[i], i) < 0) Fail(child.report, "dup2");
  }
}

[[noreturn]] void RunChild(const Prepared& child) {
  ResetSignals();
  ::setsid();
  TakeStreams(child);
  if (child.namespace_fd >= 0 && ::setns(child.namespace_fd, CLONE_NEWNET) != 0) Fail(child.report, "setns");
  if (child.account->has_value()) {
    const Account& account = **child.account;
    if (::setgroups(0, nullptr) != 0 || ::setgid(account.gid) != 0 || ::setuid(account.uid) != 0) {
      Fail(child.report, "setuid");
    }
  }
  if (*child.directory != '\0' && ::chdir(child.directory) != 0) Fail(child.report, "chdir");
  ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
  ::execve(child.program, child.argv, child.environment);
  Fail(child.report, "execve");
}

}  // namespace

std::optional<Account> ServerAccount() {
  if (::geteuid() != 0) return std::nullopt;
  const passwd* entry = ::getpwnam("mysql");
  if (entry == nullptr) return std::nullopt;
  return Account{entry->pw_uid, entry->pw_gid};
}

Result<pid_t> Spawn(const SpawnRequest& request) {
  const std::string program = request.argv.empty() ? "" : Locate(request.argv[0]);
  if (program.empty()) {
    const std::string name = request.argv.empty() ? "(empty command)" : request.argv[0];
    return Error{ErrorCode::kNotFound, "start " + name + ": not found in PATH"};
  }
  FileDescriptor namespace_fd;
  if (!request.network_namespace.empty()) {
    namespace_fd = FileDescriptor(::open(request.network_namespace.c_str(), O_RDONLY | O_CLOEXEC));
    if (!namespace_fd.valid()) {
      return Error{ErrorCode::kNotFound,
                   "open network namespace " + request.network_namespace + ": " + std::strerror(errno)};
    }
  }
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Error{ErrorCode::kUnavailable, std::string("pipe: ") + std::strerror(errno)};
  }
  FileDescriptor reader(ends[0]);
  FileDescriptor writer(ends[1]);
  const std::vector<std::string> environment = Environment(request.environment);
  const std::vector<char*> argv = Pointers(request.argv);
  const std::vector<char*> envp = Pointers(environment);
  const Prepared child{program.c_str(),    argv.data(),
                       envp.data(),        request.working_directory.c_str(),
                       namespace_fd.get(), {request.stdin_fd, request.stdout_fd, request.stderr_fd},
                       &request.run_as,    writer.get()};
  const pid_t pid = ::fork();
  if (pid < 0) return Error{ErrorCode::kUnavailable, std::string("fork: ") + std::strerror(errno)};
  if (pid == 0) RunChild(child);
  writer.Close();
  Failure failure;
  if (::read(reader.get(), &failure, sizeof failure) <= 0) return pid;  // closed by exec: it runs
  ::waitpid(pid, nullptr, 0);
  return Error{ErrorCode::kUnavailable,
               "start " + program + ": " + failure.step + ": " + std::strerror(failure.error)};
}

Result<int> Reap(pid_t pid, Millis timeout) {
  int status = 0;
  if (::waitpid(pid, &status, WNOHANG) == pid) return status;
  const FileDescriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  const Deadline deadline(timeout);
  while (true) {
    pollfd ready{handle.get(), POLLIN, 0};
    ::poll(&ready, 1, static_cast<int>(std::min(deadline.Left(), Millis(1000)).count()));
    const pid_t reaped = ::waitpid(pid, &status, WNOHANG);
    if (reaped == pid) return status;
    if (reaped < 0 && errno != EINTR) {
      return Error{ErrorCode::kNotFound,
                   "wait for process " + std::to_string(pid) + ": " + std::strerror(errno)};
    }
    if (deadline.Passed()) {
      return Error{ErrorCode::kTimeout, "process " + std::to_string(pid) + " still runs after " +
                                            std::to_string(timeout.count()) + " ms"};
    }
  }
}

}  // namespace galera::testing_cluster

#include "supervisor/child.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace watchdog::supervisor {
namespace {

std::string_view NameOf(std::string_view entry) { return entry.substr(0, entry.find('=')); }

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void Fail(int report) {
  const int error = errno;
  [[maybe_unused]] const ssize_t written = ::write(report, &error, sizeof error);
  ::_exit(error == ENOENT || error == ENOTDIR ? 127 : 126);
}

void ResetSignals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// What our own parent leaked to us is not the child's either.
void CloseAtExec(unsigned from) {
  if (::syscall(SYS_close_range, from, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Kernels before 5.11, and container runtimes that filter calls they do not know.
  DIR* directory = ::opendir("/proc/self/fd");
  if (directory == nullptr) return;
  while (const dirent* entry = ::readdir(directory)) {
    const int fd = std::atoi(entry->d_name);
    if (fd >= static_cast<int>(from)) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  ::closedir(directory);
}

void TakeDescriptors(const ChildRequest& request, int report) {
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0 || ::dup2(null, 0) < 0) Fail(report);
  if (request.output >= 0 && (::dup2(request.output, 1) < 0 || ::dup2(request.output, 2) < 0)) Fail(report);
  // First out of the way of each other, then to their places.
  std::vector<int> moved;
  const int above = kFirstPassed + static_cast<int>(request.passed.size());
  for (const int fd : request.passed) moved.push_back(::fcntl(fd, F_DUPFD_CLOEXEC, above));
  for (std::size_t i = 0; i < moved.size(); ++i) {
    if (moved[i] < 0 || ::dup2(moved[i], kFirstPassed + static_cast<int>(i)) < 0) Fail(report);
  }
  CloseAtExec(static_cast<unsigned>(above));
}

// As execvpe, which however gives a file that is no program to a shell.
int Execute(const std::string& program, char* const* argv, char* const* environment) {
  if (program.find('/') != std::string::npos) {
    ::execve(program.c_str(), argv, environment);
    return errno;
  }
  const char* path = std::getenv("PATH");
  std::string_view folders =
      path != nullptr ? path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  int error = ENOENT;
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
    if (folder.empty()) continue;  // the working directory: never what was meant
    ::execve((std::string(folder) + "/" + program).c_str(), argv, environment);
    if (errno != ENOENT && errno != ENOTDIR) error = errno;
  }
  return error;
}

[[noreturn]] void RunChild(const ChildRequest& request, char* const* argv, char* const* environment,
                           pid_t parent, int pipe_end) {
  const int above = kFirstPassed + static_cast<int>(request.passed.size());
  const int report = ::fcntl(pipe_end, F_DUPFD_CLOEXEC, above);
  if (report < 0) ::_exit(126);
  ResetSignals();
  if (request.own_session) {
    ::setsid();
  } else {
    ::setpgid(0, 0);
  }
  TakeDescriptors(request, report);
  if (request.death_signal != 0) {
    ::prctl(PR_SET_PDEATHSIG, request.death_signal);
    if (::getppid() != parent) ::_exit(126);  // it died before that call
  }
  errno = Execute(request.argv[0], argv, environment);
  Fail(report);
}

}  // namespace

std::optional<SpawnedChild> Spawn(const ChildRequest& request, std::string* problem) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    *problem = std::string("pipe: ") + std::strerror(errno);
    return std::nullopt;
  }
  SpawnedChild child;
  child.report = FileDescriptor(ends[0]);
  const FileDescriptor writer(ends[1]);
  const std::vector<char*> argv = Pointers(request.argv);
  const std::vector<char*> environment = Pointers(request.environment);
  const pid_t parent = ::getpid();
  child.pid = ::fork();
  if (child.pid == 0) RunChild(request, argv.data(), environment.data(), parent, writer.get());
  if (child.pid < 0) {
    *problem = std::string("fork: ") + std::strerror(errno);
    return std::nullopt;
  }
  return child;
}

std::optional<int> ReadExecReport(int report) {
  int error = 0;
  const ssize_t got = ::read(report, &error, sizeof error);
  if (got == static_cast<ssize_t>(sizeof error)) return error;
  if (got == 0) return 0;
  return std::nullopt;
}

std::vector<std::string> ChangedEnvironment(std::vector<std::string> base,
                                            const std::vector<std::string>& changes) {
  for (const std::string& change : changes) {
    std::erase_if(base, [&](const std::string& entry) { return NameOf(entry) == NameOf(change); });
    if (change.find('=') != std::string::npos) base.push_back(change);
  }
  return base;
}

std::vector<std::string> OurEnvironment() {
  std::vector<std::string> all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) all.emplace_back(*entry);
  return all;
}

}  // namespace watchdog::supervisor

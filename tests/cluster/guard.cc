#include "cluster/guard.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <utility>

#include "cluster/spawn.h"

namespace galera::testing_cluster {
namespace {

// $1 is the marker. A shell and not our own code, because what follows a fork
// of a program with threads must not allocate, and an exec of ourselves would
// not know where the binary is. Ends with 1 if something stayed behind.
constexpr const char* kScript = R"sh(
trap '' INT TERM HUP QUIT PIPE
PATH=$PATH:/usr/sbin:/sbin
marker=$1
shift
while read -r kind value; do set -- "$@" "$kind" "$value"; done
tries=0
while [ $tries -lt 60 ]; do
  found=$(grep -lzxF -e "$marker" /proc/[0-9]*/environ 2>/dev/null)
  [ -z "$found" ] && break
  for file in $found; do
    process=${file#/proc/}
    kill -9 "${process%/environ}" 2>/dev/null
  done
  tries=$((tries + 1))
  sleep 0.05
done
result=0
[ $tries -lt 60 ] || result=1
while [ $# -ge 2 ]; do
  case $1 in
    namespace)
      if [ -e "/run/netns/$2" ]; then
        for process in $(ip netns pids "$2" 2>/dev/null); do kill -9 "$process" 2>/dev/null; done
        ip netns del "$2" || result=1
      fi ;;
    directory)
      while read -r _ place _; do
        case $place in "$2"/*) umount -l -- "$place" ;; esac
      done </proc/mounts
      rm -rf -- "$2" || result=1 ;;
  esac
  shift 2
done
exit $result
)sh";

}  // namespace

Result<std::unique_ptr<Guard>> Guard::Start(std::string marker) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Error{ErrorCode::kUnavailable, std::string("pipe to the guard: ") + std::strerror(errno)};
  }
  const FileDescriptor reader(ends[0]);
  FileDescriptor writer(ends[1]);
  SpawnRequest request;
  request.argv = {"/bin/sh", "-c", kScript, "galera-test-guard", marker};
  // Not to be killed by the guard of an outer program: ours must outlive us.
  request.environment = {std::string(kProgramMarker) + "=none", std::string(kClusterMarker) + "=none"};
  request.working_directory = "/";
  request.stdin_fd = reader.get();
  Result<pid_t> pid = Spawn(request);
  if (!pid) return pid.error();
  return std::unique_ptr<Guard>(new Guard(std::move(marker), *pid, std::move(writer)));
}

Guard* Guard::OfProgram() {
  static std::mutex mutex;
  static Guard* guard = nullptr;  // never destroyed: the pipe ends with the process
  static pid_t owner = 0;
  const std::lock_guard<std::mutex> lock(mutex);
  // After a fork the child needs its own: its parent's guard watches the parent.
  if (owner == ::getpid()) return guard;
  owner = ::getpid();
  Result<std::unique_ptr<Guard>> started =
      Start(std::string(kProgramMarker) + "=" + std::to_string(owner) + "." +
            std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
  guard = started ? std::move(*started).release() : nullptr;
  return guard;
}

Guard::Guard(std::string marker, pid_t pid, FileDescriptor pipe)
    : marker_(std::move(marker)), pid_(pid), pipe_(std::move(pipe)) {}

Guard::~Guard() { [[maybe_unused]] const Status ignored = Finish(Millis(10000)); }

Status Guard::WatchDirectory(const std::string& path) { return Tell("directory " + path + "\n"); }

Status Guard::WatchNamespace(const std::string& name) { return Tell("namespace " + name + "\n"); }

Status Guard::Tell(const std::string& line) {
  // SIGPIPE would end the test program; a dead guard is an error like others.
  sigset_t pipe_signal;
  sigset_t before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t written = ::write(pipe_.get(), line.data(), line.size());
  const int error = errno;
  if (written < 0 && error == EPIPE) {
    const timespec now{};
    ::sigtimedwait(&pipe_signal, nullptr, &now);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (written == static_cast<ssize_t>(line.size())) return {};
  return Error{ErrorCode::kUnavailable, std::string("write to the guard process: ") + std::strerror(error)};
}

Status Guard::Finish(Millis timeout) {
  pipe_.Close();
  if (pid_ < 0) return {};
  const Result<int> ended = Reap(pid_, timeout);
  if (!ended) return Error{ended.error().code, "guard: " + ended.error().message};
  pid_ = -1;
  if (WIFEXITED(*ended) && WEXITSTATUS(*ended) == 0) return {};
  return Error{ErrorCode::kTimeout, "guard: a process, namespace or directory could not be removed"};
}

}  // namespace galera::testing_cluster

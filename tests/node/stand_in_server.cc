// A program named mariadbd that does what its arguments say; see lone_node.h.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

// The number behind `name` in one of the words; -1 if there is none.
int NumberOf(int count, char** words, const std::string& name) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word.starts_with(name + "=")) return std::atoi(word.c_str() + name.size() + 1);
  }
  return -1;
}

std::string TextOf(int count, char** words, const std::string& name) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  }
  return "";
}

// Children whose parent is gone before they are: they go to PID 1.
void LeaveOrphans(int count) {
  for (int i = 0; i < count; ++i) {
    if (fork() != 0) continue;
    if (fork() == 0) usleep(static_cast<useconds_t>(i) * 2000);
    _exit(0);
  }
}

[[noreturn]] void DieBy(int signal) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  std::signal(signal, SIG_DFL);
  raise(signal);
  _exit(99);
}

// Notes each signal in a line of `file`; SIGTERM ends it.
[[noreturn]] void NoteSignals(const std::string& file) {
  const int notes = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  dprintf(notes, "ready\n");
  for (;;) {
    int signal = 0;
    sigwait(&all, &signal);
    if (signal == SIGCHLD) continue;
    dprintf(notes, "%d\n", signal);
    if (signal == SIGTERM) _exit(0);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[argc - 1]) == "--version") {
    std::puts("mariadbd  Ver 10.11.19-MariaDB-stand-in for Linux on x86_64 (none)");
    return 0;
  }
  if (const int code = NumberOf(argc, argv, "--exit"); code >= 0) return code;
  if (const int signal = NumberOf(argc, argv, "--die-by"); signal > 0) DieBy(signal);
  if (const int count = NumberOf(argc, argv, "--orphans"); count > 0) LeaveOrphans(count);
  NoteSignals(TextOf(argc, argv, "--signals-to"));
}

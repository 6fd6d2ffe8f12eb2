// The processes of the tests in this folder: `supervisor_stage ROLE ...`.
//   supervisor MIN MAX WORKER...  RunSupervisor, restart delays in milliseconds
//   worker                        a puppet with a WorkerLink
//   server                        a puppet in mariadbd's place
//   starter SERVER...             a worker that starts that, and no more
//   exit N | kill N               ends so
// A puppet connects to the packet socket named by STAGE_SOCKET, says "ROLE PID",
// tells what happens to it, and does what it is told; it ends with the connection.
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "supervisor/supervisor.h"
#include "supervisor/worker_link.h"

namespace {

using std::chrono::milliseconds;
using watchdog::WorkerLink;
namespace control = watchdog::control;

using Words = std::vector<std::string>;

int Connect() {
  const char* path = std::getenv("STAGE_SOCKET");
  if (path == nullptr) return -1;
  const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) std::_Exit(99);
  return fd;
}

void Say(int fd, const std::string& text) {
  [[maybe_unused]] const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
}

Words SplitWords(const std::string& text) {
  std::istringstream in(text);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// nullopt: hung up.
std::optional<Words> Hear(int fd) {
  std::array<char, 8192> bytes{};
  const ssize_t got = ::recv(fd, bytes.data(), bytes.size(), 0);
  if (got <= 0) return std::nullopt;
  return SplitWords(std::string(bytes.data(), static_cast<std::size_t>(got)));
}

int BlockedSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&set, signal);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return ::signalfd(-1, &set, SFD_CLOEXEC);
}

int TakeSignal(int fd) {
  signalfd_siginfo info{};
  return ::read(fd, &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
}

// How we were started: before we change any of it.
std::string OwnState() {
  std::string out;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Sig")) out += line + "\n";
  }
  status.close();
  DIR* directory = ::opendir("/proc/self/fd");
  while (const dirent* entry = ::readdir(directory)) {
    const int fd = std::atoi(entry->d_name);
    if (entry->d_name[0] == '.' || fd == ::dirfd(directory)) continue;
    std::array<char, 256> target{};
    [[maybe_unused]] const ssize_t size =
        ::readlink(("/proc/self/fd/" + std::string(entry->d_name)).c_str(), target.data(), target.size() - 1);
    out += "fd" + std::to_string(fd) + " " + target.data() + "\n";
  }
  ::closedir(directory);
  out += std::string("session ") + (::getsid(0) == ::getpid() ? "own" : "shared") + "\n";
  out += std::string("group ") + (::getpgid(0) == ::getpid() ? "own" : "shared") + "\n";
  out += std::string("stdout flags ") + ((::fcntl(1, F_GETFL) & O_NONBLOCK) != 0 ? "nonblocking" : "plain") +
         "\n";
  for (char** entry = environ; *entry != nullptr; ++entry) out += std::string("env ") + *entry + "\n";
  return out.substr(0, 60'000);
}

struct Teller {
  std::string operator()(const control::Hello& m) const {
    std::string text = "hello pid=" + std::to_string(m.pid) + " phase=" + std::string(Name(m.phase)) +
                       " stopping=" + std::to_string(m.stopping) +
                       " started=" + std::to_string(m.started_at > 0) + " last_end=";
    text += m.last_end ? std::to_string(m.last_end->ExitCode()) : "none";
    for (const std::string& word : m.argv) text += " " + word;
    return text;
  }
  std::string operator()(const control::Started& m) const { return "started " + std::to_string(m.pid); }
  std::string operator()(const control::Ended& m) const {
    return "ended " + std::to_string(m.end.ExitCode()) + " " + m.reason;
  }
  std::string operator()(const control::Stopping& m) const { return "stopping " + std::to_string(m.signal); }
  std::string operator()(const control::Refused& m) const { return "refused " + m.reason; }
  template <typename M>
  std::string operator()(const M&) const {
    return "unexpected";
  }
};

control::Message PhaseOf(const Words& words) {
  const auto time = [&](std::size_t i) { return milliseconds(words.size() > i ? std::stoll(words[i]) : 0); };
  control::PhaseNow report{control::Phase::kServing, {time(2), time(3), time(4), time(5)}};
  if (words[1] == "waiting") report.phase = control::Phase::kWaiting;
  if (words[1] == "transfer") report.phase = control::Phase::kTransfer;
  return report;
}

// start [ENV...] -- ARGV... | phase NAME WAITING TRANSFER SERVING DRAIN | ...
std::optional<control::Message> RequestOf(const Words& words) {
  const std::string& what = words[0];
  if (what == "start") {
    control::Start start;
    bool argv = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (!argv && words[i] == "--") {
        argv = true;
      } else {
        (argv ? start.argv : start.environment).push_back(words[i]);
      }
    }
    return start;
  }
  if (what == "stop") return control::Stop{milliseconds(std::stoll(words.at(1)))};
  if (what == "phase") return PhaseOf(words);
  if (what == "keep") return control::Keep{words.at(1) == "1"};
  if (what == "end") return control::End{std::stoi(words.at(1))};
  if (what == "service") {
    std::string status;
    for (std::size_t i = 2; i < words.size(); ++i) status += (i > 2 ? " " : "") + words[i];
    const bool reloading = words.at(1) == "reloading";
    return control::Service{reloading ? control::Service::State::kReloading : control::Service::State::kReady,
                            status};
  }
  if (what == "wrong") return control::Started{1};
  return std::nullopt;
}

class WorkerPuppet {
 public:
  explicit WorkerPuppet(WorkerLink link)
      : link_(std::move(link)), signals_(BlockedSignals()), test_(Connect()) {}
  int Run(const std::string& state);

 private:
  void CountLogLines();
  void PassOnMessages();
  // The exit code, if that is the end.
  std::optional<int> Obey(const Words& words, const std::string& state);

  WorkerLink link_;
  int signals_;
  int test_;
  bool stubborn_ = false;
  bool reads_log_ = false;
  bool alone_ = false;  // the supervisor is gone: what ends us then is its signal
  std::uint64_t lines_ = 0;
  std::uint64_t dropped_ = 0;
};

int WorkerPuppet::Run(const std::string& state) {
  Say(test_, "worker " + std::to_string(::getpid()));
  while (true) {
    std::array<pollfd, 4> fds{pollfd{test_, POLLIN, 0},
                              {signals_, POLLIN, 0},
                              {alone_ ? -1 : link_.control_fd(), POLLIN, 0},
                              {reads_log_ ? link_.log_fd() : -1, POLLIN, 0}};
    ::poll(fds.data(), fds.size(), -1);
    if (fds[3].revents != 0) CountLogLines();
    // What was said before a signal is heard before it.
    const int signal = fds[1].revents != 0 ? TakeSignal(signals_) : 0;
    PassOnMessages();
    if (signal != 0) Say(test_, "signal " + std::to_string(signal));
    if (signal == SIGTERM && !stubborn_) return 0;
    if (fds[0].revents == 0) continue;
    const auto words = Hear(test_);
    if (!words) return 0;
    if (const auto code = Obey(*words, state)) return *code;
  }
}

void WorkerPuppet::CountLogLines() {
  const auto log = link_.ReadLogLines(milliseconds(0));
  lines_ += log.lines.size();
  dropped_ += log.dropped;
}

void WorkerPuppet::PassOnMessages() {
  while (!alone_) {
    const auto received = link_.Receive(milliseconds(0));
    alone_ = received.closed;
    if (!received.message) return;
    Say(test_, std::visit(Teller(), *received.message));
  }
}

std::optional<int> WorkerPuppet::Obey(const Words& words, const std::string& state) {
  const std::string& what = words.at(0);
  std::string problem;
  if (const auto request = RequestOf(words)) {
    if (!link_.Send(*request, &problem)) Say(test_, "failed " + problem);
  } else if (what == "state") {
    Say(test_, state);
  } else if (what == "exit") {
    return std::stoi(words.at(1));
  } else if (what == "stubborn") {
    stubborn_ = true;
    Say(test_, "stubborn");
  } else if (what == "log") {
    reads_log_ = true;
  } else if (what == "count") {
    Say(test_, "count " + std::to_string(lines_) + " " + std::to_string(dropped_));
  } else if (what == "rubbish") {
    [[maybe_unused]] const ssize_t sent = ::send(link_.control_fd(), "rubbish", 7, MSG_NOSIGNAL);
  } else if (what == "pester") {
    for (int i = 0; i < 100'000 && link_.Send(control::Stop{}, &problem); ++i) {
    }
  } else if (what == "stall") {
    // Ends with the test, as it must: hung up is POLLHUP, and all else is left unread.
    pollfd hung{test_, 0, 0};
    while (::poll(&hung, 1, -1) <= 0) {
    }
    return 0;
  }
  return std::nullopt;
}

int RunWorker() {
  const std::string state = OwnState();
  std::string problem;
  auto link = WorkerLink::FromEnvironment(&problem);
  return link ? WorkerPuppet(std::move(*link)).Run(state) : 98;
}

void WriteAll(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(STDOUT_FILENO, data, size);
    if (written <= 0) return;
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

// Numbered lines of 100 bytes, one write each, as mariadbd writes them.
std::string Flood(long bytes) {
  const auto begin = std::chrono::steady_clock::now();
  auto slowest = begin - begin;
  std::array<char, 101> line{};
  for (long i = 0; i < bytes / 100; ++i) {
    std::snprintf(line.data(), line.size(), "line %010ld ", i);
    std::memset(line.data() + 16, 'x', 83);
    line[99] = '\n';
    const auto before = std::chrono::steady_clock::now();
    WriteAll(line.data(), 100);
    slowest = std::max(slowest, std::chrono::steady_clock::now() - before);
  }
  const auto ms = [](auto time) {
    return std::to_string(std::chrono::duration_cast<milliseconds>(time).count());
  };
  return "flooded " + ms(std::chrono::steady_clock::now() - begin) + " " + ms(slowest);
}

// Grandchildren whose parent is gone, and which then end all at once.
void LeaveOrphans(int count) {
  std::array<int, 2> gate{};
  if (::pipe(gate.data()) != 0) return;
  const pid_t parent = ::fork();
  if (parent == 0) {
    for (int i = 0; i < count; ++i) {
      if (::fork() != 0) continue;
      ::close(gate[1]);
      char byte = 0;
      [[maybe_unused]] const ssize_t got = ::read(gate[0], &byte, 1);
      ::_exit(0);
    }
    ::_exit(0);
  }
  ::close(gate[0]);
  ::close(gate[1]);
}

int RunServer() {
  const std::string state = OwnState();
  const int signals = BlockedSignals();
  const int test = Connect();
  Say(test, "server " + std::to_string(::getpid()));
  bool ignores = false;
  while (true) {
    std::array<pollfd, 2> fds{pollfd{test, POLLIN, 0}, {signals, POLLIN, 0}};
    ::poll(fds.data(), fds.size(), -1);
    if (fds[1].revents != 0) {
      const int signal = TakeSignal(signals);
      Say(test, "signal " + std::to_string(signal));
      if (signal == SIGTERM && !ignores) return 0;
    }
    if (fds[0].revents == 0) continue;
    const auto words = Hear(test);
    if (!words) return 0;
    const std::string& what = words->at(0);
    if (what == "state") {
      Say(test, state);
    } else if (what == "exit") {
      return std::stoi(words->at(1));
    } else if (what == "ignore") {
      ignores = true;
      Say(test, "ignoring");
    } else if (what == "write") {
      WriteAll(words->at(1).data(), words->at(1).size());
      Say(test, "written");
    } else if (what == "flood") {
      Say(test, Flood(std::stol(words->at(1))));
    } else if (what == "orphans") {
      LeaveOrphans(std::stoi(words->at(1)));
      Say(test, "orphaned");
    }
  }
}

// A worker that starts the rest of its arguments and waits for its end.
int RunStarter(const Words& server) {
  std::string problem;
  const auto link = WorkerLink::FromEnvironment(&problem);
  if (!link || !link->Send(control::Start{server, {}}, &problem)) return 98;
  while (!link->Receive(std::chrono::seconds(10)).closed) {
  }
  return 0;
}

int RunTheSupervisor(const Words& words) {
  const int test = Connect();
  if (test >= 0) {
    Say(test, "supervisor " + std::to_string(::getpid()));
    // As a container runtime may leave one: no child must get it.
    ::dup2(test, 20);
    ::close(test);
  }
  watchdog::SupervisorOptions options;
  options.restart_delay_min = milliseconds(std::stoll(words.at(0)));
  options.restart_delay_max = milliseconds(std::stoll(words.at(1)));
  options.worker.assign(words.begin() + 2, words.end());
  return watchdog::RunSupervisor(options);
}

}  // namespace

int main(int argc, char** argv) {
  const Words words(argv + 1, argv + argc);
  if (words.empty()) return 2;
  const Words rest(words.begin() + 1, words.end());
  if (words[0] == "supervisor") return RunTheSupervisor(rest);
  if (words[0] == "worker") return RunWorker();
  if (words[0] == "server") return RunServer();
  if (words[0] == "starter") return RunStarter(rest);
  if (words[0] == "exit") return std::stoi(rest.at(0));
  if (words[0] == "kill") {
    ::signal(std::stoi(rest.at(0)), SIG_DFL);  // sanitizers take some
    return ::raise(std::stoi(rest.at(0)));
  }
  return 2;
}

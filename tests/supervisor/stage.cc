#include "supervisor/stage.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace watchdog::stage {

using galera::testing_cluster::ChildOptions;
using galera::testing_cluster::Deadline;
using galera::testing_cluster::FileDescriptor;
using galera::testing_cluster::WaitUntil;

Puppet::Puppet(FileDescriptor connection, pid_t pid) : connection_(std::move(connection)), pid_(pid) {
  bool gone = false;
  std::istringstream greeting(Packet(kPatience, &gone));
  greeting >> role_ >> own_pid_;
}

Puppet::~Puppet() {
  // A connection that is still open is that of a living process: the pid is its own.
  if (connection_.valid() && !Gone(Millis(0))) Kill(SIGKILL);
}

std::string Puppet::Packet(Millis timeout, bool* gone) const {
  pollfd ready{connection_.get(), POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(timeout.count())) <= 0) return {};
  std::string bytes(70'000, '\0');
  const ssize_t got = ::recv(connection_.get(), bytes.data(), bytes.size(), 0);
  *gone = got <= 0;
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

std::string Puppet::Hear(const std::string& start, Millis timeout) const {
  const Deadline deadline(timeout);
  while (true) {
    bool gone = false;
    const std::string packet = Packet(deadline.Left(), &gone);
    if (packet.starts_with(start) && !packet.empty()) return packet;
    if (gone || packet.empty()) return {};
  }
}

bool Puppet::Gone(Millis timeout) const {
  const Deadline deadline(timeout);
  for (bool gone = false;;) {
    const std::string packet = Packet(deadline.Left(), &gone);
    if (gone) return true;
    if (packet.empty()) return false;
  }
}

void Puppet::Tell(const std::string& command) const {
  if (::send(connection_.get(), command.data(), command.size(), MSG_NOSIGNAL) < 0) {
    throw std::runtime_error("tell " + role_ + " to " + command + ": " + std::strerror(errno));
  }
}

void Puppet::Kill(int signal) const { ::kill(pid_, signal); }

std::vector<std::string> SupervisorArgv(const StageSetup& setup) {
  std::vector<std::string> argv;
  if (setup.as_pid_1) argv = {"unshare", "--pid", "--fork", "--kill-child", "--"};
  for (const std::string& word :
       {std::string(SUPERVISOR_STAGE), std::string("supervisor"),
        std::to_string(setup.restart_delay_min.count()), std::to_string(setup.restart_delay_max.count())}) {
    argv.push_back(word);
  }
  argv.insert(argv.end(), setup.worker.begin(), setup.worker.end());
  return argv;
}

Stage::Stage(const StageSetup& setup)
    : directory_((std::filesystem::temp_directory_path() / "stage.XXXXXX").string()) {
  if (::mkdtemp(directory_.data()) == nullptr) throw std::runtime_error("mkdtemp " + directory_);
  listener_ = FileDescriptor(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = directory_ + "/s";
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  if (::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_.get(), 64) != 0) {
    throw std::runtime_error("listen on " + path + ": " + std::strerror(errno));
  }
  ChildOptions options;
  options.argv = SupervisorArgv(setup);
  options.environment = setup.environment;
  options.environment.push_back("STAGE_SOCKET=" + path);
  options.err = setup.error;
  auto child = ChildProcess::Start(options);
  if (!child) throw std::runtime_error(child.error().message);
  child_.emplace(std::move(*child));
  supervisor_.emplace(Await("supervisor"));
}

Stage::~Stage() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

Puppet Stage::Await(const std::string& role, Millis timeout) {
  for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
    if (it->role() != role) continue;
    Puppet found = std::move(*it);
    waiting_.erase(it);
    return found;
  }
  const Deadline deadline(timeout);
  pollfd ready{listener_.get(), POLLIN, 0};
  while (::poll(&ready, 1, static_cast<int>(deadline.Left().count())) > 0) {
    FileDescriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    ucred peer{};
    socklen_t size = sizeof peer;
    ::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
    Puppet puppet(std::move(connection), peer.pid);
    if (puppet.role() == role) return puppet;
    waiting_.push_back(std::move(puppet));
  }
  throw std::runtime_error("no " + role + " appears; the log:\n" + child_->Stderr());
}

Puppet Stage::StartServer(const Puppet& worker, const std::string& environment) {
  if (worker.Hear("hello").empty()) throw std::runtime_error("no hello; the log:\n" + Log());
  worker.Tell("start " + environment + " -- /proc/self/exe server");
  if (worker.Hear("started").empty()) throw std::runtime_error("not started; the log:\n" + Log());
  return Await("server");
}

std::string Stage::File(const std::string& name, const std::string& text, unsigned mode) const {
  std::ofstream(directory_ + "/" + name) << text;
  std::filesystem::permissions(directory_ + "/" + name, static_cast<std::filesystem::perms>(mode));
  return directory_ + "/" + name;
}

void Stage::Signal(int signal) const { supervisor_->Kill(signal); }

int Stage::Wait(Millis timeout) {
  const auto exit = child_->Wait(timeout);
  if (!exit) return -1;
  return exit->code ? *exit->code : 1000 + exit->signal.value_or(0);
}

std::string Stage::LogWith(const std::string& text) const {
  WaitUntil([&] { return Log().find(text) != std::string::npos; }, kPatience, Millis(2));
  return Log();
}

long Stage::StatusNumber(const std::string& name) const {
  std::ifstream status("/proc/" + std::to_string(pid()) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::atol(line.c_str() + name.size() + 1);
  }
  return -1;
}

std::vector<pid_t> Stage::Children() const {
  const std::string id = std::to_string(pid());
  std::ifstream children("/proc/" + id + "/task/" + id + "/children");
  std::vector<pid_t> all;
  for (pid_t child = 0; children >> child;) all.push_back(child);
  return all;
}

void SupervisorTest::SetUp() {
  if (GetParam() && ::geteuid() != 0) GTEST_SKIP() << "a PID namespace needs root";
}

StageSetup SupervisorTest::Scene() const {
  StageSetup setup;
  setup.as_pid_1 = GetParam();
  return setup;
}

INSTANTIATE_TEST_SUITE_P(As, SupervisorTest, ::testing::Bool(),
                         [](const auto& param) { return param.param ? "Pid1" : "Subreaper"; });

}  // namespace watchdog::stage

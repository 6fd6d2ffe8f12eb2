// galera-cluster: a throw-away cluster in the foreground, and commands to it.
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "cluster/cluster.h"
#include "cluster/command_line.h"
#include "cluster/control_socket.h"
#include "cluster/node_list.h"

namespace galera::testing_cluster {
namespace {

constexpr Millis kCommandTimeout{90000};  // longer than the longest command, a start

void Say(std::string_view line) {
  std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
  std::fflush(stdout);
}

int Complain(const std::string& message) {
  std::fprintf(stderr, "galera-cluster: %s\n", message.c_str());
  return 1;
}

// "node2" or "2"; null if there is no such node.
Node* FindNode(Cluster& cluster, const std::string& name) {
  for (int number = 1; number <= cluster.size(); ++number) {
    Node& node = cluster.node(number);
    if (name == node.name() || name == std::to_string(number)) return &node;
  }
  return nullptr;
}

Status Do(Node& node, const std::string& verb) {
  if (verb == "kill") return node.Kill();
  if (verb == "stop") return node.Stop();
  if (verb == "start") return node.Start();
  if (verb == "bootstrap") return node.Start(LaunchMode::kBootstrap);
  if (verb == "freeze") return node.Freeze();
  if (verb == "thaw") return node.Thaw();
  if (verb == "isolate") return node.Isolate();
  if (verb == "heal") return node.Heal();
  return Error{ErrorCode::kInvalid, "unknown command " + verb};
}

Answer Obey(Cluster& cluster, const std::string& command) {
  std::istringstream words(command);
  std::string verb;
  std::string name;
  words >> verb >> name;
  if (verb == "status") return {true, NodeTable(cluster)};
  Node* node = FindNode(cluster, name);
  if (node == nullptr) return {false, "there is no node " + name + "\n"};
  Say(verb + " " + node->name());
  Status done = Do(*node, verb);
  if (Status written = WriteNodeList(cluster); done && !written) done = written;
  if (!done) return {false, done.error().message + "\n"};
  return {true, verb + " " + node->name() + ": done\n"};
}

// Until SIGINT or SIGTERM. A command under way is finished first.
void ServeCommands(Cluster& cluster, const ControlSocket& control, int signals) {
  pollfd watched[2] = {{signals, POLLIN, 0}, {control.fd(), POLLIN, 0}};
  while (true) {
    if (::poll(watched, 2, -1) < 0) continue;
    if (watched[0].revents != 0) return;
    if (watched[1].revents != 0)
      control.Serve([&](const std::string& command) { return Obey(cluster, command); });
  }
}

int Run(ClusterOptions options) {
  // Before any thread or child: they come when we have time for them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);
  const FileDescriptor signals(::signalfd(-1, &ends, SFD_CLOEXEC));

  options.progress = Say;
  Result<std::unique_ptr<Cluster>> started = Cluster::Start(options);
  if (!started) return Complain(started.error().message);
  Cluster& cluster = **started;
  const Result<ControlSocket> control = ControlSocket::Listen(cluster.directory());
  if (!control) return Complain(control.error().message);
  if (Status written = WriteNodeList(cluster); !written) return Complain(written.error().message);
  Say("ready " + cluster.directory() + "/nodes.json");
  ServeCommands(cluster, *control, signals.get());
  if (Status stopped = cluster.StopAll(); !stopped) return Complain(stopped.error().message);
  Say("stopped");
  return 0;
}

int Send(const CommandLine& line) {
  const Result<Answer> answer = SendCommand(
      line.options.directory, line.node.empty() ? line.verb : line.verb + " " + line.node, kCommandTimeout);
  if (!answer) return Complain(answer.error().message);
  std::fputs(answer->text.c_str(), answer->ok ? stdout : stderr);
  return answer->ok ? 0 : 1;
}

}  // namespace
}  // namespace galera::testing_cluster

int main(int argc, char** argv) {
  using namespace galera::testing_cluster;
  const auto line = ParseCommandLine(std::vector<std::string>(argv + 1, argv + argc));
  if (!line) {
    std::fprintf(stderr, "galera-cluster: %s\n", line.error().message.c_str());
    return 2;
  }
  if (line->verb == "help") return std::fputs(kUsage, stdout) < 0;
  return line->verb == "run" ? Run(line->options) : Send(*line);
}

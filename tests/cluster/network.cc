#include "cluster/network.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "cluster/child_process.h"

namespace galera::testing_cluster {
namespace {

constexpr Millis kCommandTimeout{10000};

// One line per command of ip(8).
Status RunIp(std::vector<std::string> before, const std::string& commands) {
  ChildOptions options;
  options.argv = {"ip"};
  options.argv.insert(options.argv.end(), before.begin(), before.end());
  options.argv.insert(options.argv.end(), {"-batch", "-"});
  options.input = commands;
  return RunOrError(options, kCommandTimeout);
}

}  // namespace

std::string Network::Address(int node) { return "10.77.0." + std::to_string(node == 0 ? 1 : 10 + node); }

Result<std::unique_ptr<Network>> Network::Make(const std::string& prefix, int nodes, Guard& guard) {
  if (::geteuid() != 0) {
    return Error{ErrorCode::kDenied, "network namespaces: only root can make them (run the test as root)"};
  }
  std::vector<std::string> names = {prefix + "-sw"};
  for (int node = 1; node <= nodes; ++node) names.push_back(prefix + "-" + std::to_string(node));
  std::string add;
  for (const std::string& name : names) {
    if (Status told = guard.WatchNamespace(name); !told) return told.error();
    add += "netns add " + name + "\n";
  }
  if (Status done = RunIp({}, add); !done) return done.error();

  std::string wiring =
      "link set lo up\nlink add br0 type bridge\naddr add " + Address(0) + "/24 dev br0\nlink set br0 up\n";
  for (int node = 1; node <= nodes; ++node) {
    const std::string port = "port" + std::to_string(node);
    wiring += "link add " + port + " type veth peer name eth0 netns " + names[static_cast<size_t>(node)] +
              "\nlink set " + port + " master br0 up\n";
  }
  if (Status done = RunIp({"-n", names[0]}, wiring); !done) return done.error();
  for (int node = 1; node <= nodes; ++node) {
    const Status done =
        RunIp({"-n", names[static_cast<size_t>(node)]},
              "link set lo up\naddr add " + Address(node) + "/24 dev eth0\nlink set eth0 up\n");
    if (!done) return done.error();
  }
  return std::unique_ptr<Network>(new Network(std::move(names)));
}

Status Network::SetLink(int node, bool up) const {
  return RunIp({"-n", name(0)}, "link set port" + std::to_string(node) + (up ? " up\n" : " down\n"));
}

Status Network::Run(int node, const std::function<void()>& work) const {
  const FileDescriptor file(::open(path(node).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return Error{ErrorCode::kNotFound, "open " + path(node) + ": " + std::strerror(errno)};
  int error = 0;
  std::thread inside([&] {
    error = ::setns(file.get(), CLONE_NEWNET) == 0 ? 0 : errno;
    if (error == 0) work();
  });
  inside.join();
  if (error == 0) return {};
  return Error{ErrorCode::kDenied, "setns " + path(node) + ": " + std::strerror(error)};
}

}  // namespace galera::testing_cluster

#include "lone_node.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "cluster/guard.h"
#include "cluster/template_directory.h"
#include "cluster/wait.h"
#include "process_tree.h"

namespace galera {
namespace {

namespace fs = std::filesystem;
using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Guard;
using testing_cluster::Millis;

constexpr Millis kPatience{60000};

}  // namespace

std::string StandInServer() { return STAND_IN_SERVER; }

std::string WardenProgram() { return GALERA_WARDEN_PROGRAM; }

LoneNode::LoneNode() : root_(testing_cluster::TemporaryRoot() + "/lone-node.XXXXXX") {
  if (::mkdtemp(root_.data()) == nullptr) throw std::runtime_error("mkdtemp " + root_);
  Guard* const guard = Guard::OfProgram();
  if (guard == nullptr || !guard->WatchDirectory(root_)) throw std::runtime_error("no guard");
  fs::permissions(root_, fs::perms(0755));
  for (const char* name : {"data", "run", "confirm", "init", "tmp"}) {
    fs::create_directory(At(name));
    fs::permissions(At(name), fs::perms(0777));
  }
  fs::permissions(data(), fs::perms(0755));
}

LoneNode::~LoneNode() {
  child_.reset();
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

std::string LoneNode::Write(const std::string& name, const std::string& text) const {
  std::ofstream(At(name)) << text;
  fs::permissions(At(name), fs::perms(0644));
  return At(name);
}

void LoneNode::PretendData() const {
  fs::create_directory(data() + "/mysql");
  Write("data/ibdata1", "");
  for (const char* table : {"global_priv.frm", "proc.frm", "index_stats.frm"}) {
    Write(std::string("data/mysql/") + table, "");
  }
}

std::vector<std::string> LoneNode::Environment(const Options& options) const {
  std::vector<std::string> environment = {"DATADIR=" + data(),
                                          "GALERA_WARDEN_NODE_RUN_DIRECTORY=" + At("run"),
                                          "GALERA_WARDEN_NODE_CONFIRM_DIRECTORY=" + At("confirm"),
                                          "GALERA_WARDEN_NODE_INIT_DIRECTORY=" + At("init"),
                                          "GALERA_WARDEN_NODE_SQL_SOCKET=" + At("run/mysqld.sock"),
                                          "NODE_ADDRESS=127.0.0.1",
                                          "SKIP_TZINFO=1",
                                          "SST_METHOD=rsync",
                                          "my_innodb_buffer_pool_size=16M",
                                          "my_innodb_log_file_size=8M",
                                          "my_tmpdir=" + At("tmp"),
                                          "wsrep_provider_options=gcache.size=16M"};
  environment.insert(environment.end(), options.environment.begin(), options.environment.end());
  return environment;
}

void LoneNode::Start(const Options& options) {
  child_.reset();
  ChildOptions child;
  child.argv = {"unshare",     "--net",   "sh",    "-c",     "ip link set lo up; exec \"$@\"",
                "sh",          "unshare", "--pid", "--fork", "--kill-child",
                "--mount-proc"};
  child.argv.insert(child.argv.end(), options.wrapped_in.begin(), options.wrapped_in.end());
  child.argv.push_back(WardenProgram());
  child.argv.insert(child.argv.end(), options.arguments.begin(), options.arguments.end());
  child.environment = Environment(options);
  auto started = ChildProcess::Start(child);
  if (!started) throw std::runtime_error(started.error().message);
  child_ = std::move(*started);
}

Result<ChildProcess> LoneNode::StartBeside(const std::vector<std::string>& arguments,
                                           const Options& options) const {
  ChildOptions child;
  child.argv = {WardenProgram()};
  child.argv.insert(child.argv.end(), arguments.begin(), arguments.end());
  child.environment = Environment(options);
  return ChildProcess::Start(child);
}

Result<testing_cluster::CommandResult> LoneNode::RunWithin(const std::vector<std::string>& command,
                                                           const Options& options) const {
  const auto supervisor = Supervisor();
  if (!supervisor) return Error{ErrorCode::kNotFound, "the node does not run"};
  ChildOptions child;
  child.argv = command;
  child.environment = Environment(options);
  child.network_namespace = "/proc/" + std::to_string(*supervisor) + "/ns/net";
  return testing_cluster::RunCommand(child, kPatience);
}

std::string LoneNode::Curl(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {"curl", "-s", "-m", "5"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto done = RunWithin(command, {});
  return done ? done->out : "";
}

std::string LoneNode::Get(int port, const std::string& path) const {
  const std::string out = Curl({"-w", "%{http_code}", "http://127.0.0.1:" + std::to_string(port) + path});
  if (out.size() < 3) return "no answer";
  const std::size_t end = out.size() - 3;
  return out.substr(end) + " " + out.substr(0, end);
}

// The child is `unshare`.
std::optional<pid_t> LoneNode::Supervisor() const { return ChildOf(child_->pid(), "galera-warden"); }

std::optional<pid_t> LoneNode::Worker() const {
  const auto supervisor = Supervisor();
  return supervisor ? ChildOf(*supervisor, "node-worker") : std::nullopt;
}

std::optional<pid_t> LoneNode::Server() const {
  const auto supervisor = Supervisor();
  return supervisor ? ChildOf(*supervisor, "--defaults-file=") : std::nullopt;
}

bool LoneNode::Says(const std::string& text) const {
  return testing_cluster::WaitUntil([&] { return Log().find(text) != std::string::npos; }, kPatience);
}

int LoneNode::Ends(Millis timeout) {
  const auto exit = child_->Wait(timeout);
  if (!exit) return -1;
  return exit->signal ? 1000 + *exit->signal : exit->code.value_or(-2);
}

}  // namespace galera

#include "node_stage.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "cluster/sql.h"
#include "cluster/template_directory.h"
#include "cluster/wait.h"
#include "http_client/http_client.h"
#include "process_tree.h"
#include "system/file.h"

namespace galera {
namespace {

namespace fs = std::filesystem;
using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Guard;
using testing_cluster::Millis;
using testing_cluster::Network;

constexpr char kName[] = "galera.test";
constexpr Millis kSqlTimeout{1000};

std::string ResolverDirectory(const std::string& name_space) { return "/etc/netns/" + name_space; }

}  // namespace

// What both kinds have: a root with directories, a guard, a network of `spaces` beside the switch's.
Result<std::unique_ptr<NodeStage>> NodeStage::MakeBare(int count, int spaces) {
  std::unique_ptr<NodeStage> stage(new NodeStage);
  static int stages = 0;
  const std::string tag = "gn" + std::to_string(getpid()) + (stages == 0 ? "" : "x" + std::to_string(stages));
  ++stages;
  stage->root_ = testing_cluster::TemporaryRoot() + "/" + tag;
  auto guard = Guard::Start(std::string(testing_cluster::kClusterMarker) + "=" + tag);
  if (!guard) return guard.error();
  stage->guard_ = std::move(*guard);
  if (Status s = stage->guard_->WatchDirectory(stage->root_); !s) return s.error();
  fs::create_directory(stage->root_);
  fs::permissions(stage->root_, fs::perms(0755));
  auto network = Network::Make(tag, spaces, *stage->guard_);
  if (!network) return network.error();
  stage->network_ = std::move(*network);
  stage->nodes_.resize(static_cast<std::size_t>(count));
  for (int node = 1; node <= count; ++node) {
    const std::string temporary = stage->directory(node) + "/tmp";
    for (const std::string& made : {stage->directory(node), stage->confirm(node), temporary}) {
      fs::create_directory(made);
    }
    fs::permissions(temporary, fs::perms(0777));
    fs::permissions(stage->directory(node), fs::perms(0777));
  }
  return stage;
}

Result<std::unique_ptr<NodeStage>> NodeStage::Make(int count) {
  auto made = MakeBare(count, count);
  if (!made) return made;
  NodeStage& stage = **made;
  for (int node = 1; node <= count; ++node) {
    const std::string resolver = ResolverDirectory(stage.network_->name(node));
    if (Status s = stage.guard_->WatchDirectory(resolver); !s) return s.error();
    fs::create_directories(resolver);
    std::ofstream(resolver + "/resolv.conf") << "nameserver 10.77.0.1\nsearch elsewhere.test\n";
  }
  if (Status s = stage.SetName({}); !s) return s.error();
  if (Status s = stage.StartNameServer(); !s) return s.error();
  return made;
}

Result<std::unique_ptr<NodeStage>> NodeStage::MakeOnOneHost(int count) {
  auto made = MakeBare(count, 0);
  if (made) (*made)->one_host_ = true;
  return made;
}

Status NodeStage::StartNameServer() {
  ChildOptions dns;
  dns.argv = {"dnsmasq",
              "--keep-in-foreground",
              "--no-resolv",
              "--no-hosts",
              "--user=root",
              "--bind-interfaces",
              "--listen-address=10.77.0.1",
              "--pid-file=",
              "--local=/test/",
              "--local-ttl=0",
              "--address=/elsewhere.test/10.77.0.250",
              "--log-facility=-",
              "--addn-hosts=" + root_ + "/hosts"};
  dns.environment = {guard_->marker()};
  dns.network_namespace = network_->path(0);
  auto child = ChildProcess::Start(dns);
  if (!child) return child.error();
  dns_ = std::move(*child);
  // Before it handles signals, the one that SetName sends would kill it.
  const bool started = testing_cluster::WaitUntil(
      [this] { return dns_->Stderr().find("started, version") != std::string::npos; }, Millis(5000));
  if (!started) return Error{ErrorCode::kTimeout, "dnsmasq: " + dns_->Stderr()};
  return {};
}

NodeStage::~NodeStage() {
  for (NodeEntry& node : nodes_) {
    if (node.child) (void)node.child->SignalGroup(SIGKILL);
  }
  nodes_.clear();
  dns_.reset();
  if (guard_) (void)guard_->Finish(Millis(10000));
}

Status NodeStage::SetName(const std::vector<int>& nodes) {
  std::string hosts;
  for (const int node : nodes) hosts += Network::Address(node) + " " + kName + "\n";
  if (Status s = ReplaceFile(root_ + "/hosts", hosts, 0644); !s) return s;
  return dns_ ? dns_->Signal(SIGHUP) : Status();
}

std::string NodeStage::Address(int node) const {
  return one_host_ ? "127.0.0." + std::to_string(10 + node) : Network::Address(node);
}

std::vector<std::string> NodeStage::Environment(int node) const {
  const std::string home = directory(node);
  std::vector<std::string> environment = {
      guard_->marker(), "CLUSTER_NAME=staged", "DATADIR=" + data(node),
      "GALERA_WARDEN_NODE_RUN_DIRECTORY=" + home + "/run",
      "GALERA_WARDEN_NODE_CONFIRM_DIRECTORY=" + confirm(node),
      "GALERA_WARDEN_NODE_SQL_SOCKET=" + socket(node), "NODE_ADDRESS=" + Address(node), "SST_METHOD=rsync",
      "transfer_limit=8000", "SKIP_TZINFO=1", "MYSQL_ROOT_PASSWORD=root'\"\\ secret",
      "SYSTEM_PASSWORD=system # secret", "my_innodb_buffer_pool_size=16M", "my_innodb_log_file_size=8M",
      // A container has its own /tmp, too; mariadbd names files there
      // by process numbers, which are the same in all of them.
      "my_tmpdir=" + home + "/tmp", "my_innodb_flush_log_at_trx_commit=2", "my_key_buffer_size=1M",
      "my_aria_pagecache_buffer_size=8M", "my_performance_schema=OFF",
      "wsrep_provider_options=gcache.size=16M"};
  if (!one_host_) return environment;
  const std::string at = Address(node);
  for (const std::string& own : {"my_bind_address=" + at, "GALERA_WARDEN_WEB_LISTEN_ADDRESS=" + at + ":9104",
                                 "GALERA_WARDEN_HEALTH_READY_LISTEN_ADDRESS=" + at + ":8080",
                                 "GALERA_WARDEN_HEALTH_SYNCED_LISTEN_ADDRESS=" + at + ":8081"}) {
    environment.push_back(own);
  }
  return environment;
}

Status NodeStage::Start(int node, const Options& options) {
  ChildOptions child;
  child.argv = {"ip",     "netns",        "exec",         network_->name(Space(node)), "unshare", "--pid",
                "--fork", "--kill-child", "--mount-proc", GALERA_WARDEN_PROGRAM};
  child.argv.insert(child.argv.end(), options.arguments.begin(), options.arguments.end());
  child.environment = Environment(node);
  child.environment.insert(child.environment.end(), options.environment.begin(), options.environment.end());
  nodes_[Index(node)].child.reset();
  auto started = ChildProcess::Start(child);
  if (!started) return started.error();
  nodes_[Index(node)].child = std::move(*started);
  return Status();
}

Result<testing_cluster::CommandResult> NodeStage::Command(int node, const std::vector<std::string>& arguments,
                                                          const std::vector<std::string>& environment,
                                                          const std::string& user) const {
  ChildOptions child;
  child.argv = {"ip", "netns", "exec", network_->name(Space(node))};
  if (!user.empty()) {
    for (const std::string& word :
         {std::string("setpriv"), "--reuid=" + user, "--regid=" + user, std::string("--clear-groups")})
      child.argv.push_back(word);
  }
  child.argv.push_back(GALERA_WARDEN_PROGRAM);
  child.argv.insert(child.argv.end(), arguments.begin(), arguments.end());
  child.environment = Environment(node);
  child.environment.insert(child.environment.end(), environment.begin(), environment.end());
  return testing_cluster::RunCommand(child, Millis(60000));
}

// The child is `unshare`, which `ip` became by exec.
std::optional<pid_t> NodeStage::Supervisor(int node) const {
  return ChildOf(nodes_[Index(node)].child->pid(), "galera-warden");
}

std::optional<pid_t> NodeStage::Worker(int node) const {
  const auto supervisor = Supervisor(node);
  return supervisor ? ChildOf(*supervisor, "node-worker") : std::nullopt;
}

std::optional<pid_t> NodeStage::Server(int node) const {
  const auto supervisor = Supervisor(node);
  return supervisor ? ChildOf(*supervisor, "mariadbd") : std::nullopt;
}

std::optional<std::string> NodeStage::Value(int node, const std::string& sql) const {
  const auto rows = testing_cluster::QuerySocket(socket(node), sql, kSqlTimeout);
  if (!rows || rows->empty() || rows->front().empty()) return std::nullopt;
  return rows->front().back();
}

std::optional<std::string> NodeStage::WsrepStatus(int node, const std::string& name) const {
  return Value(node, "SHOW GLOBAL STATUS LIKE 'wsrep_" + name + "'");
}

std::string NodeStage::Get(int node, int port, const std::string& path) const {
  std::string answer;
  const Status ran = network_->Run(0, [&] {
    test::HttpConnection connection;
    if (!connection.Connect(Address(node), static_cast<std::uint16_t>(port))) {
      answer = "no connection";
      return;
    }
    connection.Write("GET " + path + " HTTP/1.1\r\nHost: n\r\nConnection: close\r\n\r\n");
    const test::HttpResult result = connection.ReadResponse();
    answer = result.ok() ? std::to_string(result.status) + " " + result.body : result.error;
  });
  return ran ? answer : ran.error().message;
}

bool NodeStage::AreOneCluster(const std::vector<int>& nodes) const {
  std::set<std::string> histories;
  for (const int node : nodes) {
    if (WsrepStatus(node, "local_state_comment") != "Synced") return false;
    if (WsrepStatus(node, "cluster_size") != std::to_string(nodes.size())) return false;
    histories.insert(WsrepStatus(node, "cluster_state_uuid").value_or(""));
  }
  return histories.size() == 1 && !histories.contains("00000000-0000-0000-0000-000000000000");
}

}  // namespace galera

#include "node_stage.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include "cluster/sql.h"
#include "cluster/template_directory.h"
#include "cluster/wait.h"
#include "http_client/http_client.h"
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

// The first child of `parent` whose command line holds `word`.
std::optional<pid_t> ChildOf(pid_t parent, const std::string& word) {
  const std::string pid = std::to_string(parent);
  const auto children = ReadFile("/proc/" + pid + "/task/" + pid + "/children");
  if (!children) return std::nullopt;
  std::size_t at = 0;
  while (at < children->size()) {
    const std::size_t end = children->find(' ', at);
    const std::string child = children->substr(at, end - at);
    const auto line = ReadFile("/proc/" + child + "/cmdline");
    if (line && line->find(word) != std::string::npos) return static_cast<pid_t>(std::stol(child));
    if (end == std::string::npos) break;
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<NodeStage>> NodeStage::Make(int count) {
  std::unique_ptr<NodeStage> stage(new NodeStage);
  const std::string tag = "gn" + std::to_string(getpid());
  stage->root_ = testing_cluster::TemporaryRoot() + "/" + tag;
  fs::create_directory(stage->root_);
  fs::permissions(stage->root_, fs::perms(0755));
  auto guard = Guard::Start(std::string(testing_cluster::kClusterMarker) + "=" + tag);
  if (!guard) return guard.error();
  stage->guard_ = std::move(*guard);
  if (Status s = stage->guard_->WatchDirectory(stage->root_); !s) return s.error();
  auto network = Network::Make(tag, count, *stage->guard_);
  if (!network) return network.error();
  stage->network_ = std::move(*network);
  stage->nodes_.resize(static_cast<std::size_t>(count));
  for (int node = 1; node <= count; ++node) {
    const std::string resolver = ResolverDirectory(stage->network_->name(node));
    if (Status s = stage->guard_->WatchDirectory(resolver); !s) return s.error();
    fs::create_directories(resolver);
    std::ofstream(resolver + "/resolv.conf") << "nameserver 10.77.0.1\nsearch elsewhere.test\n";
    for (const std::string& made : {stage->directory(node), stage->confirm(node)}) fs::create_directory(made);
    fs::permissions(stage->directory(node), fs::perms(0777));
  }
  if (Status s = stage->SetName({}); !s) return s.error();
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
              "--addn-hosts=" + stage->root_ + "/hosts"};
  dns.environment = {stage->guard_->marker()};
  dns.network_namespace = stage->network_->path(0);
  auto child = ChildProcess::Start(dns);
  if (!child) return child.error();
  stage->dns_ = std::move(*child);
  // Before it handles signals, the one that SetName sends would kill it.
  const bool started = testing_cluster::WaitUntil(
      [&] { return stage->dns_->Stderr().find("started, version") != std::string::npos; }, Millis(5000));
  if (!started) return Error{ErrorCode::kTimeout, "dnsmasq: " + stage->dns_->Stderr()};
  return stage;
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

Status NodeStage::Start(int node, const Options& options) {
  ChildOptions child;
  child.argv = {"ip",    "netns",  "exec",         network_->name(node), "unshare",
                "--pid", "--fork", "--kill-child", "--mount-proc",       GALERA_WARDEN_PROGRAM};
  child.argv.insert(child.argv.end(), options.arguments.begin(), options.arguments.end());
  const std::string home = directory(node);
  child.environment = {guard_->marker(),
                       "CLUSTER_NAME=staged",
                       "DATADIR=" + data(node),
                       "GALERA_WARDEN_NODE_RUN_DIRECTORY=" + home + "/run",
                       "GALERA_WARDEN_NODE_CONFIRM_DIRECTORY=" + confirm(node),
                       "GALERA_WARDEN_NODE_SQL_SOCKET=" + socket(node),
                       "NODE_ADDRESS=" + Network::Address(node),
                       "SST_METHOD=rsync",
                       "SKIP_TZINFO=1",
                       "MYSQL_ROOT_PASSWORD=root'\"\\ secret",
                       "SYSTEM_PASSWORD=system # secret",
                       "my_innodb_buffer_pool_size=16M",
                       "my_innodb_log_file_size=8M",
                       "my_innodb_flush_log_at_trx_commit=2",
                       "my_key_buffer_size=1M",
                       "my_aria_pagecache_buffer_size=8M",
                       "my_performance_schema=OFF",
                       "wsrep_provider_options=gcache.size=16M"};
  child.environment.insert(child.environment.end(), options.environment.begin(), options.environment.end());
  nodes_[Index(node)].child.reset();
  auto started = ChildProcess::Start(child);
  if (!started) return started.error();
  nodes_[Index(node)].child = std::move(*started);
  return Status();
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
    if (!connection.Connect(Network::Address(node), static_cast<std::uint16_t>(port))) {
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

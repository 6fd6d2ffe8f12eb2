#include "live/paged_cluster.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "cluster/guard.h"
#include "cluster/ports.h"
#include "cluster/wait.h"
#include "http_client/http_client.h"
#include "incident/cluster_log.h"

namespace galera {

using nlohmann::json;
using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::CommandResult;
using testing_cluster::Millis;
using testing_cluster::Node;

namespace {

constexpr int kNodes = 3;

std::string Text(const json& of, const char* name) {
  const auto found = of.find(name);
  return found != of.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

Result<std::unique_ptr<PagedCluster>> PagedCluster::Start(const PagedClusterOptions& options) {
  std::unique_ptr<PagedCluster> paged(new PagedCluster);
  paged->directory_ = (std::filesystem::temp_directory_path() / "paged.XXXXXX").string();
  if (mkdtemp(paged->directory_.data()) == nullptr)
    return Error{ErrorCode::kUnavailable, "mkdtemp " + paged->directory_};
  if (testing_cluster::Guard* guard = testing_cluster::Guard::OfProgram()) {
    if (Status watched = guard->WatchDirectory(paged->directory_); !watched) return watched.error();
  }
  chmod(paged->directory_.c_str(), 0755);  // mariadbd's account writes to the sockets in it
  ClusterOptions setup;
  setup.fast_failure_detection = options.fast_failure_detection;
  for (int number = 1; number <= kNodes; ++number) {
    std::filesystem::create_directories(paged->Home(number));
    setup.node_options[number] = {std::string("--wsrep_notify_cmd=") + GALERA_WARDEN_PROGRAM + " notify " +
                                  paged->Home(number) + "/notify.sock"};
  }
  auto cluster = Cluster::Start(setup);
  if (!cluster) return cluster.error();
  paged->cluster_ = std::move(*cluster);
  const std::string& first = paged->node(1).address();
  paged->metrics_port_ = testing_cluster::FreePort(first);
  paged->ready_port_ = testing_cluster::FreePort(first);
  paged->synced_port_ = testing_cluster::FreePort(first);
  for (int number = 1; number <= kNodes; ++number) {
    if (Status started = paged->StartMonitor(number, options); !started) return started.error();
  }
  if (Status acquainted = paged->AwaitAcquaintance(); !acquainted) return acquainted.error();
  return paged;
}

PagedCluster::~PagedCluster() {
  for (auto& monitor : monitors_) monitor->Terminate();
  monitors_.clear();
  cluster_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

Status PagedCluster::StartMonitor(int number, const PagedClusterOptions& options) {
  const Node& beside = node(number);
  const std::string home = Home(number);
  std::ofstream(home + "/warden.yml")
      << "paging:\n  expected_size: 3\n  state_directory: " << home << "/state\n  control_socket: " << home
      << "/control.sock\n"
      << "  error_log: " << beside.error_log() << "\n  instance: '" << MetricsAddress(number) << "'\n"
      << "  flapping: {fires: 1000}\n"  // nodes die here every minute
      << options.paging << "  receivers:\n"
      << "    plain: {type: webhook, url: '" << plain_.Url() << "'}\n"
      << "    keyed: {type: webhook, deduplicates: true, url: '" << keyed_.Url() << "'}\n"
      << "    early: {type: webhook, severity: info, url: '" << early_.Url() << "'}\n";
  const auto at = [&](std::uint16_t port) { return beside.address() + ":" + std::to_string(port); };
  ChildOptions child;
  child.argv = {GALERA_WARDEN_PROGRAM,
                "monitor",
                "--config=" + home + "/warden.yml",
                "--web.listen-address=" + at(metrics_port_),
                "--health.ready-listen-address=" + at(ready_port_),
                "--health.synced-listen-address=" + at(synced_port_),
                "--health.drain-file=" + home + "/drain",
                "--health.notify-socket=" + home + "/notify.sock",
                "--mysqld.address=" + at(beside.port()),
                "--mysqld.username=exporter"};
  child.environment = {"HOME=" + home,      "MYSQLD_EXPORTER_PASSWORD=exporter",
                       "DATA_SOURCE_NAME=", "GALERA_WARDEN_CONFIG=",
                       "PAGE_WEBHOOK_URL=", "no_proxy=*"};
  child.out = testing_cluster::Sink::File(home + "/log");
  child.err = testing_cluster::Sink::WithStdout();
  auto started = ChildProcess::Start(child);
  if (!started) return started.error();
  monitors_.push_back(std::make_unique<ChildProcess>(std::move(*started)));
  const auto listens = [&] { return !Get(number, "/api/v1/incidents").empty(); };
  if (testing_cluster::WaitUntil(listens, Millis(10000))) return Status();
  return Error{ErrorCode::kTimeout, "monitor " + std::to_string(number) + " does not listen\n" + Logs()};
}

// Each hears what is said to any other: here, that an alert is silenced.
Status PagedCluster::AwaitAcquaintance() {
  for (int number = 1; number <= kNodes; ++number) {
    std::string said;
    const auto known = [&] {
      said = Say(number, {"silence", "IstWindowShort", "10s", "--reason", "acquaintance"}).out;
      std::string others;
      for (int other = 1; other <= kNodes; ++other) {
        if (other != number) others += (others.empty() ? "" : ", ") + node(other).name();
      }
      return said.find("Known to " + others + ".") != std::string::npos;
    };
    if (!testing_cluster::WaitUntil(known, Millis(30000), Millis(500)))
      return Error{ErrorCode::kTimeout, "the peers do not know of each other: " + said + Logs()};
    Say(number, {"silence", "--end", "IstWindowShort"});
  }
  return Status();
}

std::string PagedCluster::MetricsAddress(int number) const {
  return cluster_->node(number).address() + ":" + std::to_string(metrics_port_);
}

std::string PagedCluster::Get(int number, const std::string& path) const {
  const auto result = test::HttpSend("GET", cluster_->node(number).address(), metrics_port_, path);
  return result.status == 200 ? result.body : "";
}

CommandResult PagedCluster::Say(int number, std::vector<std::string> words) const {
  ChildOptions child;
  child.argv = {GALERA_WARDEN_PROGRAM};
  child.argv.insert(child.argv.end(), words.begin(), words.end());
  child.argv.insert(child.argv.end(), {"--socket", Home(number) + "/control.sock"});
  auto done = testing_cluster::RunCommand(child, Millis(30000));
  return done ? std::move(*done) : CommandResult{{}, "", done.error().message};
}

std::string PagedCluster::Logs() const {
  std::string logs;
  for (int number = 1; number <= kNodes; ++number) {
    if (!std::filesystem::exists(Home(number) + "/log")) continue;
    std::ifstream file(Home(number) + "/log");
    logs += "---- monitor " + std::to_string(number) + "\n" +
            std::string(std::istreambuf_iterator<char>(file), {});
    std::ifstream errors(cluster_->node(number).error_log());
    logs += "---- node " + std::to_string(number) + ", of its error log\n";
    for (std::string line; std::getline(errors, line);) {
      if (watchdog::ParseClusterLine(line)) logs += line + "\n";
    }
  }
  return logs;
}

std::vector<PagedMessage> MessagesOf(const std::vector<watchdog::test::Recorded>& requests) {
  std::vector<PagedMessage> messages;
  for (const auto& request : requests) {
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object() || !body.contains("alerts")) continue;
    for (const json& alert : body["alerts"]) {
      PagedMessage message;
      message.alert = Text(alert["labels"], "alertname");
      message.node = Text(alert["labels"], "instance");
      message.firing = Text(alert, "status") == "firing";
      message.key = Text(body, "groupKey");
      message.summary = Text(alert["annotations"], "summary");
      message.at = request.at;
      messages.push_back(std::move(message));
    }
  }
  return messages;
}

}  // namespace galera

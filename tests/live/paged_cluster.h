// Three real nodes that something else runs, a `galera-warden monitor` beside each, and who is paged by them.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cluster/cluster.h"
#include "page/recorder.h"

namespace galera {

// One message to a receiver.
struct PagedMessage {
  std::string alert;
  std::string node;  // the label; empty: of the cluster
  bool firing = true;
  std::string key;
  std::string summary;
  std::chrono::steady_clock::time_point at;
};

struct PagedClusterOptions {
  bool fast_failure_detection = true;
  std::string paging = {};  // more lines of the YAML file's section, each with its indent
};

// Every monitor listens on its node's address, on ports that are the same for all, and finds its peers by
// the view. Three receivers, on one server each: `plain` can't tell repetitions, `keyed` can, `early` wants
// all severities. One thread.
class PagedCluster {
 public:
  // Returns when all monitors know all of their peers.
  static Result<std::unique_ptr<PagedCluster>> Start(const PagedClusterOptions& options = {});
  ~PagedCluster();
  PagedCluster(const PagedCluster&) = delete;
  PagedCluster& operator=(const PagedCluster&) = delete;

  testing_cluster::Node& node(int number) { return cluster_->node(number); }
  testing_cluster::ChildProcess& monitor(int number) {
    return *monitors_.at(static_cast<std::size_t>(number) - 1);
  }
  // Of the node's monitor; port 9104's part, without the server's address.
  std::string Get(int number, const std::string& path) const;
  std::string MetricsAddress(int number) const;
  // galera-warden, with --socket of the node's monitor.
  testing_cluster::CommandResult Say(int number, std::vector<std::string> words) const;

  const watchdog::test::Recorder& plain() const { return plain_; }
  const watchdog::test::Recorder& keyed() const { return keyed_; }
  const watchdog::test::Recorder& early() const { return early_; }
  const std::string& directory() const { return directory_; }
  std::string Logs() const;  // of all monitors

 private:
  PagedCluster() = default;
  Status StartMonitor(int number, const PagedClusterOptions& options);
  Status AwaitAcquaintance();
  std::string Home(int number) const { return directory_ + "/" + std::to_string(number); }

  std::string directory_;
  watchdog::test::Recorder plain_;
  watchdog::test::Recorder keyed_;
  watchdog::test::Recorder early_;
  std::unique_ptr<testing_cluster::Cluster> cluster_;
  std::uint16_t metrics_port_ = 0;
  std::uint16_t ready_port_ = 0;
  std::uint16_t synced_port_ = 0;
  std::vector<std::unique_ptr<testing_cluster::ChildProcess>> monitors_;
};

// All that a receiver took, in order; Alertmanager's payload.
std::vector<PagedMessage> MessagesOf(const std::vector<watchdog::test::Recorded>& requests);

}  // namespace galera

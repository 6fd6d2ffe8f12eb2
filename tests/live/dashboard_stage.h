// Three nodes run by `galera-warden node` on one host, clients, trouble, and a Prometheus that has watched
// all of it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "galera/result.h"
#include "live/prometheus.h"
#include "node/node_stage.h"
#include "page/recorder.h"

namespace galera {

// One thread.
class DashboardStage {
 public:
  // Returns when the cluster is whole again: founded, joined by state transfers, written to on two nodes at
  // once with conflicts, paused by flow control, one mariadbd killed and started again, one stopped for a few
  // seconds, a maintenance said and ended.
  static Result<std::unique_ptr<DashboardStage>> Play(const std::string& rules);
  ~DashboardStage();

  const Prometheus& prometheus() const { return *prometheus_; }
  NodeStage& nodes() { return *nodes_; }
  std::string home() const { return nodes_->directory(1); }  // for more files

  // Seconds since the epoch: the first scrape, a moment in which a node is gone and told of, and the end.
  double began() const { return began_; }
  double fault() const { return fault_; }
  double ended() const { return ended_; }

 private:
  DashboardStage() = default;
  Status Found(const std::string& rules);
  Status Start(int node);
  Status Await(const std::string& expression);  // in Prometheus
  Status AwaitWhole();
  Status Sql(int node, const std::string& statement) const;
  Status WriteAndPause();
  Status KillOne();
  Status StopOneForAWhile();
  Status Maintain();

  std::unique_ptr<watchdog::test::Recorder> recorder_;
  std::unique_ptr<NodeStage> nodes_;
  std::unique_ptr<Prometheus> prometheus_;
  std::vector<std::unique_ptr<class RowFight>> clients_;
  double began_ = 0;
  double fault_ = 0;
  double ended_ = 0;
};

}  // namespace galera

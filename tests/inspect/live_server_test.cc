// That a live mariadbd is seen on its directory, in every phase of its life.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "cluster/cluster.h"
#include "cluster/saved_state.h"
#include "evidence/directory_lock.h"
#include "inspection.h"
#include "node/recovery.h"

namespace galera {
namespace {

using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::LaunchMode;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;

class LiveServer : public testing::Test {
 protected:
  void Start(int nodes) {
    ClusterOptions options;
    options.nodes = nodes;
    auto started = Cluster::Start(options);
    ASSERT_TRUE(started.ok()) << started.error().message;
    cluster_ = std::move(*started);
  }
  testing_cluster::Node& node(int number) { return cluster_->node(number); }
  std::optional<pid_t> Seen(int number) {
    const auto live = watchdog::FindLiveServer(node(number).data_directory());
    return live ? std::optional(live->pid) : std::nullopt;
  }

  std::unique_ptr<Cluster> cluster_;
};

TEST_F(LiveServer, ServingWaitingAndRecovering) {
  ASSERT_NO_FATAL_FAILURE(Start(2));
  EXPECT_EQ(Seen(1), node(1).pid());
  EXPECT_EQ(Seen(2), node(2).pid());
  ASSERT_TRUE(node(1).Kill().ok() && node(2).Kill().ok());
  EXPECT_EQ(Seen(1), std::nullopt);

  // Waits for node 2, and has not opened InnoDB: there is no lock to see.
  ASSERT_TRUE(node(1).Launch(LaunchMode::kPlain).ok());
  ASSERT_TRUE(WaitUntil([&] { return Seen(1) == node(1).pid(); }, Millis(10000)));
  const auto live = watchdog::FindLiveServer(node(1).data_directory());
  ASSERT_TRUE(live);
  EXPECT_EQ(live->text.find("has locked"), std::string::npos) << live->text;
  const Inspection seen = Inspect({"--json", node(1).data_directory()});
  EXPECT_EQ(seen.json["nodes"][0]["state"], "locked") << seen.out;
  EXPECT_EQ(seen.json["nodes"][0]["primary"], nullptr) << "it may be in a primary component";

  // No recovery beside it, on the directory or on a copy of it.
  const Place place;
  const Inspection copied = Inspect({"--json", "--recover-copy=" + place.path(), node(1).data_directory()});
  EXPECT_EQ(copied.code, 4) << copied.out;
  watchdog::RecoveryCommand command;
  command.data_directory = node(1).data_directory();
  command.argv = {"touch", place.At("ran")};
  const auto recovery = watchdog::RunRecovery(command, {});
  ASSERT_FALSE(recovery);
  EXPECT_EQ(recovery.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(recovery.error().message.find("PID " + std::to_string(*node(1).pid())), std::string::npos)
      << recovery.error().message;
  EXPECT_FALSE(place.Holds("ran"));
  ASSERT_TRUE(node(1).Kill().ok());

  // A recovery holds the locks itself.
  std::atomic<bool> done = false;
  std::atomic<int> sightings = 0;
  std::thread watcher([&] {
    while (!done) sightings += Seen(1) ? 1 : 0;
  });
  const auto position = node(1).RecoverPosition();
  done = true;
  watcher.join();
  EXPECT_TRUE(position.ok());
  EXPECT_GT(sightings, 0);
  EXPECT_EQ(Seen(1), std::nullopt);
}

// Killed in the middle of commits without Galera, and its binary log is lost.
TEST_F(LiveServer, TransactionsThatNobodyDecidedAreAFindingOfTheirOwn) {
  ClusterOptions options;
  options.nodes = 1;
  options.galera = false;
  options.server_options = {"--log-bin=bin"};
  auto started = Cluster::Start(options);
  ASSERT_TRUE(started.ok()) << started.error().message;
  cluster_ = std::move(*started);
  ASSERT_TRUE(node(1).Query("CREATE TABLE test.t (i INT PRIMARY KEY AUTO_INCREMENT) ENGINE=InnoDB").ok());
  watchdog::RecoveryCommand command;
  command.data_directory = node(1).data_directory();
  command.heuristic_remedy = "REMEDY";
  command.argv = node(1).CommandLine();
  command.argv.insert(command.argv.end(),
                      {"--wsrep-on=ON", "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
                       "--wsrep-cluster-address=gcomm://", "--wsrep-sst-method=skip", "--binlog-format=ROW",
                       "--user=mysql", "--wsrep-recover", "--skip-log-error"});
  bool undecided = false;
  for (int round = 0; round < 10 && !undecided; ++round) {
    std::atomic<bool> stop = false;
    std::vector<std::thread> clients;
    for (int i = 0; i < 16; ++i) {
      clients.emplace_back([&] {
        std::string many = "INSERT INTO test.t VALUES ()";
        while (!stop) (void)node(1).Query(many, Millis(5000));
      });
    }
    std::this_thread::sleep_for(Millis(700));
    ASSERT_TRUE(node(1).Kill().ok());
    stop = true;
    for (std::thread& client : clients) client.join();
    for (const auto& entry : std::filesystem::directory_iterator(command.data_directory)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("bin.") || name == "tc.log") std::filesystem::remove(entry.path());
    }
    const auto recovery = watchdog::RunRecovery(command, {});
    undecided = !recovery.ok() && watchdog::IsUndecided(recovery.error());
    if (undecided) {
      EXPECT_NE(recovery.error().message.find("--tc-heuristic-recover"), std::string::npos);
      EXPECT_NE(recovery.error().message.find("REMEDY"), std::string::npos) << recovery.error().message;
      break;
    }
    ASSERT_TRUE(recovery.ok() || recovery.error().message.find("no position") != std::string::npos)
        << recovery.error().message;
    ASSERT_TRUE(node(1).Start(LaunchMode::kPlain).ok());
  }
  ASSERT_TRUE(undecided) << "ten crashes, and not one in the middle of a commit";
  const Status rolled_back = watchdog::RollBackUndecided(command, {});
  EXPECT_TRUE(rolled_back.ok()) << rolled_back.error().message;
  const auto after = watchdog::RunRecovery(command, {});
  EXPECT_TRUE(after.ok() || !watchdog::IsUndecided(after.error())) << after.error().message;
}

}  // namespace
}  // namespace galera

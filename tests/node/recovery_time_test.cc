// A power cut of three nodes: the time until all are Synced, by wardens with `proven` and by mariadbd alone
// as a perfect script would start it (each position recovered, the greatest one first, the others at
// once), in turn. FULL=1.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <regex>

#include "cluster/child_process.h"
#include "node_life.h"
#include "recovery_stage.h"

namespace galera {
namespace {

using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Millis;
using Clock = std::chrono::steady_clock;

class RecoveryTime : public RecoveryStage {
 protected:
  void SetUp() override {
    if (!RunsInFull()) GTEST_SKIP() << "FULL=1 measures it";
    Begin("proven");
  }

  ChildOptions Mariadbd(int node, std::vector<std::string> words) {
    ChildOptions options;
    options.argv = {"mariadbd", "--defaults-file=" + stage().directory(node) + "/run/mariadbd.cnf",
                    "--user=mysql"};
    options.argv.insert(options.argv.end(), words.begin(), words.end());
    options.network_namespace = stage().network().path(node);
    return options;
  }

  static void AllowBootstrap(const std::string& path) {
    std::ifstream in(path);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::ofstream(path) << std::regex_replace(text, std::regex("bootstrap: 0"), "bootstrap: 1");
  }

  std::string Position(int node) {
    const auto options = Mariadbd(node, {"--wsrep-recover", "--wsrep_cluster_address=gcomm://",
                                         "--wsrep_sst_method=skip", "--skip-networking", "--skip-log-error"});
    auto child = ChildProcess::Start(options);
    if (!child || !child->Wait(Millis(60000))) return "";
    const std::string text = child->Stdout() + child->Stderr();
    std::smatch match;
    return std::regex_search(text, match, std::regex("Recovered position: ([-0-9a-f]+:[0-9]+)"))
               ? match[1].str()
               : "";
  }

  long long Bare() {
    const auto start = Clock::now();
    std::vector<std::pair<long long, int>> seqnos;
    std::vector<std::string> positions(4);
    for (const int node : kAll) {
      positions[static_cast<std::size_t>(node)] = Position(node);
      const std::string& position = positions[static_cast<std::size_t>(node)];
      EXPECT_NE(position, "");
      seqnos.emplace_back(-std::stoll("0" + position.substr(position.rfind(':') + 1)), node);
    }
    std::sort(seqnos.begin(), seqnos.end());
    std::vector<ChildProcess> servers;
    for (const auto& [seqno, node] : seqnos) {
      std::vector<std::string> words = {"--wsrep_start_position=" +
                                        positions[static_cast<std::size_t>(node)]};
      const bool first = servers.empty();
      if (first) {
        AllowBootstrap(stage().data(node) + "/grastate.dat");
        words.emplace_back("--wsrep-new-cluster");
      }
      auto child = ChildProcess::Start(Mariadbd(node, words));
      EXPECT_TRUE(child);
      servers.push_back(std::move(*child));
      if (first) {
        const int founder = node;
        EXPECT_TRUE(
            testing_cluster::WaitUntil([&] { return stage().AreOneCluster({founder}); }, Millis(60000)));
      }
    }
    EXPECT_TRUE(Synced(kAll));
    const auto time = Since(start);
    for (ChildProcess& server : servers) server.Terminate(Millis(60000));
    return time;
  }

  static long long Since(Clock::time_point start) {
    return std::chrono::duration_cast<Millis>(Clock::now() - start).count();
  }
  static long long Median(std::vector<long long> times) {
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  }
};

TEST_F(RecoveryTime, BesideAPerfectScript) {
  std::vector<long long> ours;
  std::vector<long long> bare;
  for (int round = 0; round < 3; ++round) {
    StartLoad();
    Kill(kAll);
    ASSERT_TRUE(StopLoad());
    const auto start = Clock::now();
    Start(kAll);
    ASSERT_TRUE(Synced(kAll)) << Logs();
    ours.push_back(Since(start));
    StartLoad();
    Kill(kAll);
    ASSERT_TRUE(StopLoad());
    bare.push_back(Bare());
    Start(kAll);
    ASSERT_NO_FATAL_FAILURE(ExpectRecovered("after clean stops"));
  }
  std::cout << "[ measured ] all Synced after a power cut: wardens " << Median(ours)
            << " ms, a perfect script " << Median(bare) << " ms (medians of 3)\n";
}

}  // namespace
}  // namespace galera

#include "perfect_script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <regex>

namespace galera {

using testing_cluster::ChildOptions;
using testing_cluster::ChildProcess;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;
using Clock = std::chrono::steady_clock;

namespace {

constexpr Millis kPatience{60000};

void AllowBootstrap(const std::string& path) {
  std::ifstream in(path);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::ofstream(path) << std::regex_replace(text, std::regex("bootstrap: 0"), "bootstrap: 1");
}

long long Seqno(const std::string& position) {
  return std::stoll("0" + position.substr(position.rfind(':') + 1));
}

Millis Since(Clock::time_point start) { return std::chrono::duration_cast<Millis>(Clock::now() - start); }

}  // namespace

PerfectScript::PerfectScript(NodeStage& stage, std::vector<int> nodes)
    : stage_(stage), nodes_(std::move(nodes)) {}

ChildOptions PerfectScript::Mariadbd(int node, const std::vector<std::string>& words) const {
  ChildOptions options;
  options.argv = {"mariadbd", "--defaults-file=" + stage_.directory(node) + "/run/mariadbd.cnf",
                  "--user=mysql"};
  options.argv.insert(options.argv.end(), words.begin(), words.end());
  options.network_namespace = stage_.network().path(node);
  return options;
}

std::string PerfectScript::Recovered(int node) const {
  const auto options = Mariadbd(node, {"--wsrep-recover", "--wsrep_cluster_address=gcomm://",
                                       "--wsrep_sst_method=skip", "--skip-networking", "--skip-log-error"});
  auto child = ChildProcess::Start(options);
  if (!child || !child->Wait(kPatience)) return "";
  const std::string text = child->Stdout() + child->Stderr();
  std::smatch match;
  return std::regex_search(text, match, std::regex("Recovered position: ([-0-9a-f]+:[0-9]+)"))
             ? match[1].str()
             : "";
}

void PerfectScript::RecoverPositions() {
  for (const int node : nodes_) {
    positions_.emplace_back(node, Recovered(node));
    ASSERT_NE(positions_.back().second, "") << node;
  }
  std::sort(positions_.begin(), positions_.end(),
            [](const auto& a, const auto& b) { return Seqno(a.second) > Seqno(b.second); });
}

void PerfectScript::Start() {
  for (const auto& [node, position] : positions_) {
    std::vector<std::string> words = {"--wsrep_start_position=" + position};
    const bool first = servers_.empty();
    if (first) {
      AllowBootstrap(stage_.data(node) + "/grastate.dat");
      words.emplace_back("--wsrep-new-cluster");
    }
    auto child = ChildProcess::Start(Mariadbd(node, words));
    ASSERT_TRUE(child) << child.error().message;
    servers_.push_back(std::move(*child));
    const int founder = node;
    if (first) {
      ASSERT_TRUE(WaitUntil([&] { return stage_.AreOneCluster({founder}); }, kPatience));
    }
  }
  ASSERT_TRUE(WaitUntil([&] { return stage_.AreOneCluster(nodes_); }, kPatience, Millis(50)));
}

PerfectScript::Times PerfectScript::Run() {
  Times times;
  const auto begin = Clock::now();
  RecoverPositions();
  times.positions = Since(begin);
  if (testing::Test::HasFailure()) return times;
  const auto recovered = Clock::now();
  Start();
  times.start = Since(recovered);
  return times;
}

void PerfectScript::Stop() {
  for (ChildProcess& server : servers_) server.Terminate(kPatience);
  servers_.clear();
  positions_.clear();
}

}  // namespace galera

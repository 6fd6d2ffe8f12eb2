#include "recovery_stage.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace galera {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

namespace {

constexpr Millis kSoon{60000};
constexpr Millis kFormed{90000};
const std::size_t kTailBytes = std::getenv("SHOW_LOGS") != nullptr ? 100000 : 6000;
constexpr std::uint64_t kRowsAtLeast = 60;

}  // namespace

const std::vector<int> RecoveryStage::kAll = {1, 2, 3};

void RecoveryStage::Begin(const std::string& policy) {
  auto made = NodeStage::Make(3);
  ASSERT_TRUE(made) << made.error().message;
  stage_ = std::move(*made);
  policy_ = policy;
  ASSERT_TRUE(stage_->SetName(kAll));
  Start(kAll);
  ASSERT_TRUE(Synced(kAll)) << Logs();
  const Status table = MakeLoadTable(stage_->socket(1));
  ASSERT_TRUE(table) << table.error().message;
  // A node that is killed inside a DDL statement has a zero UUID.
  for (const int node : kAll) {
    ASSERT_TRUE(
        WaitUntil([&] { return stage_->Value(node, "SELECT COUNT(*) FROM test.loaded") == "0"; }, kSoon));
  }
  history_ = stage_->WsrepStatus(1, "cluster_state_uuid").value_or("");
  ASSERT_EQ(history_.size(), 36u);
}

void RecoveryStage::StartLoad() {
  ++generation_;
  for (const int node : kAll) {
    if (!stage_->Server(node)) continue;
    loads_.push_back(std::make_unique<ClientLoad>(
        stage_->socket(node), "g" + std::to_string(generation_) + "n" + std::to_string(node)));
    ++running_;
  }
  for (std::size_t i = loads_.size() - running_; i < loads_.size(); ++i)
    EXPECT_TRUE(loads_[i]->MakesProgress(kRowsAtLeast)) << Logs();
}

bool RecoveryStage::StopLoad() {
  std::uint64_t told = 0;
  for (std::size_t i = loads_.size() - running_; i < loads_.size(); ++i) {
    loads_[i]->Stop();
    told += loads_[i]->acknowledged();
  }
  running_ = 0;
  return told > 0;
}

void RecoveryStage::Kill(const std::vector<int>& nodes) {
  // The supervisor is the first process of its PID namespace: all others go with it.
  std::vector<pid_t> supervisors;
  for (const int node : nodes) supervisors.push_back(stage_->Supervisor(node).value_or(0));
  for (const pid_t pid : supervisors) {
    ASSERT_NE(pid, 0);
    kill(pid, SIGKILL);
  }
  for (const int node : nodes)
    ASSERT_TRUE(WaitUntil([&] { return !stage_->child(node).Running(); }, kSoon)) << node;
}

void RecoveryStage::StopCleanly(int node) {
  const auto supervisor = stage_->Supervisor(node);
  ASSERT_TRUE(supervisor);
  kill(*supervisor, SIGTERM);
  ASSERT_TRUE(WaitUntil([&] { return !stage_->child(node).Running(); }, kSoon)) << LogTail(node);
}

void RecoveryStage::Start(const std::vector<int>& nodes) {
  NodeStage::Options options;
  for (const int node : nodes) {
    options.environment = {"GALERA_WARDEN_NODE_RECOVERY=" + policy_,
                           "wsrep_node_name=node" + std::to_string(node),
                           "GALERA_WARDEN_NODE_RECOVERY_PATIENCE=12s", "transfer_limit=0"};
    ASSERT_TRUE(stage_->Start(node, options));
  }
  started_ = std::chrono::steady_clock::now();
}

bool RecoveryStage::Synced(const std::vector<int>& nodes) {
  return WaitUntil([&] { return stage_->AreOneCluster(nodes); }, kFormed, Millis(50));
}

bool RecoveryStage::Says(int node, const std::string& text) {
  return WaitUntil([&] { return stage_->Log(node).find(text) != std::string::npos; }, kSoon);
}

bool RecoveryStage::AllSay(const std::vector<int>& nodes, const std::string& text) {
  for (const int node : nodes) {
    if (!Says(node, text)) return false;
  }
  return true;
}

void RecoveryStage::Touch(int node, const std::string& word) const {
  std::ofstream(stage_->confirm(node) + "/" + word) << "";
}

std::string RecoveryStage::LogTail(int node) {
  const std::string log = stage_->Log(node);
  return log.substr(log.size() > kTailBytes ? log.size() - kTailBytes : 0);
}

std::string RecoveryStage::Logs() {
  std::string text;
  for (const int node : kAll) {
    if (stage_->Started(node)) text += "\n--- node" + std::to_string(node) + "\n" + LogTail(node);
  }
  return text;
}

void RecoveryStage::ExpectRecovered(const std::string& what) {
  ASSERT_TRUE(Synced(kAll)) << what << Logs();
  const auto time = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - started_).count();
  if (std::getenv("SHOW_LOGS") != nullptr) std::cout << Logs() << "\n";
  std::cout << "[ recovered] " << what << ": all Synced " << time << " ms after the last start\n";
  for (const int node : kAll)
    EXPECT_EQ(stage_->WsrepStatus(node, "cluster_state_uuid"), history_) << what << Logs();
  std::size_t rows = 0;
  for (const auto& load : loads_) {
    rows += load->acknowledged();
    const auto missing = load->MissingAt(stage_->socket(3));
    EXPECT_TRUE(missing.empty()) << what << ": " << missing.size() << " lost, " << missing.front() << Logs();
  }
  EXPECT_GT(rows, 0u);
}

}  // namespace galera

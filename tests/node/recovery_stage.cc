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

RecoveryStage::Shared RecoveryStage::shared_;

// Ends the nodes before the program does.
class EndOfStage : public testing::Environment {
 public:
  void TearDown() override { RecoveryStage::shared_.stage.reset(); }
};

namespace {

[[maybe_unused]] const testing::Environment* const kEnd = testing::AddGlobalTestEnvironment(new EndOfStage);

}  // namespace

void RecoveryStage::Begin(const std::string& policy, const std::vector<std::string>& environment) {
  policy_ = policy;
  const bool left = shared_.stage && shared_.whole && shared_.environment == environment;
  shared_.environment = environment;
  if (!left || !stage().AreOneCluster(kAll)) {
    ASSERT_NO_FATAL_FAILURE(Make());
  }
  shared_.whole = false;
  for (const int node : kAll) heard_[node] = stage().Log(node).size();
  history_ = stage().WsrepStatus(1, "cluster_state_uuid").value_or("");
  ASSERT_EQ(history_.size(), 36u);
}

void RecoveryStage::Make() {
  shared_.stage.reset();
  auto made = NodeStage::Make(3);
  ASSERT_TRUE(made) << made.error().message;
  shared_.stage = std::move(*made);
  ASSERT_TRUE(stage().SetName(kAll));
  Start(kAll);
  ASSERT_TRUE(Synced(kAll)) << Logs();
  const Status table = MakeLoadTable(stage().socket(1));
  ASSERT_TRUE(table) << table.error().message;
  // A node that is killed inside a DDL statement has a zero UUID.
  for (const int node : kAll) {
    ASSERT_TRUE(
        WaitUntil([&] { return stage().Value(node, "SELECT COUNT(*) FROM test.loaded") == "0"; }, kSoon));
  }
}

void RecoveryStage::TearDown() {
  loads_.clear();
  shared_.whole = whole_ && !HasFailure();
}

void RecoveryStage::StartLoad() {
  ++shared_.generation;
  for (const int node : kAll) {
    if (!stage().Server(node)) continue;
    loads_.push_back(std::make_unique<ClientLoad>(
        stage().socket(node), "g" + std::to_string(shared_.generation) + "n" + std::to_string(node)));
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
  whole_ = false;
  // The supervisor is the first process of its PID namespace: all others go with it.
  std::vector<pid_t> supervisors;
  for (const int node : nodes) supervisors.push_back(stage().Supervisor(node).value_or(0));
  for (const pid_t pid : supervisors) {
    ASSERT_NE(pid, 0);
    kill(pid, SIGKILL);
  }
  for (const int node : nodes)
    ASSERT_TRUE(WaitUntil([&] { return !stage().child(node).Running(); }, kSoon)) << node;
}

void RecoveryStage::Freeze(int node) {
  whole_ = false;
  for (const auto& pid : {stage().Supervisor(node), stage().Worker(node), stage().Server(node)}) {
    if (pid) kill(*pid, SIGSTOP);
  }
}

void RecoveryStage::StopCleanly(int node) {
  whole_ = false;
  const auto supervisor = stage().Supervisor(node);
  ASSERT_TRUE(supervisor);
  kill(*supervisor, SIGTERM);
  ASSERT_TRUE(WaitUntil([&] { return !stage().child(node).Running(); }, kSoon)) << LogTail(node);
}

void RecoveryStage::Start(const std::vector<int>& nodes) {
  NodeStage::Options options;
  for (const int node : nodes) {
    options.environment = {"GALERA_WARDEN_NODE_RECOVERY=" + policy_,
                           "wsrep_node_name=node" + std::to_string(node),
                           "GALERA_WARDEN_NODE_RECOVERY_PATIENCE=12s", "transfer_limit=0"};
    options.environment.insert(options.environment.end(), shared_.environment.begin(),
                               shared_.environment.end());
    ASSERT_TRUE(stage().Start(node, options));
    heard_[node] = 0;
  }
  started_ = std::chrono::steady_clock::now();
  touched_.reset();
}

bool RecoveryStage::Synced(const std::vector<int>& nodes) {
  return WaitUntil([&] { return stage().AreOneCluster(nodes); }, kFormed, Millis(50));
}

bool RecoveryStage::Says(int node, const std::string& text) {
  return WaitUntil([&] { return stage().Log(node).find(text, heard_[node]) != std::string::npos; }, kSoon);
}

bool RecoveryStage::AllSay(const std::vector<int>& nodes, const std::string& text) {
  for (const int node : nodes) {
    if (!Says(node, text)) return false;
  }
  return true;
}

int RecoveryStage::ProvenNode(int node) {
  EXPECT_TRUE(Says(node, "Proven: node")) << LogTail(node);
  const std::string log = stage().Log(node);
  const std::size_t at = log.rfind("Proven: node");
  return at == std::string::npos ? 0 : log[at + 12] - '0';
}

void RecoveryStage::Touch(int node, const std::string& word) {
  touched_ = std::chrono::steady_clock::now();
  std::ofstream(stage().confirm(node) + "/" + word) << "";
}

std::string RecoveryStage::LogTail(int node) {
  const std::string log = stage().Log(node);
  return log.substr(log.size() > kTailBytes ? log.size() - kTailBytes : 0);
}

std::string RecoveryStage::Logs() {
  std::string text;
  for (const int node : kAll) {
    if (stage().Started(node)) text += "\n--- node" + std::to_string(node) + "\n" + LogTail(node);
  }
  return text;
}

void RecoveryStage::ExpectRecovered(const std::string& what) {
  ASSERT_TRUE(Synced(kAll)) << what << Logs();
  const auto since = [now = std::chrono::steady_clock::now()](std::chrono::steady_clock::time_point then) {
    return std::to_string(std::chrono::duration_cast<Millis>(now - then).count()) + " ms after the ";
  };
  if (std::getenv("SHOW_LOGS") != nullptr) std::cout << Logs() << "\n";
  std::cout << "[ recovered] " << what << ": all Synced " << since(started_) << "last start"
            << (touched_ ? ", " + since(*touched_) + "touch" : "") << std::endl;
  for (const int node : kAll)
    EXPECT_EQ(stage().WsrepStatus(node, "cluster_state_uuid"), history_) << what << Logs();
  std::size_t rows = 0;
  for (const auto& load : loads_) {
    rows += load->acknowledged();
    const auto missing = load->MissingAt(stage().socket(3));
    EXPECT_TRUE(missing.empty()) << what << ": " << missing.size() << " lost, " << missing.front() << Logs();
  }
  EXPECT_GT(rows, 0u);
  whole_ = !HasFailure();
}

}  // namespace galera

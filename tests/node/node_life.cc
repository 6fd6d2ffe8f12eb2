#include "node_life.h"

#include <cstdlib>

#include "client_load.h"

namespace galera {

using testing_cluster::Millis;
using testing_cluster::WaitUntil;

namespace {

constexpr Millis kSoon{60000};
constexpr Millis kFormed{120000};
constexpr std::size_t kTailBytes = 5000;

}  // namespace

std::unique_ptr<NodeStage> NodeLife::stage_;

void NodeLife::SetUpTestSuite() {
  auto made = NodeStage::Make(4);
  ASSERT_TRUE(made) << made.error().message;
  stage_ = std::move(*made);
  ASSERT_TRUE(stage_->SetName({1, 2, 3}));
  for (const int node : {1, 2, 3}) ASSERT_TRUE(stage_->Start(node));
  ASSERT_TRUE(WaitUntil([] { return stage_->AreOneCluster({1, 2, 3}); }, kFormed, Millis(100))) << LogTail(1);
  const Status table = MakeLoadTable(stage_->socket(1));
  ASSERT_TRUE(table) << table.error().message;
}

bool NodeLife::AreWhole(const std::vector<int>& nodes) {
  return WaitUntil([&] { return stage_->AreOneCluster(nodes); }, kSoon, Millis(100));
}

bool NodeLife::Gone(int node) {
  return WaitUntil([&] { return !stage_->child(node).Running(); }, kSoon);
}

int NodeLife::ExitCode(int node) {
  const auto exit = stage_->child(node).Wait(Millis(0));
  if (!exit) return -1;
  return exit->signal ? 1000 + *exit->signal : exit->code.value_or(-2);
}

bool NodeLife::Says(int node, const std::string& text) {
  return WaitUntil([&] { return Log(node).find(text) != std::string::npos; }, kSoon);
}

bool NodeLife::Serves(int node) {
  return WaitUntil([&] { return stage_->Get(node, 8080, "/").substr(0, 3) == "200"; }, kSoon);
}

std::string NodeLife::LogTail(int node) {
  const std::string log = Log(node);
  return log.substr(log.size() > kTailBytes ? log.size() - kTailBytes : 0);
}

bool RunsInFull() {
  const char* const full = std::getenv("FULL");
  return full != nullptr && std::string(full) == "1";
}

}  // namespace galera

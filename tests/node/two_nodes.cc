#include "two_nodes.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "cluster/sql.h"

namespace galera {

using testing_cluster::QuerySocket;
using testing_cluster::WaitUntil;

void TwoNodes::Begin(const std::string& method, const std::vector<std::string>& first) {
  method_ = method;
  first_ = first;
  auto made = NodeStage::Make(2);
  ASSERT_TRUE(made) << made.error().message;
  stage_ = std::move(*made);
  ASSERT_TRUE(stage_->SetName({1, 2}));
  StartNode(1);
  StartNode(2);
  ASSERT_TRUE(BothServe()) << LogTail(1) << LogTail(2);
}

void TwoNodes::StartNode(int node) {
  NodeStage::Options options;
  options.environment = {"SST_METHOD=" + method_, "XTRABACKUP_PASSWORD=copy", "transfer_limit=0",
                         "wsrep_node_name=node" + std::to_string(node)};
  if (node == 1) options.environment.insert(options.environment.end(), first_.begin(), first_.end());
  ASSERT_TRUE(stage_->Start(node, options));
}

void TwoNodes::StopNode(int node) {
  const auto supervisor = stage_->Supervisor(node);
  ASSERT_TRUE(supervisor);
  kill(*supervisor, SIGTERM);
  ASSERT_TRUE(WaitUntil([&] { return !stage_->child(node).Running(); }, Millis(60000))) << LogTail(node);
}

void TwoNodes::BeginAnew(int node) {
  ASSERT_NO_FATAL_FAILURE(StopNode(node));
  std::filesystem::remove_all(stage_->data(node));
  ASSERT_NO_FATAL_FAILURE(StartNode(node));
}

bool TwoNodes::BothServe() {
  return WaitUntil([this] { return stage_->AreOneCluster({1, 2}); }, Millis(120000), Millis(100));
}

void TwoNodes::Fill(int mebibytes) {
  const auto run = [this](const std::string& sql) {
    const auto done = QuerySocket(stage_->socket(1), sql, Millis(30000));
    ASSERT_TRUE(done) << done.error().message;
  };
  run("CREATE DATABASE filled");
  run("CREATE TABLE filled.t (id INT PRIMARY KEY AUTO_INCREMENT, bytes MEDIUMBLOB)");
  std::string kibibytes = "RANDOM_BYTES(1024)";
  for (int i = 1; i < 8; ++i) kibibytes += ",RANDOM_BYTES(1024)";
  for (int i = 0; i < mebibytes; ++i)
    run("INSERT INTO filled.t (bytes) SELECT CONCAT(" + kibibytes + ") FROM filled.seq_1_to_128");
}

std::optional<double> TwoNodes::Metric(int node, const std::string& series) const {
  const std::string page = stage_->Get(node, 9104, "/metrics");
  const std::size_t at = page.find("\n" + series);
  if (!page.starts_with("200") || at == std::string::npos) return std::nullopt;
  const std::size_t end = page.find('\n', at + 1);
  const std::size_t value = page.rfind(' ', end);
  return std::strtod(page.c_str() + value, nullptr);
}

std::string TwoNodes::LogTail(int node) const {
  if (!stage_->Started(node)) return "";
  const std::string log = stage_->Log(node);
  return "\n--- node" + std::to_string(node) + "\n" + log.substr(log.size() > 6000 ? log.size() - 6000 : 0);
}

}  // namespace galera

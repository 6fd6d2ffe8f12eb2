#include "three_nodes.h"

#include <cstdlib>
#include <utility>

namespace galera {

using testing_cluster::BackgroundWriter;
using testing_cluster::Cluster;
using testing_cluster::ClusterOptions;
using testing_cluster::Node;

std::unique_ptr<ThreeNodes::Shared> ThreeNodes::shared_;

void ThreeNodes::SetUpTestSuite() {
  auto shared = std::make_unique<Shared>();
  ClusterOptions options;
  options.namespaces = true;
  options.fast_failure_detection = true;
  // Node 1, whose warden is the peer, is who feeds node 3.
  options.node_options[3] = {"--wsrep_sst_donor=node1"};
  auto cluster = Cluster::Start(options);
  ASSERT_TRUE(cluster.ok()) << cluster.error().message;
  shared->cluster = std::move(*cluster);
  const auto start = [&](int number, std::vector<std::string> flags, std::unique_ptr<LiveWarden>& warden) {
    auto started = LiveWarden::Start(shared->cluster->node(number), std::move(flags), shared->cluster.get());
    ASSERT_TRUE(started.ok()) << started.error().message;
    warden = std::move(*started);
  };
  start(1, {}, shared->peer);
  start(3, {"--scrape.timeout=2s"}, shared->subject);
  start(3,
        {"--health.available-when-donor", "--health.available-when-read-only",
         "--scrape.reconnect-interval=0s"},
        shared->lenient);
  if (HasFatalFailure()) return;
  shared->writer = std::make_unique<BackgroundWriter>(shared->cluster->node(1).socket(), Millis(5));
  shared_ = std::move(shared);
  peer().Scrape();
  shared_->first_scrape = std::chrono::steady_clock::now();
  shared_->first_bytes = BytesWritten();
}

void ThreeNodes::TearDownTestSuite() { shared_.reset(); }

void ThreeNodes::SetUp() {
  ASSERT_NE(shared_, nullptr) << "the suite did not start";
  Node& node = subject_node();
  if (!node.Running()) {
    ASSERT_TRUE(node.Launch().ok());
  }
  ASSERT_TRUE(node.Heal().ok());
  const Status ready = node.AwaitReady(Millis(30000), 3);
  ASSERT_TRUE(ready.ok()) << ready.error().message;
  for (const LiveWarden* warden : {&peer(), &subject(), &lenient()}) {
    ASSERT_TRUE(warden->BecomesHealth(200, 200, Millis(5000)));
  }
}

void ThreeNodes::Sql(Node& node, const std::string& statement) {
  const auto done = node.Query(statement, Millis(20000));
  ASSERT_TRUE(done.ok()) << done.error().message;
}

double ThreeNodes::BytesWritten() {
  double bytes = 0;
  for (const char* name : {"wsrep_replicated_bytes", "wsrep_received_bytes"}) {
    const auto text = node(1).StatusVariable(name);
    EXPECT_TRUE(text.ok());
    if (text) bytes += std::strtod(text->c_str(), nullptr);
  }
  return bytes;
}

}  // namespace galera

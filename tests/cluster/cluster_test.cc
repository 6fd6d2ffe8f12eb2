#include "cluster/cluster.h"

#include <gtest/gtest.h>

namespace galera::testing_cluster {
namespace {
TEST(Cluster, Starts) {
  for (int i = 0; i < 3; ++i) {
    auto t0 = std::chrono::steady_clock::now();
    auto cluster = Cluster::Start({});
    ASSERT_TRUE(cluster.ok()) << cluster.error().message;
    printf("%f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count());
  }
}
}  // namespace
}  // namespace galera::testing_cluster

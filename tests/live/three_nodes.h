// The suite of all cases that share one cluster of three nodes. Node 3 is the one that things happen to.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "cluster/background_writer.h"
#include "cluster/cluster.h"
#include "live_warden.h"

namespace galera {

// Rows are written on node 1 all the time. Each case finds three Synced nodes and wardens that say so,
// whatever the case before has left.
class ThreeNodes : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;

  static testing_cluster::Node& node(int number) { return shared_->cluster->node(number); }
  static testing_cluster::Node& subject_node() { return node(3); }

  static LiveWarden& peer() { return *shared_->peer; }        // on node 1
  static LiveWarden& subject() { return *shared_->subject; }  // on node 3
  // On node 3 too; available when donor and when read-only; a new session for each scrape.
  static LiveWarden& lenient() { return *shared_->lenient; }

  static void Sql(testing_cluster::Node& node, const std::string& statement);
  static std::uint64_t rows_written() { return shared_->writer->rows(); }

  // Bytes that node 1 had replicated and received when the suite began, and when that was.
  static double BytesWritten();
  static double first_bytes() { return shared_->first_bytes; }
  static std::chrono::steady_clock::time_point first_scrape() { return shared_->first_scrape; }

 private:
  struct Shared {
    std::unique_ptr<testing_cluster::Cluster> cluster;
    std::unique_ptr<testing_cluster::BackgroundWriter> writer;
    std::unique_ptr<LiveWarden> peer;
    std::unique_ptr<LiveWarden> subject;
    std::unique_ptr<LiveWarden> lenient;
    double first_bytes = 0;
    std::chrono::steady_clock::time_point first_scrape;
  };
  static std::unique_ptr<Shared> shared_;
};

}  // namespace galera

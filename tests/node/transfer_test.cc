// A full and an incremental state transfer, as log and metrics of both ends tell of them.
#include <csignal>

#include "cluster/sql.h"
#include "two_nodes.h"

namespace galera {
namespace {

using testing_cluster::QuerySocket;
using testing_cluster::WaitUntil;

std::string Info(const std::string& kind, const std::string& method, const std::string& peer,
                 const std::string& address, const std::string& role) {
  return "galera_state_transfer_info{kind=\"" + kind + "\",method=\"" + method + "\",peer=\"" + peer +
         "\",peer_address=\"" + address + "\",role=\"" + role + "\"}";
}

std::string Ended(const std::string& kind, const std::string& role) {
  return "galera_state_transfers_total{kind=\"" + kind + "\",result=\"done\",role=\"" + role + "\"}";
}

class StateTransfers : public TwoNodes, public testing::WithParamInterface<const char*> {
 protected:
  bool Says(int node, const std::string& text) const {
    return WaitUntil([&] { return stage_->Log(node).find(text) != std::string::npos; }, Millis(20000));
  }
  bool Counts(int node, const std::string& series) const {
    return WaitUntil([&] { return Metric(node, series).value_or(0) >= 1; }, Millis(20000), Millis(200));
  }
  double Known(int node, const std::string& series) const {
    const auto value = Metric(node, series + " ");
    EXPECT_TRUE(value) << series << " of node " << node << LogTail(node);
    return value.value_or(0);
  }

  void ExpectFull(const std::string& address) {
    EXPECT_TRUE(Counts(2, Ended("sst", "joiner"))) << LogTail(2);
    EXPECT_TRUE(Counts(1, Ended("sst", "donor"))) << LogTail(1);
    EXPECT_EQ(Metric(2, Info("sst", method_, "node1", "", "joiner")), 1) << LogTail(2);
    EXPECT_EQ(Metric(1, Info("sst", method_, "node2", address, "donor")), 1) << LogTail(1);
    const double megabytes = 20 << 20;
    for (const int node : {1, 2}) {
      EXPECT_GT(Known(node, "galera_state_transfer_bytes"), megabytes) << node << LogTail(node);
      EXPECT_LT(Known(node, "galera_state_transfer_bytes"), 10 * megabytes) << node;
      EXPECT_GT(Known(node, "galera_state_transfer_expected_bytes"), megabytes) << node;
      EXPECT_GT(Known(node, "galera_state_transfer_elapsed_seconds"), 0.5) << node;
      EXPECT_EQ(Known(node, "galera_state_transfer_running"), 0) << node;
    }
    EXPECT_TRUE(
        Says(2, "msg=\"receiving a full state transfer\" donor=node1 method=" + method_ + " of=\"about "))
        << LogTail(2);
    EXPECT_TRUE(Says(2, "msg=\"received a full state transfer\" donor=node1 method=" + method_ + " done="));
    EXPECT_TRUE(Says(1, "msg=\"sending a full state transfer\" joiner=node2 address=" + address))
        << LogTail(1);
    EXPECT_TRUE(Says(1, "msg=\"sent a full state transfer\" joiner=node2 address=" + address));
  }

  void ExpectIncremental(const std::string& address) {
    EXPECT_TRUE(Counts(2, Ended("ist", "joiner"))) << LogTail(2);
    EXPECT_TRUE(Counts(1, Ended("ist", "donor"))) << LogTail(1);
    EXPECT_EQ(Metric(2, Info("ist", "", "node1", "", "joiner")), 1) << LogTail(2);
    EXPECT_EQ(Metric(1, Info("ist", "", "node2", address, "donor")), 1) << LogTail(1);
    for (const int node : {1, 2}) {
      EXPECT_GE(Known(node, "galera_state_transfer_writesets"), 30) << node;
      EXPECT_EQ(Known(node, "galera_state_transfer_expected_writesets"),
                Known(node, "galera_state_transfer_writesets"));
      EXPECT_EQ(Metric(node, "galera_state_transfer_bytes "), std::nullopt) << node;
    }
    EXPECT_TRUE(Says(2, "msg=\"received an incremental state transfer\" donor=node1 done=")) << LogTail(2);
    EXPECT_TRUE(Says(1, "msg=\"sent an incremental state transfer\" joiner=node2 address=" + address));
  }
};

TEST_P(StateTransfers, AreSeenAtBothEnds) {
  ASSERT_NO_FATAL_FAILURE(Begin(GetParam(), {}));
  ASSERT_NO_FATAL_FAILURE(Fill(24));
  const std::string address = testing_cluster::Network::Address(2);
  // Once the donor has measured itself: it does so every ten seconds.
  ASSERT_TRUE(WaitUntil([&] { return Metric(1, "galera_data_directory_bytes ").value_or(0) > (24 << 20); },
                        Millis(30000), Millis(500)));
  ASSERT_NO_FATAL_FAILURE(BeginAnew(2));
  ASSERT_TRUE(BothServe()) << LogTail(2);
  ExpectFull(address);
  ASSERT_NO_FATAL_FAILURE(StopNode(2));
  for (int i = 0; i < 40; ++i)
    ASSERT_TRUE(QuerySocket(stage_->socket(1), "INSERT INTO filled.t (bytes) VALUES ('x')", Millis(5000)));
  ASSERT_NO_FATAL_FAILURE(StartNode(2));
  ASSERT_TRUE(BothServe()) << LogTail(2);
  ExpectIncremental(address);
}

INSTANTIATE_TEST_SUITE_P(, StateTransfers, testing::Values("rsync", "mariabackup"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace galera

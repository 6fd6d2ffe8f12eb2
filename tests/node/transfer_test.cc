// A full and an incremental state transfer, as log and metrics of both ends tell of them.
#include <sys/mount.h>

#include <csignal>
#include <filesystem>
#include <thread>

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
      // A donor misses what was sent in the last moment before its programs ended: of so short a transfer
      // that may be a good part.
      EXPECT_GT(Known(node, "galera_state_transfer_bytes"), node == 1 ? megabytes / 4 : megabytes)
          << LogTail(node);
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

// A node whose disk is too small waits, and goes on when there is room.
class SmallDisk : public TwoNodes {
 protected:
  bool Mount(const std::string& options) const {
    return mount("none", stage_->data(2).c_str(), "tmpfs", mounted_ ? MS_REMOUNT : 0, options.c_str()) == 0;
  }
  void TearDown() override {
    if (!mounted_) return;
    const std::string data = stage_->data(2);
    if (stage_->child(2).Running()) StopNode(2);
    EXPECT_EQ(umount2(data.c_str(), MNT_DETACH), 0);
  }
  bool mounted_ = false;
};

TEST_F(SmallDisk, MakesAJoinerWaitUntilThereIsRoom) {
  ASSERT_NO_FATAL_FAILURE(Begin("rsync", {}));
  ASSERT_NO_FATAL_FAILURE(Fill(96));
  ASSERT_TRUE(WaitUntil([&] { return Metric(1, "galera_data_directory_bytes ").value_or(0) > (200 << 20); },
                        Millis(30000), Millis(500)));
  ASSERT_NO_FATAL_FAILURE(StopNode(2));
  std::filesystem::remove_all(stage_->data(2));
  std::filesystem::create_directory(stage_->data(2));
  mounted_ = Mount("size=215m,mode=777");  // a first start wants 200 MiB
  ASSERT_TRUE(mounted_);
  ASSERT_NO_FATAL_FAILURE(StartNode(2));
  const std::string refusal = "not joining yet: the state transfer would fail";
  ASSERT_TRUE(WaitUntil([&] { return stage_->Log(2).find(refusal) != std::string::npos; }, Millis(30000)))
      << LogTail(2);
  std::this_thread::sleep_for(Millis(7000));  // it looks again, and says nothing new
  EXPECT_TRUE(stage_->child(2).Running()) << LogTail(2);
  EXPECT_FALSE(stage_->Server(2)) << LogTail(2);
  EXPECT_EQ(stage_->Log(2).find(refusal), stage_->Log(2).rfind(refusal)) << LogTail(2);
  EXPECT_NE(stage_->Get(2, 8081, "/v1/evidence").find("\"phase\":\"waiting\""), std::string::npos);
  ASSERT_TRUE(Mount("size=900m,mode=777"));
  EXPECT_TRUE(BothServe()) << LogTail(2);
}

INSTANTIATE_TEST_SUITE_P(, StateTransfers, testing::Values("rsync", "mariabackup"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace galera

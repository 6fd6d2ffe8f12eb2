// After each way of going down: not one acknowledged row is lost, one primary
// component comes up, and its history is the one of before.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <thread>

#include "node_life.h"
#include "perfect_script.h"
#include "recovery_stage.h"

namespace galera {
namespace {

using nlohmann::json;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;

class Proven : public RecoveryStage {
 protected:
  void SetUp() override { Begin("proven"); }
};

class Asked : public RecoveryStage {
 protected:
  void SetUp() override { Begin("confirm"); }
  // All killed under load and started again; all ask.
  void GoDownAndAsk() {
    StartLoad();
    Kill(kAll);
    ASSERT_TRUE(StopLoad());
    Start(kAll);
    ASSERT_TRUE(AllSay(kAll, "ACTION REQUIRED")) << Logs();
    for (const int node : kAll) {
      EXPECT_FALSE(stage().Server(node));
      EXPECT_EQ(stage().Get(node, 8080, "/").substr(0, 3), "503");
      EXPECT_EQ(stage().Get(node, 8081, "/").substr(0, 3), "503");
    }
  }
  json PageOf(int node);  // the cluster as its warden shows it
  void ExpectQuestionOnThePage(int node, int proven);

  testing_cluster::CommandResult Status(int node) {
    auto done = stage().Command(node, {"status"});
    if (!done) throw std::runtime_error(done.error().message);
    return std::move(*done);
  }
  bool StatusBecomes(int node, int code, const std::string& start) {
    return WaitUntil(
        [&] {
          const testing_cluster::CommandResult done = Status(node);
          return done.exit.code == code && done.out.starts_with(start);
        },
        Millis(20000));
  }
  // On every node: who has every commit, and the command for that node.
  void ExpectStatusAsks(int proven) {
    for (const int node : kAll) {
      EXPECT_TRUE(StatusBecomes(node, 3, "DECISION NEEDED: "));
      const std::string text = Status(node).out;
      const std::string name = "node" + std::to_string(proven);
      const std::size_t word = text.find("RECOMMENDED: on " + name + ", loses nothing\n");
      ASSERT_NE(word, std::string::npos) << text;
      EXPECT_LT(word, text.find("/confirm-new-cluster\n", word)) << text;
      for (const int other : kAll)
        EXPECT_NE(text.find("\nnode" + std::to_string(other)), std::string::npos) << text;
      if (node == 1) std::cout << text << std::flush;
    }
  }
};

TEST_F(Proven, PowerCutUnderLoadAgainAndAgain) {
  const int times = RunsInFull() ? 20 : 2;
  for (int i = 0; i < times; ++i) {
    StartLoad();
    Kill(kAll);
    ASSERT_TRUE(StopLoad());
    Start(kAll);
    ASSERT_NO_FATAL_FAILURE(ExpectRecovered("power cut under load"));
  }
}

TEST_F(Proven, KilledOneByOneUnderLoad) {
  StartLoad();
  for (const int node : {2, 1, 3}) {
    Kill({node});
    std::this_thread::sleep_for(Millis(1500));
  }
  ASSERT_TRUE(StopLoad());
  Start(kAll);
  ExpectRecovered("killed one by one");
}

TEST_F(Proven, StopsInEveryOrder) {
  std::vector<int> order = kAll;
  const int step = RunsInFull() ? 1 : 3;
  int number = 0;
  do {
    if (number++ % step != 0) continue;
    StartLoad();
    StopLoad();
    for (const int node : order) StopCleanly(node);
    // The last to leave is started last: nobody starts a cluster without it.
    Start({order[0], order[1]});
    ASSERT_TRUE(AllSay({order[0], order[1]}, "no proof yet")) << Logs();
    Start({order[2]});
    ASSERT_NO_FATAL_FAILURE(ExpectRecovered("clean stops, node" + std::to_string(order[2]) + " last"));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(Proven, TheLastToLeaveNeedsNobody) {
  StartLoad();
  StopLoad();
  for (const int node : {1, 2, 3}) StopCleanly(node);
  Start({3});
  ASSERT_TRUE(Synced({3})) << Logs();
  Start({1, 2});
  ExpectRecovered("the last to leave comes first");
}

TEST_F(Proven, TheLastSurvivorCrashed) {
  StartLoad();
  StopCleanly(1);
  StopCleanly(2);
  std::this_thread::sleep_for(Millis(500));
  Kill({3});
  ASSERT_TRUE(StopLoad());
  Start({1, 2});
  ASSERT_TRUE(AllSay({1, 2}, "no proof yet")) << Logs();
  Start({3});
  ExpectRecovered("last survivor crashed");
}

TEST_F(Proven, OneFarBehind) {
  StopCleanly(3);
  StartLoad();
  Kill({1, 2});
  ASSERT_TRUE(StopLoad());
  Start({3});
  ASSERT_TRUE(Says(3, "no proof yet")) << Logs();
  Start({1, 2});
  ExpectRecovered("one far behind");
}

TEST_F(Proven, AMajorityIsNotEnough) {
  StartLoad();
  Kill(kAll);
  ASSERT_TRUE(StopLoad());
  Start({1, 3});
  ASSERT_TRUE(AllSay({1, 3}, "no proof yet")) << Logs();
  ASSERT_TRUE(AllSay({1, 3}, "ACTION REQUIRED")) << Logs();  // when its patience is over
  EXPECT_FALSE(stage().Server(1) || stage().Server(3));
  Start({2});
  ExpectRecovered("one came late");
}

TEST_F(Proven, OneDiskLost) {
  StartLoad();
  Kill(kAll);
  ASSERT_TRUE(StopLoad());
  std::filesystem::remove_all(stage().data(2));
  Start(kAll);
  ASSERT_TRUE(AllSay({1, 3}, "its directory is empty: what it had is lost")) << Logs();
  EXPECT_FALSE(stage().Server(1) || stage().Server(2) || stage().Server(3));
}

TEST_F(Proven, PowerCutInAStateTransfer) {
  StartLoad();
  StopLoad();
  StopCleanly(3);
  std::filesystem::remove_all(stage().data(3));
  Start({3});
  ASSERT_TRUE(WaitUntil(
      [&] {
        return std::filesystem::exists(stage().data(3) + "/sst_in_progress") ||
               std::filesystem::exists(stage().data(3) + "/wsrep_sst.pid");
      },
      Millis(60000), Millis(1)))
      << Logs();
  Kill(kAll);
  Start(kAll);
  ExpectRecovered("power cut in a state transfer");
}

TEST_F(Proven, PartitionThenTheMajorityCrashes) {
  StartLoad();
  ASSERT_TRUE(stage().network().SetLink(3, false));
  ASSERT_TRUE(WaitUntil([&] { return stage().WsrepStatus(1, "cluster_size") == "2"; }, Millis(60000)))
      << Logs();
  std::this_thread::sleep_for(Millis(500));
  Kill({1, 2});
  ASSERT_TRUE(StopLoad());
  ASSERT_TRUE(stage().network().SetLink(3, true));
  Start({1, 2});
  ExpectRecovered("the majority of a partition crashed");
}

// What Galera's own files may look like after an accident.
class Damaged : public Proven {
 protected:
  void GoDown() {
    StartLoad();
    Kill(kAll);
    ASSERT_TRUE(StopLoad());
  }
  void Write(int node, const std::string& name, const std::string& text) {
    std::ofstream(stage().data(node) + "/" + name, std::ios::trunc) << text;
  }
};

TEST_F(Damaged, EmptyViewsOfGalera) {
  GoDown();
  for (const int node : kAll) Write(node, "gvwstate.dat", "");
  Start(kAll);
  ExpectRecovered("0-byte gvwstate.dat everywhere");
}

TEST_F(Damaged, UnreadableGrastate) {
  GoDown();
  Write(2, "grastate.dat", "\x01\x02 what is this\n");
  Start(kAll);
  ExpectRecovered("unreadable grastate.dat on one");
}

TEST_F(Damaged, ACorruptRecordProvesNothing) {
  GoDown();
  Write(2, ".galera-warden-views.sst", "{\"version\":1}");
  Start(kAll);
  ASSERT_TRUE(AllSay({1, 3}, "has no record of its views")) << Logs();
  EXPECT_FALSE(stage().Server(1) || stage().Server(2) || stage().Server(3));
}

TEST_F(Damaged, ZeroUuidOnOne) {
  GoDown();
  Write(1, "grastate.dat",
        "# GALERA saved state\nversion: 2.1\nuuid:    00000000-0000-0000-0000-000000000000\nseqno:   -1\n"
        "safe_to_bootstrap: 0\n");
  Start(kAll);
  // It starts no cluster; whether one is proven depends on who has most.
  ASSERT_TRUE(WaitUntil(
      [&] {
        return stage().AreOneCluster(kAll) ||
               stage().Log(2).find("may have more than the others") != std::string::npos;
      },
      Millis(60000)))
      << Logs();
  EXPECT_EQ(stage().Log(1).find("proven: node1"), std::string::npos);
}

json Asked::PageOf(int node) {
  const std::string answer = stage().Get(node, 9104, "/api/v1/cluster");
  return json::parse(answer.substr(std::min<std::size_t>(4, answer.size())), nullptr, false);
}

void Asked::ExpectQuestionOnThePage(int node, int proven) {
  const auto all_wait = [](const json& document) {
    return document.is_object() && document["question"].is_object() &&
           std::ranges::count_if(document["nodes"],
                                 [](const json& row) { return !row["question"].is_null(); }) == 3;
  };
  EXPECT_TRUE(WaitUntil([&] { return all_wait(PageOf(node)); }, Millis(10000))) << PageOf(node).dump(1);
  const json document = PageOf(node);
  ASSERT_TRUE(all_wait(document));
  EXPECT_EQ(document["verdict"]["code"], "waiting");
  const json& question = document["question"];
  EXPECT_EQ(question["proven"], true);
  EXPECT_EQ(question["recommended"]["node"], "node" + std::to_string(proven));
  const std::string command = question["recommended"]["command"];
  EXPECT_TRUE(command.ends_with("touch " + stage().confirm(node) + "/confirm-new-cluster")) << command;
  const std::string text = question["text"];
  EXPECT_NE(text.find("\n  " + command + "\n"), std::string::npos) << text;
  EXPECT_EQ(question["evidence"].size(), 3u);
  EXPECT_TRUE(std::ranges::any_of(document["events"], [](const json& event) {
    return event["kind"] == "phase" && event["severity"] == "critical";
  })) << document["events"].dump(1);
}

TEST_F(Asked, TheRightNode) {
  ASSERT_NO_FATAL_FAILURE(GoDownAndAsk());
  const int node = ProvenNode(1);
  ASSERT_TRUE(node >= 1 && node <= 3) << LogTail(1);
  EXPECT_EQ(ProvenNode(2), node) << "all nodes say the same";
  ExpectQuestionOnThePage(1, node);
  ExpectStatusAsks(node);
  Touch(node, "confirm-new-cluster");
  ASSERT_NO_FATAL_FAILURE(ExpectRecovered("confirmed on the right node"));
  EXPECT_TRUE(WaitUntil([&] { return PageOf(1)["verdict"]["code"] == "healthy"; }, Millis(10000)))
      << PageOf(1).dump(1);
  EXPECT_TRUE(PageOf(1)["question"].is_null());
  EXPECT_FALSE(std::filesystem::exists(stage().confirm(node) + "/confirm-new-cluster")) << "counts once";
  EXPECT_TRUE(StatusBecomes(node, 0, "HEALTHY: ")) << Status(node).out;

  // What mariadbd itself needs, from positions that are known, as they are to a node that asks.
  StartLoad();
  Kill(kAll);
  ASSERT_TRUE(StopLoad());
  PerfectScript script(stage(), kAll);
  const PerfectScript::Times times = script.Run();
  std::cout << "[ recovered] by a perfect script: positions " << times.positions.count() << " ms, all Synced "
            << times.start.count() << " ms after them" << std::endl;
}

TEST_F(Asked, AWrongNodeIsRefusedAndNamesTheRightOne) {
  // Node 3 has less, for sure.
  StopCleanly(3);
  StartLoad();
  Kill({1, 2});
  ASSERT_TRUE(StopLoad());
  Start(kAll);
  ASSERT_TRUE(AllSay(kAll, "ACTION REQUIRED")) << Logs();
  ASSERT_TRUE(Says(3, "Proven: node")) << Logs();
  Touch(3, "confirm-new-cluster");
  ASSERT_TRUE(Says(3, "that this node lacks")) << LogTail(3);
  ASSERT_TRUE(WaitUntil([&] { return !std::filesystem::exists(stage().confirm(3) + "/confirm-new-cluster"); },
                        Millis(10000)))
      << "a refused word is over";
  std::this_thread::sleep_for(Millis(1000));
  EXPECT_FALSE(stage().Server(3));
  Touch(ProvenNode(3), "confirm-new-cluster");
  ExpectRecovered("confirmed on a wrong node, then on the right one");
}

TEST_F(Asked, TwoNodesAtOnceMakeOneCluster) {
  ASSERT_NO_FATAL_FAILURE(GoDownAndAsk());
  // Equal or not: at most one of them can go.
  for (const int node : kAll) Touch(node, "confirm-new-cluster");
  ExpectRecovered("confirmed on all nodes at once");
}

TEST_F(Asked, AFileFromBeforeTheQuestionDoesNotCount) {
  StartLoad();
  Kill(kAll);
  ASSERT_TRUE(StopLoad());
  for (const int node : kAll) Touch(node, "confirm-force-bootstrap");
  std::this_thread::sleep_for(Millis(2500));
  Start(kAll);
  ASSERT_TRUE(AllSay(kAll, "is older than the question: touch it again")) << Logs();
  ASSERT_TRUE(AllSay(kAll, "ACTION REQUIRED")) << Logs();
  std::this_thread::sleep_for(Millis(2000));
  EXPECT_FALSE(stage().Server(1) || stage().Server(2) || stage().Server(3));
}

// Force starts it all the same; the node with more is not overwritten unasked.
TEST_F(Asked, ForceBranchesTheHistoryAndKeepsWhatWasLeftBehind) {
  StopCleanly(3);
  StartLoad();
  Kill({1, 2});
  ASSERT_TRUE(StopLoad());
  Start({3});
  ASSERT_TRUE(Says(3, "ACTION REQUIRED")) << Logs();
  Touch(3, "confirm-force-bootstrap");
  ASSERT_TRUE(Synced({3})) << Logs();
  EXPECT_TRUE(Says(3, "what is, or may be, lost")) << LogTail(3);
  Start({1});
  ASSERT_TRUE(Says(1, "has transactions that a forced bootstrap left behind")) << LogTail(1);
  EXPECT_FALSE(stage().Server(1));
  Touch(1, "confirm-resume");
  ASSERT_TRUE(Synced({1, 3})) << Logs();
}

TEST_F(Asked, TwoClustersDirectoriesMixed) {
  StartLoad();
  StopLoad();
  for (const int node : kAll) StopCleanly(node);
  // Node 2 gets a directory of another cluster.
  std::filesystem::rename(stage().data(2), stage().data(2) + ".aside");
  NodeStage::Options alone;
  alone.arguments = {"seed"};
  alone.environment = {"wsrep_node_name=node2"};
  ASSERT_TRUE(stage().Start(2, alone));
  ASSERT_TRUE(WaitUntil([&] { return stage().AreOneCluster({2}); }, Millis(60000))) << LogTail(2);
  StopCleanly(2);
  Start(kAll);
  ASSERT_TRUE(AllSay(kAll, "have data of two different clusters")) << Logs();
  Touch(1, "confirm-new-cluster");
  ASSERT_TRUE(Says(1, "is refused")) << LogTail(1);
  StopCleanly(2);
  std::filesystem::remove_all(stage().data(2));
  std::filesystem::rename(stage().data(2) + ".aside", stage().data(2));
  Start({2});
  ASSERT_TRUE(Says(2, "Proven: node")) << Logs();
  Touch(ProvenNode(2), "confirm-new-cluster");
  ExpectRecovered("the foreign directory taken away");
}

// The worker may die at any moment of a recovery.
TEST_F(Proven, TheWorkerDiesAtEveryStep) {
  const int times = RunsInFull() ? 20 : 2;
  std::mt19937 random(RunsInFull() ? std::random_device()() : 1);
  for (int i = 0; i < times; ++i) {
    StartLoad();
    Kill(kAll);
    ASSERT_TRUE(StopLoad());
    Start(kAll);
    const auto end = std::chrono::steady_clock::now() + Millis(8000);
    while (std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(Millis(random() % 900));
      const auto worker = stage().Worker(1 + static_cast<int>(random() % 3));
      if (worker) kill(*worker, SIGKILL);
    }
    ASSERT_NO_FATAL_FAILURE(ExpectRecovered("workers killed all the while"));
  }
}

}  // namespace
}  // namespace galera

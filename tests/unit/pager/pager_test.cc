#include "pager/pager.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace watchdog {
namespace {

using galera::Snapshot;
using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// A pager whose eyes see what the test says. Nobody takes its pages: they wait.
class PagerTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = testing::TempDir() + "pager_test_" + std::to_string(getpid());
    std::filesystem::remove_all(directory_);
    Begin();
  }
  void TearDown() override {
    pager_.reset();
    std::filesystem::remove_all(directory_);
  }

  void Begin() {
    pager_.reset();
    PagerOptions options;
    options.settings.expected_size = 3;
    options.settings.state_directory = directory_;
    Receiver receiver;
    receiver.name = "oncall";
    receiver.urls = {galera::Secret("http://127.0.0.1:1/")};
    options.settings.receivers = {receiver};
    options.instance = "10.0.0.1:9104";
    options.cluster = "shop";
    options.node = "db1";
    PagerEyes eyes;
    eyes.snapshot = [this] {
      const std::lock_guard lock(mutex_);
      return snapshot_;
    };
    pager_ = std::make_unique<Pager>(std::move(options), std::move(eyes));
  }

  void See(std::uint64_t size) {
    Snapshot snapshot;
    snapshot.taken = steady_clock::now() + std::chrono::minutes(1);
    snapshot.answered = true;
    snapshot.state = galera::NodeState::kSynced;
    snapshot.wsrep.emplace();
    snapshot.wsrep->cluster_status = "Primary";
    snapshot.wsrep->ready = true;
    snapshot.wsrep->cluster_size = size;
    snapshot.wsrep->local_index = 0;
    snapshot.wsrep->local_state = 4;
    snapshot.wsrep->cluster_state_uuid = "6b3e9b1c-0d1f-11ef-9a53-0242ac110002";
    snapshot.wsrep->local_state_uuid = snapshot.wsrep->cluster_state_uuid;
    {
      const std::lock_guard lock(mutex_);
      snapshot_ = std::make_shared<const Snapshot>(std::move(snapshot));
    }
    pager_->OnLook();
  }

  std::string State(const std::string& name) const {
    const json document = json::parse(pager_->IncidentsJson());
    for (const json& incident : document.at("incidents")) {
      if (incident.at("name") == name) return incident.at("state");
    }
    return "unknown";
  }
  bool Becomes(const std::string& name, const std::string& state) const {
    const auto until = steady_clock::now() + seconds(10);
    while (steady_clock::now() < until) {
      if (State(name) == state) return true;
      std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
  }
  std::size_t Waiting() const {
    const auto answer = pager_->Answer(ListReceivers{});
    return std::get<ListAnswer>(answer).receivers.at(0).waiting;
  }
  std::string Outbox() const {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
      std::ifstream file(entry.path());
      all += std::string(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  std::string directory_;
  std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::unique_ptr<Pager> pager_;
};

TEST_F(PagerTest, ASmallClusterIsAnIncidentOnceItWasWhole) {
  See(2);
  pager_->Flush(milliseconds(50));
  EXPECT_EQ(State("ClusterSizeBelowExpected"), "inactive") << "it comes up";
  See(3);
  pager_->Flush(milliseconds(50));
  See(2);
  ASSERT_TRUE(Becomes("ClusterSizeBelowExpected", "firing"));
  pager_->Flush(milliseconds(50));
  EXPECT_EQ(Waiting(), 1u);
  EXPECT_NE(Outbox().find("galera/shop/GaleraClusterSizeBelowExpected"), std::string::npos);
  See(3);
  EXPECT_TRUE(Becomes("ClusterSizeBelowExpected", "inactive"));
}

TEST_F(PagerTest, WhatFiredGoesOnAfterARestart) {
  See(3);
  pager_->Flush(milliseconds(50));
  See(2);
  ASSERT_TRUE(Becomes("ClusterSizeBelowExpected", "firing"));
  pager_->Flush(milliseconds(50));
  Begin();
  See(2);
  pager_->Flush(milliseconds(50));
  EXPECT_EQ(State("ClusterSizeBelowExpected"), "firing");
  EXPECT_EQ(Waiting(), 1u) << "not a second time";
  See(3);
  EXPECT_TRUE(Becomes("ClusterSizeBelowExpected", "inactive"));
}

TEST_F(PagerTest, InMaintenanceNobodyIsTold) {
  See(3);
  pager_->Flush(milliseconds(50));
  const auto begun = pager_->Answer(BeginMaintenance{seconds(600), "new disks", ""});
  ASSERT_EQ(std::get<MaintenanceAnswer>(begun).held.size(), 1u);
  See(2);
  ASSERT_TRUE(Becomes("ClusterSizeBelowExpected", "firing"));
  EXPECT_EQ(Waiting(), 0u);
  Begin();  // it is remembered
  EXPECT_EQ(std::get<MaintenanceAnswer>(pager_->Answer(ShowMaintenance{})).held.size(), 1u);
  EXPECT_EQ(pager_->News().maintenance.size(), 1u);
  See(3);
  pager_->Flush(milliseconds(50));
  See(2);
  ASSERT_TRUE(Becomes("ClusterSizeBelowExpected", "firing"));
  EXPECT_EQ(Waiting(), 0u);
  EXPECT_TRUE(std::get<MaintenanceAnswer>(pager_->Answer(EndMaintenance{""})).held.empty());
  pager_->Flush(milliseconds(50));
  EXPECT_EQ(Waiting(), 1u) << "it still holds";
  EXPECT_TRUE(std::holds_alternative<ControlRefusal>(pager_->Answer(EndMaintenance{""})));
}

TEST_F(PagerTest, AnExpectedSizeThatIsSaidCounts) {
  See(3);
  pager_->Flush(milliseconds(50));
  const auto answer = std::get<ExpectAnswer>(pager_->Answer(ExpectSize{2}));
  EXPECT_EQ(answer.size, 2);
  EXPECT_EQ(answer.source, "said");
  EXPECT_NE(answer.note, "") << "the configuration says 3";
  See(2);
  pager_->Flush(milliseconds(50));
  EXPECT_EQ(State("ClusterSizeBelowExpected"), "inactive");
  EXPECT_EQ(std::get<ExpectAnswer>(pager_->Answer(ExpectSize{std::nullopt})).size, 3);
  EXPECT_TRUE(Becomes("ClusterSizeBelowExpected", "firing"));
}

TEST_F(PagerTest, TheDeathOfAServerThatNobodyStartsAgainIsSaidAtOnce) {
  See(3);
  pager_->Flush(milliseconds(50));
  pager_->OnServerEnd("mariadbd has ended with signal 9", true);
  pager_->Flush(milliseconds(50));
  // Its eyes still see an answer: what the parent of mariadbd says is stronger only with server_runs.
  EXPECT_EQ(State("NodeDown"), "inactive");
  {
    const std::lock_guard lock(mutex_);
    Snapshot gone;
    gone.taken = steady_clock::now() + std::chrono::minutes(1);
    gone.failure = "connection refused";
    snapshot_ = std::make_shared<const Snapshot>(std::move(gone));
  }
  pager_->Flush(milliseconds(50));
  EXPECT_EQ(State("NodeDown"), "firing");
}

TEST_F(PagerTest, ARefusalAndAQuestionAreIncidents) {
  pager_->OnRefusal("the data directory belongs to root");
  EXPECT_TRUE(Becomes("RecoveryRefused", "firing"));
  const json document = json::parse(pager_->IncidentsJson());
  EXPECT_EQ(document.at("version"), 1);
  EXPECT_EQ(document.at("incidents").size(), kIncidentCount);
  EXPECT_NE(pager_->IncidentsJson().find("belongs to root"), std::string::npos);
}

TEST_F(PagerTest, ADirectoryThatCanNotBeWrittenIsSaid) {
  pager_.reset();
  std::filesystem::remove_all(directory_);
  std::ofstream(directory_).put('x');  // a file in its place
  Begin();
  See(3);
  pager_->Flush(milliseconds(50));
  const auto list = std::get<ListAnswer>(pager_->Answer(ListReceivers{}));
  EXPECT_NE(list.trouble, "");
  See(2);
  EXPECT_TRUE(Becomes("ClusterSizeBelowExpected", "firing"));
}

}  // namespace
}  // namespace watchdog

#include "node/view_watch.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "evidence/view_record_file.h"

namespace watchdog {
namespace {

using std::chrono::milliseconds;

constexpr char kHistory[] = "9af7cf96-e5d5-11f1-aa9b-5b7d04498747";
constexpr char kOwn[] = "9af4981d-e5d5-11f1-8158-860a0523a440";

std::vector<std::string> Block(int seqno, const std::string& status = "primary", int own_index = 0) {
  return {"View:",
          std::string("  id: ") + kHistory + ":" + std::to_string(seqno),
          "  status: " + status,
          "  own_index: " + std::to_string(own_index),
          "  members(1):",
          std::string("\t0: ") + kOwn + ", node1"};
}

class ViewWatchTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/view-watch-XXXXXX";
    ASSERT_NE(mkdtemp(path), nullptr);
    directory_ = path;
    watch_.emplace(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  // As the notify command.
  void Tell() const {
    const galera::Notification said{"synced", kHistory, true, 0,
                                    std::vector<galera::NotifiedMember>{{kOwn, "node1", "h:3306"}}};
    ASSERT_TRUE(UpdateViewRecord(
        directory_,
        [&](const auto& found) {
          return AfterNotification(OwnOrNew(found, {"cluster", "node1", "h"}), said, 1);
        },
        IfNotWritten::kRemoveOld));
  }
  std::optional<std::int64_t> Seqno() const {
    const auto record = ReadViewRecord(directory_);
    return record && record->taken ? record->taken->seqno : std::nullopt;
  }

  std::string directory_;
  std::optional<ViewWatch> watch_;
  const ViewWatch::Time now_{};
};

TEST_F(ViewWatchTest, AddsThePlaceOnceTheViewIsRecorded) {
  watch_->OnLog(Block(7), now_);
  watch_->Check(now_);
  EXPECT_FALSE(ReadViewRecord(directory_));
  Tell();
  watch_->Check(now_ + milliseconds(300));
  EXPECT_EQ(Seqno(), 7);
  watch_->Check(now_ + milliseconds(9000));
  EXPECT_EQ(Seqno(), 7);
}

TEST_F(ViewWatchTest, AViewThatIsNotRecordedInTimeEndsTheRecord) {
  Tell();
  watch_->OnLog(Block(7), now_);
  watch_->Check(now_);
  ASSERT_EQ(Seqno(), 7);
  watch_->OnLog(Block(9), now_);  // the same members, and no notification
  watch_->Check(now_ + milliseconds(1900));
  EXPECT_EQ(Seqno(), 7);
  testing::internal::CaptureStderr();
  watch_->Check(now_ + milliseconds(2000));
  EXPECT_NE(testing::internal::GetCapturedStderr().find("was not recorded"), std::string::npos);
  EXPECT_FALSE(ReadViewRecord(directory_));
}

TEST_F(ViewWatchTest, OnlyTheNewestViewAndOnlyOneOfTheNodesOwnIsMissed) {
  Tell();
  watch_->OnLog(Block(7), now_);
  watch_->Check(now_);
  for (const auto& newest : {Block(9, "non-primary"), Block(9, "primary", -1)}) {
    watch_->OnLog(Block(8), now_);
    watch_->OnLog(newest, now_);
    watch_->Check(now_ + milliseconds(9000));
    EXPECT_EQ(Seqno(), 7);
  }
}

TEST_F(ViewWatchTest, ATransferBeginsTheRecordOfAnEmptyDirectoryOnly) {
  const std::vector<std::string> lines = {
      std::string("WSREP: Server node1 connected to cluster at position ") + kHistory + ":5 with ID " + kOwn,
      "WSREP: State transfer required: "};
  watch_->OnLog(lines, now_);  // a worker that came later: it does not know
  EXPECT_FALSE(ReadViewRecord(directory_));
  watch_->OnStart({"cluster", "node1", "h"}, false);
  watch_->OnLog(lines, now_);
  EXPECT_FALSE(ReadViewRecord(directory_));
  watch_->OnStart({"cluster", "node1", "h"}, true);
  watch_->OnLog(lines, now_);
  const auto record = ReadViewRecord(directory_);
  ASSERT_TRUE(record);
  EXPECT_FALSE(record->taken);
  EXPECT_EQ(record->joining->seqno, 5);
  EXPECT_EQ(record->member_uuid, kOwn);
}

}  // namespace
}  // namespace watchdog

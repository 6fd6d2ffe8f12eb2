#include "evidence/view_record_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace watchdog {
namespace {

namespace fs = std::filesystem;

class ViewRecordFile : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/view-record-XXXXXX";
    ASSERT_NE(mkdtemp(path), nullptr);
    directory_ = path;
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string At(std::string_view name) const { return directory_ + "/" + std::string(name); }
  galera::Status Write(const ViewRecord& record) const {
    return UpdateViewRecord(
        directory_, [&](const auto&) { return std::optional(record); }, IfNotWritten::kRemoveOld);
  }
  static ViewRecord Named(const std::string& name) {
    ViewRecord record;
    record.node_name = name;
    return record;
  }
  int Files() const {
    return static_cast<int>(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
  }

  std::string directory_;
};

TEST_F(ViewRecordFile, IsReadBackAndBelongsToTheOwnerOfTheDirectory) {
  EXPECT_EQ(ReadViewRecord(directory_).error().code, galera::ErrorCode::kNotFound);
  if (geteuid() == 0) {
    ASSERT_EQ(chown(directory_.c_str(), 65534, 65534), 0);
  }
  ASSERT_TRUE(Write(Named("a")));
  EXPECT_EQ(ReadViewRecord(directory_)->node_name, "a");
  struct stat info {};
  struct stat owner {};
  ASSERT_EQ(stat(At(kViewRecordName).c_str(), &info), 0);
  ASSERT_EQ(stat(directory_.c_str(), &owner), 0);
  EXPECT_EQ(info.st_uid, owner.st_uid);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
  EXPECT_EQ(Files(), 2);  // and the lock
}

TEST_F(ViewRecordFile, IsLeftWhereNothingChanges) {
  ASSERT_TRUE(Write(Named("a")));
  const auto before = fs::last_write_time(At(kViewRecordName));
  EXPECT_TRUE(UpdateViewRecord(
      directory_, [](const auto&) { return std::nullopt; }, IfNotWritten::kRemoveOld));
  EXPECT_EQ(fs::last_write_time(At(kViewRecordName)), before);
}

TEST_F(ViewRecordFile, ADamagedOneIsNone) {
  std::ofstream(At(kViewRecordName)) << "x";
  EXPECT_EQ(ReadViewRecord(directory_).error().code, galera::ErrorCode::kInvalid);
  bool found = true;
  EXPECT_TRUE(UpdateViewRecord(
      directory_,
      [&](const auto& record) {
        found = record.has_value();
        return std::optional(Named("b"));
      },
      IfNotWritten::kRemoveOld));
  EXPECT_FALSE(found);
  EXPECT_EQ(ReadViewRecord(directory_)->node_name, "b");
}

// Another writer comes between our reading and our writing: nothing of its is lost.
TEST_F(ViewRecordFile, AnOvertakenChangeIsMadeAgain) {
  ASSERT_TRUE(Write(Named("a")));
  int calls = 0;
  EXPECT_TRUE(UpdateViewRecord(
      directory_,
      [&](const auto& record) {
        if (calls++ == 0) {
          EXPECT_TRUE(Write(Named("other")));
        }
        return std::optional(Named(record->node_name + "+"));
      },
      IfNotWritten::kRemoveOld));
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(ReadViewRecord(directory_)->node_name, "other+");
}

TEST_F(ViewRecordFile, ManyWritersLoseNothing) {
  ASSERT_TRUE(Write(Named("")));
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&] {
      for (int k = 0; k < 20; ++k) {
        const auto add = [](const auto& record) { return std::optional(Named(record->node_name + "x")); };
        while (!UpdateViewRecord(directory_, add, IfNotWritten::kKeepOld)) {
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(ReadViewRecord(directory_)->node_name, std::string(40, 'x'));
}

TEST_F(ViewRecordFile, WhatCanNotBeWrittenRemovesTheStaleOneOnDemand) {
  ASSERT_TRUE(Write(Named("a")));
  ViewRecord huge = Named(std::string(kViewRecordBytesMax, 'x'));
  const auto change = [&](const auto&) { return std::optional(huge); };
  EXPECT_FALSE(UpdateViewRecord(directory_, change, IfNotWritten::kKeepOld));
  EXPECT_TRUE(ReadViewRecord(directory_));
  const auto failed = UpdateViewRecord(directory_, change, IfNotWritten::kRemoveOld);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("the old record is removed"), std::string::npos);
  EXPECT_FALSE(ReadViewRecord(directory_));
}

TEST_F(ViewRecordFile, WaitsASecondForTheLockAtMost) {
  ASSERT_TRUE(Write(Named("a")));
  const int fd = open(At(".galera-warden-views.lock.sst").c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(flock(fd, LOCK_EX), 0);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Write(Named("b")).error().code, galera::ErrorCode::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_FALSE(ReadViewRecord(directory_));  // a stale one is worse than none
  close(fd);
  EXPECT_TRUE(Write(Named("b")));
}

TEST_F(ViewRecordFile, LeftoversOfKilledWritersGo) {
  std::ofstream(At(".galera-warden-views.next-17-0.sst")) << "x";
  ASSERT_TRUE(Write(Named("a")));
  RemoveViewRecordLeftovers(directory_);
  EXPECT_EQ(Files(), 2);
  EXPECT_TRUE(RemoveViewRecord(directory_));
  EXPECT_TRUE(RemoveViewRecord(directory_));
  EXPECT_FALSE(Write(Named("a")) &&
               UpdateViewRecord(
                   directory_ + "/none", [](const auto&) { return std::optional(Named("b")); },
                   IfNotWritten::kRemoveOld));
}

}  // namespace
}  // namespace watchdog

#include "pager/log_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using Lines = std::vector<std::string>;

class LogFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string directory = "/tmp/log-file-XXXXXX";
    ASSERT_NE(mkdtemp(directory.data()), nullptr);
    directory_ = directory;
    path_ = directory + "/error.log";
  }
  void TearDown() override {
    file_.reset();
    std::filesystem::remove_all(directory_);
  }
  static void Append(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::app | std::ios::binary) << text;
  }
  void Follow() {
    file_.emplace(path_, [this](const Lines& lines) {
      const std::lock_guard lock(mutex_);
      lines_.insert(lines_.end(), lines.begin(), lines.end());
      told_.notify_all();
    });
    std::this_thread::sleep_for(milliseconds(150));  // it has looked
  }
  // All lines so far, once there are that many.
  Lines Await(std::size_t count) {
    std::unique_lock lock(mutex_);
    told_.wait_for(lock, seconds(5), [&] { return lines_.size() >= count; });
    return lines_;
  }

  std::string directory_, path_;
  std::mutex mutex_;
  std::condition_variable told_;
  Lines lines_;
  std::optional<LogFile> file_;
};

TEST_F(LogFileTest, BeginsAtTheEnd) {
  Append(path_, "old\n");
  Follow();
  Append(path_, "one\ntw");
  EXPECT_EQ(Await(1), Lines{"one"});
  Append(path_, "o\n\n");
  EXPECT_EQ(Await(3), (Lines{"one", "two", ""}));
}

TEST_F(LogFileTest, TellsOfALineAtOnce) {
  Append(path_, "");
  Follow();
  std::vector<milliseconds> times;
  for (std::size_t i = 1; i <= 20; ++i) {
    const auto start = steady_clock::now();
    Append(path_, "line\n");
    ASSERT_EQ(Await(i).size(), i);
    times.push_back(std::chrono::duration_cast<milliseconds>(steady_clock::now() - start));
  }
  std::ranges::sort(times);
  std::printf("line to sink: median %lld ms, longest %lld ms\n", static_cast<long long>(times[10].count()),
              static_cast<long long>(times.back().count()));
  EXPECT_LT(times[10], milliseconds(50));  // the beat alone would need 50 on average
}

TEST_F(LogFileTest, ReadsAFileThatAppearsLaterFromItsStart) {
  Follow();
  Append(path_, "first\n");
  EXPECT_EQ(Await(1), Lines{"first"});
}

TEST_F(LogFileTest, GoesOnThroughRotationByRename) {
  Append(path_, "");
  Follow();
  Append(path_, "one\n");
  Await(1);
  std::filesystem::rename(path_, path_ + ".1");
  Append(path_ + ".1", "two\n");  // the server has it open still
  Await(2);
  Append(path_, "");  // `create` of logrotate
  std::this_thread::sleep_for(milliseconds(250));
  Append(path_ + ".1", "three\n");
  Await(3);
  Append(path_, "four\n");  // after FLUSH ERROR LOGS
  Await(4);
  Append(path_, "five\n");
  EXPECT_EQ(Await(5), (Lines{"one", "two", "three", "four", "five"}));
}

TEST_F(LogFileTest, GoesOnThroughRotationByCopyAndTruncate) {
  Append(path_, "");
  Follow();
  Append(path_, "one, and some more\n");
  Await(1);
  std::filesystem::resize_file(path_, 0);
  std::this_thread::sleep_for(milliseconds(250));
  Append(path_, "two\n");
  Await(2);
  Append(path_, "three\n");
  EXPECT_EQ(Await(3), (Lines{"one, and some more", "two", "three"}));
}

TEST_F(LogFileTest, WaitsForPermissionAndSaysSoOnce) {
  const bool root = geteuid() == 0;  // whom no mode keeps out
  ASSERT_EQ(chmod(directory_.c_str(), 0777), 0);
  Append(path_, "old\n");
  ASSERT_EQ(chmod(path_.c_str(), 0), 0);
  if (root) {
    ASSERT_EQ(seteuid(65534), 0);
  }
  testing::internal::CaptureStderr();
  Follow();
  std::this_thread::sleep_for(milliseconds(400));
  if (root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  ASSERT_EQ(chmod(path_.c_str(), 0666), 0);
  std::this_thread::sleep_for(milliseconds(300));
  Append(path_, "new\n");
  EXPECT_EQ(Await(1), Lines{"new"});
  const std::string said = testing::internal::GetCapturedStderr();
  const auto first = said.find("Permission denied");
  ASSERT_NE(first, std::string::npos) << said;
  EXPECT_EQ(said.find("Permission denied", first + 1), std::string::npos) << said;
  EXPECT_NE(said.find("error log is followed"), std::string::npos) << said;
}

TEST_F(LogFileTest, CutsLongLinesAndReadsManyAtOnce) {
  Append(path_, "");
  Follow();
  std::string text = std::string(10'000'000, 'x') + "\n";
  for (int i = 0; i < 100'000; ++i) text += "line " + std::to_string(i) + "\n";
  Append(path_, text);
  const Lines lines = Await(100'001);
  ASSERT_EQ(lines.size(), 100'001u);
  EXPECT_EQ(lines[0], std::string(4096, 'x'));
  EXPECT_EQ(lines.back(), "line 99999");
}

TEST_F(LogFileTest, StopsAtOnce) {
  for (const bool there : {false, true}) {
    if (there) Append(path_, "x\n");
    Follow();
    const auto start = steady_clock::now();
    file_.reset();
    EXPECT_LT(steady_clock::now() - start, milliseconds(200));
  }
}

TEST_F(LogFileTest, IsNoFile) {
  testing::internal::CaptureStderr();
  path_ = directory_;
  Follow();
  file_.reset();
  EXPECT_NE(testing::internal::GetCapturedStderr().find("not a regular file"), std::string::npos);
}

}  // namespace
}  // namespace watchdog

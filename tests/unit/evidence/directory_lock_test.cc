#include "evidence/directory_lock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

namespace watchdog {
namespace {

using std::chrono::milliseconds;

class DirectoryLockTest : public testing::Test {
 protected:
  DirectoryLockTest() {
    std::string folder = (std::filesystem::temp_directory_path() / "galera-lock-XXXXXX").string();
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  ~DirectoryLockTest() override {
    EndOther();
    std::filesystem::remove_all(folder_);
  }
  void Write(const std::string& name) const { std::ofstream(folder_ + "/" + name) << "x"; }

  // Another process that does `work`, says so, and then waits to be killed.
  void StartOther(const std::function<bool()>& work) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    other_ = fork();
    ASSERT_GE(other_, 0);
    if (other_ == 0) {
      const char done = work() ? 'y' : 'n';
      if (write(ends[1], &done, 1) != 1) _exit(1);
      while (true) pause();
    }
    char done = 0;
    close(ends[1]);
    const ssize_t got = read(ends[0], &done, 1);
    close(ends[0]);
    ASSERT_TRUE(got == 1 && done == 'y');
  }
  void EndOther() {
    if (other_ <= 0) return;
    kill(other_, SIGKILL);
    waitpid(other_, nullptr, 0);
    other_ = -1;
  }
  bool LockFile(const char* name) const {
    const int fd = open((folder_ + "/" + name).c_str(), O_RDWR);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0;
  }

  std::string folder_;
  pid_t other_ = -1;
};

TEST_F(DirectoryLockTest, NobodyWorksOnADirectoryAtRest) {
  EXPECT_FALSE(FindLiveServer(folder_));
  for (const char* name : {"ibdata1", "aria_log_control", "grastate.dat", "galera.cache"}) Write(name);
  EXPECT_FALSE(FindLiveServer(folder_));
  EXPECT_FALSE(FindLiveServer(folder_ + "/nowhere"));
}

TEST_F(DirectoryLockTest, SeesALockOnEitherFile) {
  for (const char* name : {"ibdata1", "aria_log_control"}) {
    Write(name);
    ASSERT_NO_FATAL_FAILURE(StartOther([&] { return LockFile(name); }));
    const auto live = FindLiveServer(folder_);
    ASSERT_TRUE(live) << name;
    EXPECT_EQ(live->pid, other_);
    EXPECT_NE(live->text.find("PID " + std::to_string(other_)), std::string::npos) << live->text;
    EXPECT_NE(live->text.find(name), std::string::npos) << live->text;
    EndOther();
    EXPECT_FALSE(FindLiveServer(folder_)) << name;
  }
}

// One that waits for a primary component has not opened InnoDB yet.
TEST_F(DirectoryLockTest, SeesGaleraByItsOpenFiles) {
  for (const char* name : {"grastate.dat", "galera.cache"}) {
    Write(name);
    ASSERT_NO_FATAL_FAILURE(StartOther([&] { return open((folder_ + "/" + name).c_str(), O_RDWR) >= 0; }));
    const auto live = FindLiveServer(folder_);
    ASSERT_TRUE(live) << name;
    EXPECT_EQ(live->pid, other_);
    EndOther();
    EXPECT_FALSE(FindLiveServer(folder_));
  }
}

// Somebody who copies the file, or the same name in another directory.
TEST_F(DirectoryLockTest, IsNotMisledByReadersAndNamesakes) {
  Write("grastate.dat");
  std::filesystem::create_directory(folder_ + "/other");
  Write("other/grastate.dat");
  ASSERT_NO_FATAL_FAILURE(StartOther([&] {
    return open((folder_ + "/grastate.dat").c_str(), O_RDONLY) >= 0 &&
           open((folder_ + "/other/grastate.dat").c_str(), O_RDWR) >= 0;
  }));
  EXPECT_FALSE(FindLiveServer(folder_));
  EXPECT_TRUE(FindLiveServer(folder_ + "/other"));
}

TEST_F(DirectoryLockTest, OneWardenAtATime) {
  {
    const auto lock = DirectoryLock::Take(folder_, milliseconds(0));
    ASSERT_TRUE(lock) << lock.error().message;
    const auto second = DirectoryLock::Take(folder_, milliseconds(0));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, galera::ErrorCode::kUnavailable);
    EXPECT_NE(second.error().message.find("PID " + std::to_string(getpid())), std::string::npos)
        << second.error().message;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "it leaves nothing";
  EXPECT_TRUE(DirectoryLock::Take(folder_, milliseconds(0)));
}

TEST_F(DirectoryLockTest, ADeadOwnersLockIsFree) {
  ASSERT_NO_FATAL_FAILURE(StartOther([&] {
    auto* lock = new galera::Result<DirectoryLock>(DirectoryLock::Take(folder_, milliseconds(0)));
    return lock->ok();
  }));
  EXPECT_FALSE(DirectoryLock::Take(folder_, milliseconds(0)));
  kill(other_, SIGKILL);
  // The death may take a moment: that is what patience is for.
  EXPECT_TRUE(DirectoryLock::Take(folder_, milliseconds(10000)));
}

TEST_F(DirectoryLockTest, SaysWhatToDoWhereItCanNot) {
  const auto lock = DirectoryLock::Take(folder_ + "/nowhere", milliseconds(0));
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().code, galera::ErrorCode::kNotFound);
}

}  // namespace
}  // namespace watchdog

#include "node/own_evidence.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace watchdog {
namespace {

constexpr char kCleanStop[] =
    "# GALERA saved state\nversion: 2.1\nuuid:    6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f\nseqno:   7\n"
    "safe_to_bootstrap: 0\n";

class OwnEvidenceTest : public testing::Test {
 protected:
  OwnEvidenceTest() {
    std::string folder = (std::filesystem::temp_directory_path() / "galera-own-XXXXXX").string();
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    for (const char* name : {"mysql/global_priv.frm", "mysql/proc.frm", "mysql/index_stats.frm", "ibdata1"})
      Write(name, "");
    Write("grastate.dat", kCleanStop);
  }
  ~OwnEvidenceTest() override {
    EndServer();
    std::filesystem::remove_all(folder_);
  }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(folder_ + "/" + name).parent_path());
    std::ofstream(folder_ + "/" + name) << text;
  }

  // A process with mariadbd's lock on ibdata1.
  void StartServer() {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    server_ = fork();
    ASSERT_GE(server_, 0);
    if (server_ == 0) {
      const int fd = open((folder_ + "/ibdata1").c_str(), O_RDWR);
      struct flock lock {};
      lock.l_type = F_WRLCK;
      lock.l_whence = SEEK_SET;
      if (fd < 0 || fcntl(fd, F_SETLK, &lock) != 0 || write(ends[1], "y", 1) != 1) _exit(1);
      while (true) pause();
    }
    char done = 0;
    close(ends[1]);
    const ssize_t got = read(ends[0], &done, 1);
    close(ends[0]);
    ASSERT_TRUE(got == 1 && done == 'y');
  }
  void EndServer() {
    if (server_ <= 0) return;
    kill(server_, SIGKILL);
    waitpid(server_, nullptr, 0);
    server_ = -1;
  }

  std::string folder_;
  pid_t server_ = -1;
};

// Found by killing a node and its warden, which was started again while mariadbd was still dying: the
// directory stayed "locked" for the peers, and nothing was proven ever after.
TEST_F(OwnEvidenceTest, ADirectoryIsNoLongerLockedOnceItsPositionIsLearnt) {
  NodeSettings settings;
  settings.data_directory = folder_;
  EvidenceBoard board{Evidence()};
  OwnEvidence own(settings, board);
  ASSERT_NO_FATAL_FAILURE(StartServer());
  own.Look(true);
  EXPECT_EQ(board.Now().directory, Name(DirectoryState::kLocked));
  EndServer();
  const auto& position = own.Position("", {});
  ASSERT_TRUE(position) << position.error().message;
  EXPECT_NE(own.directory().state, DirectoryState::kLocked);
  EXPECT_EQ(board.Now().directory, Name(own.directory().state));
  EXPECT_EQ(board.Now().directory_reason, own.directory().reason);
  EXPECT_EQ(board.Now().seqno, 7);
}

TEST_F(OwnEvidenceTest, ADirectoryStaysLockedWhileSomebodyWorksOnIt) {
  NodeSettings settings;
  settings.data_directory = folder_;
  EvidenceBoard board{Evidence()};
  OwnEvidence own(settings, board);
  ASSERT_NO_FATAL_FAILURE(StartServer());
  own.Look(true);
  (void)own.Position("", {});
  EXPECT_EQ(board.Now().directory, Name(DirectoryState::kLocked));
}

}  // namespace
}  // namespace watchdog

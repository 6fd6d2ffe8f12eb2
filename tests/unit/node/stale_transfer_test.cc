#include "node/stale_transfer.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "system/file.h"

namespace watchdog {
namespace {

using Names = std::vector<std::string>;

class StaleTransfer : public testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(mkdtemp(directory_.data()), nullptr); }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string Path(const std::string& name) const { return directory_ + "/" + name; }
  void Write(const std::string& name, const std::string& text) const { std::ofstream(Path(name)) << text; }
  std::string Read(const std::string& name) const { return *galera::ReadFile(Path(name)); }

  std::string directory_ = "/tmp/stale_transfer.XXXXXX";
};

TEST_F(StaleTransfer, EmptiesWhatNamesAProcessThatIsSomethingElseOrGone) {
  Write("wsrep_sst.pid", std::to_string(getpid()) + "\n");
  Write("rsync_sst.pid", "2147483646\n");
  EXPECT_EQ(EmptyStaleTransferPids(directory_), (Names{"wsrep_sst.pid", "rsync_sst.pid"}));
  EXPECT_EQ(Read("wsrep_sst.pid"), "");
  EXPECT_EQ(Read("rsync_sst.pid"), "");
  EXPECT_EQ(EmptyStaleTransferPids(directory_), Names{});
}

TEST_F(StaleTransfer, LeavesATransferThatStillRuns) {
  const pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);  // to be killed with its sleep, which holds our output open
    execl("/bin/sh", "wsrep_sst_rsync", "-c", "sleep 60; true", nullptr);
    _exit(127);
  }
  const std::string pid = std::to_string(child);
  for (int i = 0; i < 1000; ++i) {
    const auto line = galera::ReadFile("/proc/" + pid + "/cmdline");
    if (line.ok() && line->find("wsrep_sst") != std::string::npos) break;
    usleep(1000);
  }
  Write("wsrep_sst.pid", pid + "\n");
  EXPECT_EQ(EmptyStaleTransferPids(directory_), Names{});
  EXPECT_EQ(Read("wsrep_sst.pid"), pid + "\n");
  kill(-child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST_F(StaleTransfer, TouchesNothingElse) {
  Write("victim", "1");
  std::filesystem::create_symlink(Path("victim"), Path("wsrep_sst.pid"));
  Write("rsync_sst.pid", "no number");
  EXPECT_EQ(EmptyStaleTransferPids(directory_), Names{});
  EXPECT_EQ(Read("victim"), "1");
  EXPECT_EQ(Read("rsync_sst.pid"), "no number");
  EXPECT_EQ(EmptyStaleTransferPids("/no/such/directory"), Names{});
}

}  // namespace
}  // namespace watchdog

// Data directories and volumes that no server can be started on: nothing is
// changed, the reason and the way out are said, and once it is gone all works.
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "cluster/sql.h"
#include "cluster/wait.h"
#include "lone_node.h"

namespace galera {
namespace {

namespace fs = std::filesystem;
using testing_cluster::Millis;
using testing_cluster::WaitUntil;

constexpr int kRefused = 3;
constexpr uid_t kStranger = 4711;

std::vector<std::string> Names(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) names.push_back(entry.path());
  std::sort(names.begin(), names.end());
  return names;
}

std::string TheReason(const LoneNode& node) {
  const std::string log = node.Log();
  const std::size_t at = log.find("msg=\"not started\"");
  return at == std::string::npos ? "no reason is given:\n" + log : log.substr(at, log.find('\n', at) - at);
}

void ExpectRefused(LoneNode& node, const LoneNode::Options& options, const std::string& words,
                   int code = kRefused) {
  const std::vector<std::string> before = Names(node.data());
  node.Start(options);
  EXPECT_EQ(node.Ends(), code) << node.Log();
  EXPECT_NE(TheReason(node).find(words), std::string::npos) << TheReason(node);
  EXPECT_EQ(Names(node.data()), before);
}

// Founds, serves, and stops cleanly.
void ExpectItServes(LoneNode& node, const LoneNode::Options& options = {}) {
  node.Start(options);
  ASSERT_TRUE(WaitUntil(
      [&] { return testing_cluster::QuerySocket(node.At("run/mysqld.sock"), "SELECT 1", Millis(1000)).ok(); },
      Millis(60000), Millis(100)))
      << node.Log();
  kill(*node.Supervisor(), SIGTERM);
  EXPECT_EQ(node.Ends(), 0) << node.Log();
}

class Volume {
 public:
  Volume(std::string path, const std::string& options) : path_(std::move(path)) {
    mounted_ = mount("none", path_.c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~Volume() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  bool Change(unsigned long flags, const char* options) const {
    return mount("none", path_.c_str(), "tmpfs", MS_REMOUNT | flags, options) == 0;
  }

 private:
  std::string path_;
  bool mounted_ = false;
};

TEST(DataDirectoryRefused, OfAWrongOwner) {
  LoneNode node;
  ASSERT_EQ(chown(node.data().c_str(), kStranger, kStranger), 0);
  ExpectRefused(node, {},
                "data directory " + node.data() + " belongs to 4711, not to mysql: chown it, or run");
  node.PretendData();
  ExpectRefused(node, {}, "belongs to 4711, not to mysql: chown it");
}

TEST(DataDirectoryRefused, ThatTheServerMayNotReach) {
  LoneNode node;
  fs::create_directories(node.At("closed/data"));
  fs::permissions(node.At("closed"), fs::perms(0700));
  LoneNode::Options options;
  options.environment = {"DATADIR=" + node.At("closed/data")};
  ExpectRefused(node, options,
                "mysql may not enter " + node.At("closed") + ": chmod a+x " + node.At("closed"));
}

TEST(DataDirectoryRefused, ThatAnOrdinaryUserMayNotReadOrWrite) {
  LoneNode node;
  LoneNode::Options options;
  options.wrapped_in = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
  ExpectRefused(node, options, "data directory " + node.data() + " belongs to root, not to user 65534");
  node.PretendData();
  fs::permissions(node.data(), fs::perms(0700));
  ExpectRefused(node, options,
                "data directory " + node.data() + " cannot be read: Permission denied: check its rights");
}

// As Kubernetes makes a volume with an fsGroup.
TEST(DataDirectoryRefused, NotWhereItIsRootsAndTheServersGroupMayWrite) {
  LoneNode node;
  const struct passwd* mysql = getpwnam("mysql");
  ASSERT_NE(mysql, nullptr);
  ASSERT_EQ(chown(node.data().c_str(), 0, mysql->pw_gid), 0);
  fs::permissions(node.data(), fs::perms(02775));
  LoneNode::Options options;
  options.wrapped_in = {"setpriv", "--reuid=mysql", "--regid=mysql", "--clear-groups"};
  ExpectItServes(node, options);
  options.environment = {"AUTO_NEW_CLUSTER=1"};
  ExpectItServes(node, options);
}

TEST(DataDirectoryRefused, ThatIsSomethingElse) {
  LoneNode node;
  node.Write("data/letter.txt", "dear");
  ExpectRefused(node, {}, node.data() + " holds files that are no server's (letter.txt)");
  LoneNode::Options options;
  options.environment = {"DATADIR=" + node.At("data/letter.txt")};
  ExpectRefused(node, options, "letter.txt is not a directory: remove it, or name another directory");
}

TEST(DataDirectoryRefused, OnAReadOnlyVolume) {
  LoneNode node;
  const Volume volume(node.data(), "size=400m,mode=755");
  ASSERT_TRUE(volume.mounted());
  ASSERT_TRUE(volume.Change(MS_RDONLY, ""));
  ExpectRefused(node, {},
                "data directory " + node.data() +
                    " cannot be written: read-only volume or missing rights: mount it writable");
}

TEST(DataDirectoryRefused, OnAVolumeThatIsTooSmallUntilItHasRoom) {
  LoneNode node;
  const Volume volume(node.data(), "size=20m,mode=755");
  ASSERT_TRUE(volume.mounted());
  ExpectRefused(node, {},
                "data directory " + node.data() + " has 20 MiB free, a first start needs 200 MiB: make room");
  ASSERT_TRUE(volume.Change(0, "size=600m"));
  ExpectItServes(node);
}

// As when others write to it meanwhile: the look before has found enough room.
TEST(DataDirectoryRefused, OnAVolumeThatFillsUpDuringTheFirstStartUntilItHasRoom) {
  LoneNode node;
  const Volume volume(node.data(), "size=210m,mode=755");
  ASSERT_TRUE(volume.mounted());
  LoneNode::Options options;
  // A redo log of that size is more than is there.
  options.environment = {"my_innodb_log_file_size=300M"};
  node.Start(options);
  EXPECT_EQ(node.Ends(), 1) << node.Log();
  const std::string reason = TheReason(node);
  EXPECT_NE(reason.find("mariadb-install-db: "), std::string::npos) << reason;
  EXPECT_NE(reason.find("data directory " + node.data() + ": its volume is full: make room"),
            std::string::npos)
      << reason;
  ASSERT_TRUE(volume.Change(0, "size=900m"));
  ExpectItServes(node, options);
}

TEST(DataDirectoryRefused, RunDirectoryOnAReadOnlyVolume) {
  LoneNode node;
  const Volume volume(node.At("run"), "size=20m,mode=755");
  ASSERT_TRUE(volume.mounted());
  ASSERT_TRUE(volume.Change(MS_RDONLY, ""));
  node.Start({});
  EXPECT_EQ(node.Ends(), 1) << node.Log();
  EXPECT_NE(TheReason(node).find(node.At("run")), std::string::npos) << TheReason(node);
  EXPECT_NE(TheReason(node).find("Read-only file system"), std::string::npos) << TheReason(node);
}

}  // namespace
}  // namespace galera

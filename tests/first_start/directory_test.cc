#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "first_start/lone_server.h"
#include "first_start/scene.h"

namespace watchdog {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::vector<std::string> Names(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

void ExpectRefusal(Scene& scene, galera::ErrorCode code, const std::string& words) {
  const std::vector<std::string> before = Names(scene.At("data"));
  const galera::Status done = scene.Run();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, code) << done.error().message;
  EXPECT_NE(done.error().message.find(words), std::string::npos) << done.error().message;
  EXPECT_EQ(Names(scene.At("data")), before);
}

TEST(FirstStart, TouchesNoDirectoryThatHoldsSomething) {
  {
    Scene scene;
    scene.Write("data/letter.txt", "dear");
    ExpectRefusal(scene, galera::ErrorCode::kInvalid, "letter.txt");
  }
  {
    Scene scene;
    fs::create_directory(scene.At("data/mysql"));
    scene.Write("data/ibdata1", "");
    ExpectRefusal(scene, galera::ErrorCode::kInvalid, "somebody else's half-made");
    for (const char* table : {"global_priv.frm", "proc.frm", "index_stats.frm"}) {
      scene.Write(std::string("data/mysql/") + table, "");
    }
    ExpectRefusal(scene, galera::ErrorCode::kInvalid, "it holds data");
  }
}

TEST(FirstStart, RefusesADirectoryOfSomebodyElse) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  Scene scene;
  ASSERT_EQ(chown(scene.At("data").c_str(), 4711, 4711), 0);
  ExpectRefusal(scene, galera::ErrorCode::kDenied, "belongs to 4711, not to mysql");
}

TEST(FirstStart, RefusesADirectoryThatTheServerMayNotReach) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  Scene scene;
  ASSERT_EQ(chmod(scene.root().c_str(), 0700), 0);
  ExpectRefusal(scene, galera::ErrorCode::kDenied, "may not enter " + scene.root());
}

class Volume {
 public:
  Volume(std::string path, const char* options) : path_(std::move(path)) {
    mounted_ = mount("none", path_.c_str(), "tmpfs", 0, options) == 0;
  }
  ~Volume() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  bool MakeReadOnly() const { return mount("none", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "") == 0; }

 private:
  std::string path_;
  bool mounted_ = false;
};

TEST(FirstStart, RefusesAFullOrReadOnlyVolume) {
  Scene scene;
  const Volume volume(scene.At("data"), "size=20m,mode=755");
  if (!volume.mounted()) GTEST_SKIP() << "cannot mount";
  ExpectRefusal(scene, galera::ErrorCode::kInvalid, "20 MiB free, a first start needs 200 MiB");
  scene.options.bytes_free_min = 0;
  ASSERT_TRUE(volume.MakeReadOnly());
  ExpectRefusal(scene, galera::ErrorCode::kDenied, "cannot be written");
}

TEST(FirstStart, GoesOnOnceAVolumeThatFilledUpHasRoom) {
  Scene scene;
  Volume volume(scene.At("data"), "size=20m,mode=755");
  if (!volume.mounted()) GTEST_SKIP() << "cannot mount";
  scene.options.bytes_free_min = 0;
  const galera::Status failed = scene.Run();
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("mariadb-install-db"), std::string::npos) << failed.error().message;
  ASSERT_EQ(mount("none", scene.At("data").c_str(), "tmpfs", MS_REMOUNT, "size=500m"), 0);
  const galera::Status done = scene.Run();
  EXPECT_TRUE(done) << done.error().message;
}

TEST(FirstStart, MakesAnAbsentDirectoryAndTakesOverRoots) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  {
    Scene scene;
    fs::remove(scene.At("data"));
    scene.settings.data_directory = scene.At("data/deep");
    const galera::Status done = scene.Run();
    EXPECT_TRUE(done) << done.error().message;
  }
  Scene scene;
  ASSERT_EQ(chown(scene.At("data").c_str(), 0, 0), 0);
  fs::create_directory(scene.At("data/lost+found"));
  scene.Write("data/.snapshot", "");
  const galera::Status done = scene.Run();
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_TRUE(fs::exists(scene.At("data/.snapshot")) && fs::exists(scene.At("data/lost+found")));
}

TEST(FirstStart, NamesTheProgramThatIsMissing) {
  Scene scene;
  const std::string path = getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  const galera::Status done = scene.Run();
  setenv("PATH", path.c_str(), 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, galera::ErrorCode::kNotFound);
  EXPECT_NE(done.error().message.find("mariadb-install-db"), std::string::npos);
}

TEST(FirstStart, EndsSoonAfterAStopInAnyStep) {
  Scene scene;
  scene.Write("init/1.sh", "sleep 1000\n");
  for (const FirstStartStep at :
       {FirstStartStep::kInstall, FirstStartStep::kStartServer, FirstStartStep::kScript}) {
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    scene.options.stop = stop.get_token();
    scene.options.progress = [&](const Progress& progress) {
      if (progress.kind != Progress::Kind::kStep || progress.step != at) return;
      asked = std::chrono::steady_clock::now();
      stop.request_stop();
    };
    const galera::Status done = RunFirstStart(scene.settings, scene.options);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, galera::ErrorCode::kUnavailable) << done.error().message;
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 1s) << Name(at);
  }
  scene.options.stop = {};
  scene.Write("init/1.sh", "true\n");
  const galera::Status done = scene.Run();
  EXPECT_TRUE(done) << done.error().message;
}

TEST(FirstStart, EndsAtItsDeadline) {
  Scene scene;
  scene.Write("init/1.sh", "echo waiting; sleep 1000\n");
  scene.options.deadline = std::chrono::steady_clock::now() + 4s;
  const galera::Status done = scene.Run();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, galera::ErrorCode::kTimeout) << done.error().message;
  EXPECT_LT(std::chrono::steady_clock::now(), scene.options.deadline + 2s);
}

}  // namespace
}  // namespace watchdog

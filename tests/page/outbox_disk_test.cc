// A disk that is full, read-only or damaged: pages go on, and it is said.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>

#include "cluster/wait.h"
#include "page/recorder.h"
#include "page/scene.h"
#include "system/file.h"

namespace watchdog {
namespace {

using galera::testing_cluster::Millis;
using galera::testing_cluster::WaitUntil;
using std::chrono::milliseconds;
using test::PageOf;
using test::Recorder;
using test::Scene;
using test::To;

constexpr milliseconds kNow{0};
constexpr Millis kLong{20000};

class Volume {
 public:
  explicit Volume(std::string path) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
    mounted_ = mount("none", path_.c_str(), "tmpfs", 0, "size=64k,mode=755") == 0;
  }
  ~Volume() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  void Fill() const {
    std::ofstream file(path_ + "/filler");
    while (file.write("xxxxxxxxxxxxxxxx", 16).flush()) {
    }
  }
  void Empty() const { unlink((path_ + "/filler").c_str()); }
  bool Remount(unsigned long flags) const {
    return mount("none", path_.c_str(), "tmpfs", MS_REMOUNT | flags, "") == 0;
  }

 private:
  std::string path_;
  bool mounted_ = false;
};

TEST(OutboxDisk, AFullOneIsSaidAndStopsNothing) {
  const Scene scene;
  const Volume volume(scene.state());
  if (!volume.mounted()) GTEST_SKIP() << "cannot mount";
  const Recorder recorder;
  PageDesk desk(scene.Options({To("oncall", recorder.Url())}));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(recorder.WaitFor(1));
  EXPECT_EQ(desk.trouble(), "");
  volume.Fill();
  desk.Put(PageOf("b"), kNow);
  ASSERT_TRUE(recorder.WaitFor(2));
  EXPECT_NE(desk.trouble().find("No space left"), std::string::npos) << desk.trouble();
  volume.Empty();
  EXPECT_TRUE(WaitUntil([&] { return desk.trouble().empty(); }, kLong));
  const auto kept = galera::ReadFile(scene.state() + "/outbox");
  ASSERT_TRUE(kept);
  EXPECT_NE(kept->find("\"b\""), std::string::npos) << *kept;
}

TEST(OutboxDisk, AReadOnlyOneIsSaidAndStopsNothing) {
  const Scene scene;
  const Volume volume(scene.state());
  if (!volume.mounted()) GTEST_SKIP() << "cannot mount";
  ASSERT_TRUE(volume.Remount(MS_RDONLY));
  const Recorder recorder;
  PageDesk desk(scene.Options({To("oncall", recorder.Url())}));
  // Before there is anything to say: a person learns it in time.
  EXPECT_TRUE(WaitUntil([&] { return desk.trouble().find("Read-only") != std::string::npos; }, kLong));
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(recorder.WaitFor(1));
  ASSERT_TRUE(volume.Remount(0));
  EXPECT_TRUE(WaitUntil([&] { return desk.trouble().empty(); }, kLong));
}

TEST(OutboxDisk, ADamagedFileIsPutAside) {
  const Scene scene;
  std::filesystem::create_directories(scene.state());
  std::ofstream(scene.state() + "/outbox") << "{\"version\":1,";
  const Recorder recorder;
  testing::internal::CaptureStderr();
  {
    PageDesk desk(scene.Options({To("oncall", recorder.Url())}));
    desk.Put(PageOf("a"), kNow);
    EXPECT_TRUE(recorder.WaitFor(1));
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("put aside"), std::string::npos) << log;
  EXPECT_TRUE(galera::FileExists(scene.state() + "/outbox.damaged"));
}

TEST(OutboxDisk, WithoutADirectoryPagesAreSentAllTheSame) {
  const Scene scene;
  const Recorder recorder;
  PageDeskOptions options = scene.Options({To("oncall", recorder.Url())});
  options.state_directory = "/proc/no/such/place";
  PageDesk desk(options);
  desk.Put(PageOf("a"), kNow);
  ASSERT_TRUE(recorder.WaitFor(1));
  EXPECT_NE(desk.trouble(), "");
}

}  // namespace
}  // namespace watchdog

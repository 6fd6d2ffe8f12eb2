#include "transfer/data_directory_size.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace watchdog {
namespace {

namespace fs = std::filesystem;

class DataDirectory : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "datadirXXXXXX";
    path_ = mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(path_); }
  void Write(const std::string& name, std::size_t bytes) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << std::string(bytes, 'x') << std::flush;
  }
  DirectorySize Size(const timespec& since = {}) const {
    const auto size = MeasureDataDirectory(path_.string(), since);
    EXPECT_TRUE(size) << size.error().message;
    return size ? *size : DirectorySize();
  }

  fs::path path_;
};

TEST_F(DataDirectory, CountsWhatATransferBrings) {
  Write("ibdata1", 100'000);
  Write("shop/orders.ibd", 50'000);
  Write("shop/x.log", 7000);
  Write("galera.cache", 1'000'000);
  Write("gcache.page.000001", 9000);
  Write("shop/galera.cache", 3);  // a table may have that name
  fs::create_symlink("/", path_ / "elsewhere");
  EXPECT_EQ(Size().bytes, 150'003U);
}

TEST_F(DataDirectory, CountsNoHoles) {
  const int fd = open((path_ / "ibdata1").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(ftruncate(fd, 100 << 20), 0);
  close(fd);
  EXPECT_LT(Size().bytes, 1U << 20);
}

TEST_F(DataDirectory, TellsWhatHasChangedSince) {
  Write("old", 1000);
  timespec since{};
  clock_gettime(CLOCK_REALTIME, &since);
  since.tv_sec += 3600;
  EXPECT_EQ(Size(since).changed_bytes, 0U);
  since.tv_sec -= 7200;
  EXPECT_EQ(Size(since).changed_bytes, 1000U);
  const auto before = Size().newest_ns;
  usleep(20'000);  // a kernel's clock ticks that slowly
  Write("old", 1000);
  EXPECT_GT(Size().newest_ns, before);
}

TEST_F(DataDirectory, ThatIsNotThereIsAnError) {
  const auto size = MeasureDataDirectory((path_ / "none").string(), {});
  ASSERT_FALSE(size);
  EXPECT_EQ(size.error().code, galera::ErrorCode::kNotFound);
  fs::path deep = path_;
  for (int i = 0; i < 13; ++i) deep /= "d";
  fs::create_directories(deep);
  EXPECT_EQ(MeasureDataDirectory(path_.string(), {}).error().code, galera::ErrorCode::kInvalid);
}

TEST_F(DataDirectory, IsOnADiskWithRoomAlsoBeforeItIsMade) {
  const auto here = FreeDiskBytes(path_.string());
  ASSERT_TRUE(here);
  EXPECT_TRUE(FreeDiskBytes((path_ / "a" / "b" / "").string()));
  EXPECT_FALSE(FreeDiskBytes("no/such"));
}

}  // namespace
}  // namespace watchdog

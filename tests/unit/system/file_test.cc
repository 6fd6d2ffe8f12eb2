#include "system/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace galera {
namespace {

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "galera-file-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const char* name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

TEST_F(FileTest, IsReadWhole) {
  const std::string text(100000, 'x');
  std::ofstream(Path("f")) << text;
  const auto read = ReadFile(Path("f"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, text);
  EXPECT_TRUE(FileExists(Path("f")));
}

TEST_F(FileTest, SaysWhatIsWrongAndWhere) {
  const auto missing = ReadFile(Path("none"));
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("none"), std::string::npos);
  EXPECT_EQ(ReadFile(folder_.string()).error().code, ErrorCode::kInvalid);
  std::ofstream(Path("big")) << std::string(101, 'x');
  EXPECT_EQ(ReadFile(Path("big"), 100).error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(FileExists(Path("none")));
  EXPECT_FALSE(FileExists(""));
}

// A FIFO without a writer must not hang the program.
TEST_F(FileTest, DoesNotWaitForAFifo) {
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  const auto read = ReadFile(Path("fifo"));
  EXPECT_TRUE(read.ok() && read->empty());
}

}  // namespace
}  // namespace galera

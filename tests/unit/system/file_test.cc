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

TEST_F(FileTest, IsReplacedWholeWithItsMode) {
  ASSERT_TRUE(ReplaceFile(Path("f"), "old", 0644).ok());
  ASSERT_TRUE(ReplaceFile(Path("f"), "new", 0600).ok());
  EXPECT_EQ(*ReadFile(Path("f")), "new");
  struct stat info {};
  ASSERT_EQ(stat(Path("f").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
  EXPECT_FALSE(FileExists(Path("f.next")));
  EXPECT_EQ(ReplaceFile(Path("none/f"), "x", 0600).error().code, ErrorCode::kNotFound);
  std::filesystem::create_directory(Path("taken"));
  std::ofstream(Path("taken/x")) << "x";
  EXPECT_FALSE(ReplaceFile(Path("taken"), "x", 0600).ok());
  EXPECT_FALSE(FileExists(Path("taken.next")));
}

TEST_F(FileTest, DirectoriesAreMadeWithTheirParents) {
  EXPECT_TRUE(MakeDirectories(Path("a/b/c"), 0750).ok());
  EXPECT_TRUE(MakeDirectories(Path("a/b/c"), 0750).ok());
  EXPECT_TRUE(std::filesystem::is_directory(folder_ / "a/b/c"));
  std::ofstream(Path("file")) << "x";
  EXPECT_FALSE(MakeDirectories(Path("file"), 0750).ok());
  EXPECT_FALSE(MakeDirectories(Path("file/d"), 0750).ok());
}

}  // namespace
}  // namespace galera

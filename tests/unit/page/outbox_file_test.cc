#include "page/outbox_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "page/outbox_json.h"
#include "sample_page.h"
#include "system/file.h"

namespace watchdog {
namespace {

using test::SamplePage;

OutboxContent Sample() {
  OutboxContent content;
  content.open = {SamplePage()};
  content.over = {{SamplePage(false), 17}};
  content.lines = {{"oncall", 7, {SamplePage(false), true}, 1, 2, true},
                   {"chat", 8, {SamplePage(), false}, 3, 0, false}};
  content.told = {{"chat", "key", false, 99}};
  return content;
}

class OutboxFileTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string Path() const { return directory_ + "/outbox"; }
  void Write(const std::string& text) const {
    std::filesystem::create_directories(directory_);
    std::ofstream(Path(), std::ios::binary) << text;
  }

  const std::string directory_ = testing::TempDir() + "outbox-" + std::to_string(getpid()) + "/state";
};

TEST(ParseOutbox, TakesWhatWasRendered) {
  const auto content = ParseOutbox(RenderOutbox(Sample()));
  ASSERT_TRUE(content) << content.error().message;
  EXPECT_EQ(*content, Sample());
}

TEST(ParseOutbox, RefusesWhatLostOrChangedAByte) {
  const std::string whole = RenderOutbox(Sample());
  // The line end is not part of it.
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    EXPECT_FALSE(ParseOutbox(whole.substr(0, size))) << size;
  }
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(ParseOutbox(changed)) << i << changed.substr(i, 20);
  }
}

TEST(ParseOutbox, SaysOfWhichVersionItIs) {
  const auto content = ParseOutbox(R"({"version":2,"checksum":0,"outbox":{}})");
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().message, "is of version 2, not 1");
}

TEST_F(OutboxFileTest, IsReadBackAndForNobodyElse) {
  const OutboxFile file(directory_);
  EXPECT_EQ(file.Load().trouble, "");  // there is none yet
  const auto saved = file.Save(Sample());
  ASSERT_TRUE(saved) << saved.error().message;
  const auto loaded = file.Load();
  EXPECT_EQ(loaded.trouble, "");
  EXPECT_EQ(loaded.content, Sample());
  struct stat info {};
  ASSERT_EQ(stat(Path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
}

TEST_F(OutboxFileTest, ADamagedOneIsPutAsideAndSaid) {
  const std::string half = RenderOutbox(Sample()).substr(0, 500);
  Write(half);
  const OutboxFile file(directory_);
  const auto loaded = file.Load();
  EXPECT_EQ(loaded.content, OutboxContent());
  EXPECT_EQ(loaded.trouble,
            Path() + " is no outbox, or only a part of one; put aside as " + Path() + ".damaged");
  EXPECT_EQ(*galera::ReadFile(Path() + ".damaged"), half);
  EXPECT_FALSE(galera::FileExists(Path()));
  EXPECT_EQ(file.Load().trouble, "");
}

TEST_F(OutboxFileTest, ADirectoryInItsPlaceIsSaidAndNoReasonToStop) {
  std::filesystem::create_directories(Path());
  const OutboxFile file(directory_);
  EXPECT_NE(file.Load().trouble, "");
  EXPECT_FALSE(file.Save(Sample()));
}

TEST(OutboxFile, WithoutADirectoryNothingIsKeptAndThatIsNoTrouble) {
  EXPECT_TRUE(OutboxFile("").Save({}));
  EXPECT_EQ(OutboxFile("").Load().trouble, "");
}

}  // namespace
}  // namespace watchdog

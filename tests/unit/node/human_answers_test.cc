#include "node/human_answers.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace watchdog {
namespace {

class HumanAnswersTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "galera-answers-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    settings_.data_directory = folder_ + "/data";
    settings_.confirm_directory = folder_ + "/confirm";
    std::filesystem::create_directory(settings_.data_directory);
    std::filesystem::create_directory(settings_.confirm_directory);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  HumanAnswers Read() const { return ReadAnswers(settings_, asked_); }
  void Touch(const std::string& name) { std::ofstream(folder_ + "/" + name) << ""; }

  std::string folder_;
  NodeSettings settings_;
  std::chrono::system_clock::time_point asked_ = std::chrono::system_clock::now();
};

TEST_F(HumanAnswersTest, AreNoneWithoutFiles) {
  const HumanAnswers answers = Read();
  EXPECT_FALSE(answers.hold || answers.skip_wait || answers.new_cluster || answers.resume || answers.recover);
}

TEST_F(HumanAnswersTest, AreReadFromEachFileThatTheOldSystemsKnow) {
  for (const char* name : {"data/new-cluster", "data/wsrep-new-cluster", "confirm/confirm-new-cluster"}) {
    Touch(name);
    const HumanAnswers answers = Read();
    EXPECT_TRUE(answers.new_cluster) << name;
    EXPECT_EQ(answers.source, folder_ + "/" + name);
    ASSERT_TRUE(ConsumeAnswers(settings_).ok());
    EXPECT_FALSE(Read().new_cluster) << name;
  }
  Touch("confirm/confirm-force-bootstrap");
  EXPECT_TRUE(Read().force);
  EXPECT_FALSE(Read().new_cluster);
  Touch("confirm/confirm-resume");
  Touch("confirm/confirm-recover");
  EXPECT_TRUE(Read().resume);
  EXPECT_TRUE(Read().recover);
}

TEST_F(HumanAnswersTest, ToHoldOrToSkipStayUntilTheHumanRemovesThem) {
  Touch("data/hold-start");
  Touch("data/skip-gcomm-wait");
  ASSERT_TRUE(ConsumeAnswers(settings_).ok());
  EXPECT_TRUE(Read().hold);
  EXPECT_TRUE(Read().skip_wait);
}

TEST_F(HumanAnswersTest, CanBeGivenBeforehand) {
  settings_.auto_recovery_mode = "confirm-force-bootstrap";
  const HumanAnswers answers = Read();
  EXPECT_TRUE(answers.force);
  EXPECT_TRUE(answers.beforehand);
  EXPECT_EQ(answers.source, "AUTO_RECOVERY_MODE=confirm-force-bootstrap");
}

TEST_F(HumanAnswersTest, ToRecoverTakesNoOtherWordAway) {
  Touch("confirm/confirm-recover");
  Touch("confirm/confirm-new-cluster");
  ASSERT_TRUE(ConsumeRecoverAnswers(settings_).ok());
  EXPECT_FALSE(Read().recover);
  EXPECT_TRUE(Read().new_cluster);
  settings_.auto_recovery_mode = "confirm-recover";
  EXPECT_FALSE(Read().recover) << "it would never end";
}

// What was said before the question is about something else.
TEST_F(HumanAnswersTest, CountOnlyAfterTheQuestion) {
  Touch("confirm/confirm-new-cluster");
  asked_ += std::chrono::seconds(10);
  EXPECT_FALSE(Read().new_cluster);
  EXPECT_FALSE(ReadAnswers(settings_, std::nullopt).new_cluster);
  const auto ignored = AnswersIgnored(settings_, asked_);
  ASSERT_EQ(ignored.size(), 1u);
  EXPECT_EQ(ignored[0], folder_ + "/confirm/confirm-new-cluster is older than the question: touch it again");
  // A file in the data directory is meant for the next start.
  Touch("data/new-cluster");
  EXPECT_TRUE(Read().new_cluster);
}

TEST_F(HumanAnswersTest, CountOnlyFromWhoMayDecide) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  Touch("confirm/confirm-new-cluster");
  const std::string path = folder_ + "/confirm/confirm-new-cluster";
  ASSERT_EQ(chown(path.c_str(), 12345, 12345), 0);
  EXPECT_FALSE(Read().new_cluster);
  EXPECT_EQ(AnswersIgnored(settings_, asked_).size(), 1u);
  ASSERT_EQ(chown((folder_ + "/data").c_str(), 12345, 12345), 0);
  EXPECT_TRUE(Read().new_cluster) << "the owner of the data";
}

TEST_F(HumanAnswersTest, AreNeitherLinksNorDirectories) {
  std::filesystem::create_symlink("/etc/passwd", folder_ + "/confirm/confirm-new-cluster");
  EXPECT_FALSE(Read().new_cluster);
  std::filesystem::create_directory(folder_ + "/data/new-cluster");
  EXPECT_FALSE(Read().new_cluster);
  // What can't be removed would count for ever: an error.
  EXPECT_FALSE(ConsumeAnswers(settings_).ok());
}

}  // namespace
}  // namespace watchdog

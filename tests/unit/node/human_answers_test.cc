#include "node/human_answers.h"

#include <gtest/gtest.h>

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
  void Touch(const std::string& name) { std::ofstream(folder_ + "/" + name) << ""; }

  std::string folder_;
  NodeSettings settings_;
};

TEST_F(HumanAnswersTest, AreNoneWithoutFiles) {
  const HumanAnswers answers = ReadAnswers(settings_);
  EXPECT_FALSE(answers.hold || answers.skip_wait || answers.new_cluster || answers.resume || answers.recover);
}

TEST_F(HumanAnswersTest, AreReadFromEachFileThatTheOldSystemsKnow) {
  for (const char* name : {"data/new-cluster", "data/wsrep-new-cluster", "confirm/confirm-new-cluster",
                           "confirm/confirm-force-bootstrap"}) {
    Touch(name);
    const HumanAnswers answers = ReadAnswers(settings_);
    EXPECT_TRUE(answers.new_cluster) << name;
    EXPECT_EQ(answers.source, folder_ + "/" + name);
    ASSERT_TRUE(ConsumeAnswers(settings_).ok());
    EXPECT_FALSE(ReadAnswers(settings_).new_cluster) << name;
  }
  Touch("confirm/confirm-resume");
  Touch("confirm/confirm-recover");
  EXPECT_TRUE(ReadAnswers(settings_).resume);
  EXPECT_TRUE(ReadAnswers(settings_).recover);
}

TEST_F(HumanAnswersTest, ToHoldOrToSkipStayUntilTheHumanRemovesThem) {
  Touch("data/hold-start");
  Touch("data/skip-gcomm-wait");
  ASSERT_TRUE(ConsumeAnswers(settings_).ok());
  EXPECT_TRUE(ReadAnswers(settings_).hold);
  EXPECT_TRUE(ReadAnswers(settings_).skip_wait);
}

TEST_F(HumanAnswersTest, CanBeGivenBeforehand) {
  settings_.auto_recovery_mode = "confirm-force-bootstrap";
  const HumanAnswers answers = ReadAnswers(settings_);
  EXPECT_TRUE(answers.new_cluster);
  EXPECT_TRUE(answers.beforehand);
  EXPECT_EQ(answers.source, "AUTO_RECOVERY_MODE=confirm-force-bootstrap");
}

TEST_F(HumanAnswersTest, AreNeitherLinksNorDirectories) {
  std::filesystem::create_symlink("/etc/passwd", folder_ + "/confirm/confirm-new-cluster");
  EXPECT_FALSE(ReadAnswers(settings_).new_cluster);
  std::filesystem::create_directory(folder_ + "/data/new-cluster");
  EXPECT_FALSE(ReadAnswers(settings_).new_cluster);
  // What can't be removed would count for ever: an error.
  EXPECT_FALSE(ConsumeAnswers(settings_).ok());
}

}  // namespace
}  // namespace watchdog

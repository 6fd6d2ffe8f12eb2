#include "node/kept_vote.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace watchdog {
namespace {

class KeptVoteTest : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/kept-vote-XXXXXX";
    ASSERT_NE(mkdtemp(path), nullptr);
    root_ = path;
    settings_.data_directory = root_ + "/data";
    settings_.system_user = "nobody";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  std::string File() const { return settings_.data_directory + "/.galera-warden-vote"; }

  std::string root_;
  NodeSettings settings_;
};

Ballot VoteFor(const char* address, const std::string& candidacy) {
  return {ParseNodeAddress(address), candidacy, 0};
}

TEST_F(KeptVoteTest, ComesBack) {
  EXPECT_EQ(ReadKeptVote(settings_).value(), Ballot());
  for (const Ballot& ballot : {VoteFor("10.0.0.9", "0123abc/1"), VoteFor("2001:db8::1", "b/22")}) {
    ASSERT_TRUE(KeepVote(settings_, ballot));
    EXPECT_EQ(ReadKeptVote(settings_).value(), ballot);
  }
  ASSERT_TRUE(KeepVote(settings_, Ballot()));
  EXPECT_FALSE(std::filesystem::exists(File()));
}

TEST_F(KeptVoteTest, IsOfAnotherOnly) {
  Ballot own = VoteFor("10.0.0.9", "me/3");
  own.stood = 3;
  EXPECT_EQ(Lasting(own, "me"), Ballot());
  EXPECT_EQ(Lasting(own, "m").candidacy, "me/3");
  EXPECT_EQ(Lasting(own, "m").stood, 0u);
  EXPECT_EQ(Lasting(Ballot(), "me"), Ballot());
}

TEST_F(KeptVoteTest, WhatCannotBeReadIsNoEmptyVote) {
  ASSERT_TRUE(KeepVote(settings_, VoteFor("10.0.0.9", "a/1")));
  for (const char* text : {"", "10.0.0.9", "10.0.0.9 a/1", "x a/1\n", "10.0.0.9 a\n", " \n"}) {
    std::ofstream(File(), std::ios::trunc) << text;
    const auto read = ReadKeptVote(settings_);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().message.find(File()), std::string::npos);
  }
}

}  // namespace
}  // namespace watchdog

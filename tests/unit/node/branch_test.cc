// A branch of the history, put on record before it begins, and taken back.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "evidence/view_record_file.h"
#include "node/own_evidence.h"

namespace watchdog {
namespace {

class BranchTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = (std::filesystem::temp_directory_path() / "galera-branch-XXXXXX").string();
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    directory_ = path;
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  ViewRecord Record() const {
    const auto record = ReadViewRecord(directory_);
    EXPECT_TRUE(record) << record.error().message;
    return record ? *record : ViewRecord{};
  }

  std::string directory_;
  const RecordOwner owner_{"shop", "a", "10.0.0.1"};
};

TEST_F(BranchTest, IsAddedAndTakenBackAlone) {
  ViewRecord before;
  before.cluster_name = "shop";
  before.node_name = "a";
  before.node_address = "10.0.0.1";
  before.member_uuid = "11111111-2222-3333-4444-555555555555";
  before.branches = {{"00112233445566778899aabbccddeeff", 3}};
  ASSERT_TRUE(UpdateViewRecord(
      directory_, [&](const auto&) { return std::optional(before); }, IfNotWritten::kKeepOld));
  const Branch branch{"ffeeddccbbaa99887766554433221100", 9};
  ASSERT_TRUE(AddBranch(directory_, owner_, branch));
  ViewRecord with = before;
  with.branches.push_back(branch);
  EXPECT_EQ(Record(), with);
  ASSERT_TRUE(RemoveBranch(directory_, owner_, branch.id));
  EXPECT_EQ(Record(), before);
}

TEST_F(BranchTest, SaysWhenItCanNotBeWritten) {
  EXPECT_FALSE(AddBranch(directory_ + "/not-there", owner_, {"ffeeddccbbaa99887766554433221100", 9}));
}

}  // namespace
}  // namespace watchdog

#include "node/directory_facts.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace watchdog {
namespace {

constexpr char kGrastate[] =
    "# GALERA saved state\nversion: 2.1\nuuid:    6f4c5e2a-0d5b-11ee-9c3a-2b1a3c4d5e6f\nseqno:   -1\n"
    "safe_to_bootstrap: 1\n";
constexpr char kAlone[] =
    "my_uuid: aaaaaaaa-0d5b-11ee-9c3a-2b1a3c4d5e6f\n#vwbeg\n"
    "view_id: 3 aaaaaaaa-0d5b-11ee-9c3a-2b1a3c4d5e6f 7\nbootstrap: 0\n"
    "member: aaaaaaaa-0d5b-11ee-9c3a-2b1a3c4d5e6f 0\n#vwend\n";

class GatherDirectoryFactsTest : public testing::Test {
 protected:
  GatherDirectoryFactsTest() {
    std::string folder = (std::filesystem::temp_directory_path() / "galera-facts-XXXXXX").string();
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  ~GatherDirectoryFactsTest() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(folder_ + "/" + name).parent_path());
    std::ofstream(folder_ + "/" + name, std::ios::trunc) << text;
  }
  void WriteTables() const {
    for (const char* name : {"global_priv.frm", "proc.frm", "index_stats.frm"})
      Write(std::string("mysql/") + name, "");
    Write("ibdata1", "");
  }
  std::string State() const { return std::string(Name(JudgeDirectory(GatherDirectoryFacts(folder_)).state)); }
  std::string Trouble() const { return GatherDirectoryFacts(folder_).trouble.value_or(""); }

  std::string folder_;
};

TEST_F(GatherDirectoryFactsTest, FollowsADirectoryThroughItsLife) {
  EXPECT_EQ(State(), "empty");
  Write(".galera-warden-vote", "x");
  EXPECT_EQ(State(), "empty");
  Write("notes.txt", "x");
  EXPECT_EQ(State(), "no data directory");
  Write("grastate.dat", "");
  EXPECT_EQ(State(), "transfer cut short");
  WriteTables();
  EXPECT_EQ(State(), "transfer cut short");
  Write("grastate.dat", kGrastate);
  EXPECT_EQ(State(), "crashed");
  Write("gvwstate.dat", kAlone);
  EXPECT_EQ(State(), "last survivor");
  Write("sst_in_progress", "");
  EXPECT_EQ(State(), "transfer cut short");
  std::filesystem::remove_all(folder_);
  EXPECT_EQ(State(), "empty");
  Write("ibdata1", "");
  EXPECT_EQ(State(), "no data directory") << "half of a server's, by somebody else";
}

TEST_F(GatherDirectoryFactsTest, FollowsNoLink) {
  WriteTables();
  Write("elsewhere/grastate.dat", kGrastate);
  std::filesystem::create_symlink(folder_ + "/elsewhere/grastate.dat", folder_ + "/grastate.dat");
  EXPECT_EQ(State(), "unreadable");
  EXPECT_NE(Trouble().find(folder_ + "/grastate.dat: a link"), std::string::npos) << Trouble();
}

TEST_F(GatherDirectoryFactsTest, IsBoundedAndDoesNotHang) {
  WriteTables();
  Write("grastate.dat", std::string((std::size_t{1} << 20) + 1, ' '));
  EXPECT_NE(Trouble().find("larger than 1 MiB"), std::string::npos) << Trouble();
  Write("grastate.dat", kGrastate);
  ASSERT_EQ(mkfifo((folder_ + "/gvwstate.dat").c_str(), 0600), 0);
  EXPECT_NE(Trouble().find("gvwstate.dat: no file"), std::string::npos) << Trouble();
}

TEST_F(GatherDirectoryFactsTest, ARecordThatIsNoneIsSaid) {
  WriteTables();
  Write("grastate.dat", kGrastate);
  Write(std::string(kViewRecordName), "rubbish");
  const DirectoryFacts facts = GatherDirectoryFacts(folder_);
  EXPECT_FALSE(facts.record);
  EXPECT_TRUE(facts.record_problem);
  EXPECT_EQ(State(), "crashed");
}

TEST_F(GatherDirectoryFactsTest, WhoseItIsCountsForANodeOnly) {
  WriteTables();
  Write("grastate.dat", kGrastate);
  NodeSettings settings;
  settings.data_directory = folder_;
  settings.cluster_name = "ours";
  settings.system_user = "no-such-user";
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  EXPECT_EQ(JudgeDirectory(GatherDirectoryFacts(settings)).state, DirectoryState::kWrongOwner);
  settings.system_user = "root";
  EXPECT_EQ(JudgeDirectory(GatherDirectoryFacts(settings)).state, DirectoryState::kCrashed);
  EXPECT_EQ(GatherDirectoryFacts(settings).cluster_name, "ours");
  ASSERT_EQ(chown(folder_.c_str(), 12345, 12345), 0);
  EXPECT_EQ(JudgeDirectory(GatherDirectoryFacts(settings)).state, DirectoryState::kWrongOwner);
  EXPECT_EQ(State(), "crashed");
}

TEST_F(GatherDirectoryFactsTest, ReadsTheVersion) {
  EXPECT_EQ(ReadUpgradeInfo(folder_), "");
  Write("mysql_upgrade_info", "10.11.19-MariaDB\n");
  EXPECT_EQ(ReadUpgradeInfo(folder_), "10.11.19-MariaDB");
}

}  // namespace
}  // namespace watchdog

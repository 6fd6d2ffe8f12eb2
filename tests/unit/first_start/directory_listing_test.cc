#include "first_start/directory_listing.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temporary_folder.h"

namespace watchdog {
namespace {

TEST(ListDirectory, SeesEntriesOwnerAndSystemTables) {
  const TemporaryFolder folder;
  folder.Write("ibdata1", "x");
  ASSERT_EQ(mkdir(folder.At("mysql").c_str(), 0700), 0);
  folder.Write("mysql/proc.frm", "x");
  const DirectoryListing listing = ListDirectory(folder.path() + "//", std::nullopt);
  EXPECT_EQ(listing.path, folder.path());
  EXPECT_TRUE(listing.exists && listing.is_directory && !listing.read_failure && !listing.read_only);
  EXPECT_EQ(listing.entries, (std::vector<std::string>{"ibdata1", "mysql"}));
  EXPECT_EQ(listing.system_entries, (std::vector<std::string>{"proc.frm"}));
  EXPECT_EQ(listing.owner, geteuid());
  EXPECT_GT(listing.bytes_free.value_or(0), 0u);
}

TEST(ListDirectory, LooksAtTheNearestDirectoryAboveAnAbsentOne) {
  const TemporaryFolder folder;
  const DirectoryListing listing = ListDirectory(folder.At("a/b/c"), std::nullopt);
  EXPECT_FALSE(listing.exists);
  EXPECT_FALSE(listing.read_only);
  EXPECT_GT(listing.bytes_free.value_or(0), 0u);
}

TEST(ListDirectory, TellsAFileFromADirectory) {
  const TemporaryFolder folder;
  folder.Write("file", "x");
  const DirectoryListing listing = ListDirectory(folder.At("file"), std::nullopt);
  EXPECT_TRUE(listing.exists);
  EXPECT_FALSE(listing.is_directory);
}

TEST(ListDirectory, NamesTheDirectoryThatBarsTheWay) {
  const TemporaryFolder folder;  // of mode 0700
  galera::SystemUser stranger;
  stranger.uid = stranger.gid = 54321;
  EXPECT_EQ(ListDirectory(folder.At("data"), stranger).barred_at, folder.path());
  ASSERT_EQ(chmod(folder.path().c_str(), 0711), 0);
  EXPECT_EQ(ListDirectory(folder.At("data"), stranger).barred_at, "");
}

}  // namespace
}  // namespace watchdog

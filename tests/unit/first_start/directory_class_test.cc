#include "first_start/directory_class.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

DirectoryDemands Demands() {
  DirectoryDemands demands;
  demands.server_user = 102;
  demands.server_user_name = "mysql";
  return demands;
}

DirectoryListing Listing(std::vector<std::string> entries) {
  DirectoryListing listing;
  listing.path = "/data";
  listing.exists = listing.is_directory = true;
  listing.entries = std::move(entries);
  listing.owner = 102;
  listing.owner_name = "mysql";
  listing.bytes_free = 1u << 30;
  return listing;
}

DirectoryClass KindOf(std::vector<std::string> entries, std::vector<std::string> system_entries = {}) {
  DirectoryListing listing = Listing(std::move(entries));
  listing.system_entries = std::move(system_entries);
  return ClassifyDirectory(listing, Demands()).kind;
}

std::optional<DirectoryProblem> ProblemOf(const DirectoryListing& listing) {
  const DirectoryFinding finding = ClassifyDirectory(listing, Demands());
  if (!finding.trouble) return std::nullopt;
  EXPECT_NE(finding.trouble->message.find("/data"), std::string::npos);
  EXPECT_NE(finding.trouble->message.rfind(": "), std::string::npos) << "no remedy";
  return finding.trouble->problem;
}

TEST(ClassifyDirectory, KnowsAbsentAndEmpty) {
  DirectoryListing absent;
  absent.path = "/data";
  EXPECT_EQ(ClassifyDirectory(absent, Demands()).kind, DirectoryClass::kAbsent);
  EXPECT_EQ(KindOf({}), DirectoryClass::kEmpty);
  EXPECT_EQ(KindOf({".snapshot", "..data", "lost+found"}), DirectoryClass::kEmpty);
}

TEST(ClassifyDirectory, NamesWhatCounts) {
  const DirectoryFinding finding =
      ClassifyDirectory(Listing({".hidden", "a", "b", "c", "d", "e", "f", "lost+found"}), Demands());
  EXPECT_EQ(finding.kind, DirectoryClass::kForeign);
  EXPECT_EQ(finding.counted, (std::vector<std::string>{"a", "b", "c", "d", "e"}));
}

TEST(ClassifyDirectory, TakesTheLastSystemTableForACompleteInstallation) {
  const std::vector<std::string> top = {"ibdata1", "mysql"};
  EXPECT_EQ(KindOf(top, {"global_priv.frm", "index_stats.frm", "proc.frm"}), DirectoryClass::kData);
  EXPECT_EQ(KindOf(top, {"user.frm", "index_stats.frm", "proc.frm"}), DirectoryClass::kData);
  EXPECT_EQ(KindOf(top, {"global_priv.frm", "proc.frm"}), DirectoryClass::kHalfInitialised);
  EXPECT_EQ(KindOf(top), DirectoryClass::kHalfInitialised);
  EXPECT_EQ(KindOf({"ibdata1"}), DirectoryClass::kHalfInitialised);
}

TEST(ClassifyDirectory, BelievesOurMarkerWhateverElseIsThere) {
  for (const std::vector<std::string>& entries :
       {std::vector<std::string>{std::string(kMarkerName)}, {std::string(kMarkerName), "ibdata1", "mysql"}}) {
    DirectoryListing listing = Listing(entries);
    listing.system_entries = {"global_priv.frm", "index_stats.frm", "proc.frm"};
    const DirectoryFinding finding = ClassifyDirectory(listing, Demands());
    EXPECT_EQ(finding.kind, DirectoryClass::kHalfInitialised);
    EXPECT_TRUE(finding.marked);
  }
}

TEST(ClassifyDirectory, NeverTakesWhatItCannotReadForEmpty) {
  DirectoryListing listing = Listing({});
  listing.read_failure = "Input/output error";
  EXPECT_EQ(ClassifyDirectory(listing, Demands()).kind, DirectoryClass::kForeign);
  EXPECT_EQ(ProblemOf(listing), DirectoryProblem::kUnreadable);
}

TEST(ClassifyDirectory, AcceptsTheServersOrRootsDirectory) {
  DirectoryListing listing = Listing({});
  EXPECT_EQ(ProblemOf(listing), std::nullopt);
  listing.owner = 0;
  EXPECT_EQ(ProblemOf(listing), std::nullopt);
  DirectoryDemands not_root = Demands();
  not_root.may_give_away = false;
  EXPECT_FALSE(ClassifyDirectory(listing, not_root).trouble) << "its group's, as a pod's volume is";
  listing.read_only = true;
  EXPECT_EQ(ClassifyDirectory(listing, not_root).trouble->problem, DirectoryProblem::kWrongOwner);
}

TEST(ClassifyDirectory, FindsEachTrouble) {
  DirectoryListing listing = Listing({});
  listing.owner = 4711;
  EXPECT_EQ(ProblemOf(listing), DirectoryProblem::kWrongOwner);
  listing = Listing({});
  listing.read_only = true;
  EXPECT_EQ(ProblemOf(listing), DirectoryProblem::kNotWritable);
  listing = Listing({});
  listing.bytes_free = (200u << 20) - 1;
  EXPECT_EQ(ProblemOf(listing), DirectoryProblem::kDiskFull);
  listing.bytes_free = 200u << 20;
  EXPECT_EQ(ProblemOf(listing), std::nullopt);
  listing.barred_at = "/root";
  EXPECT_EQ(ProblemOf(listing), DirectoryProblem::kBarred);
  listing.is_directory = false;
  EXPECT_EQ(ProblemOf(listing), DirectoryProblem::kNotADirectory);
}

}  // namespace
}  // namespace watchdog

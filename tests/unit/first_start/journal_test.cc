#include "first_start/journal.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "first_start/directory_class.h"
#include "system/file.h"
#include "temporary_folder.h"

namespace watchdog {
namespace {

galera::SteadyTime In(int millis) {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(millis);
}

galera::Result<Journal> Open(const TemporaryFolder& folder) {
  return Journal::Open(folder.path(), In(20000), {});
}

TEST(Journal, RemembersEntriesUntilItIsRemoved) {
  const TemporaryFolder folder;
  {
    auto journal = Open(folder);
    ASSERT_TRUE(journal);
    EXPECT_TRUE(journal->fresh());
    EXPECT_TRUE(journal->Add("one"));
    EXPECT_TRUE(journal->Add("two words"));
  }
  auto again = Open(folder);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->fresh());
  EXPECT_TRUE(again->Has("one") && again->Has("two words") && !again->Has("two"));
  EXPECT_TRUE(again->Remove());
  EXPECT_FALSE(galera::FileExists(folder.At(std::string(kMarkerName))));
}

TEST(Journal, CountsNoLineThatAPowerCutTore) {
  const TemporaryFolder folder;
  folder.Write(std::string(kMarkerName), "galera-warden first start 1\none\nscript a.sq");
  auto journal = Open(folder);
  ASSERT_TRUE(journal);
  EXPECT_TRUE(journal->Has("one") && !journal->Has("script a.sq"));
  ASSERT_TRUE(journal->Add("three"));
  EXPECT_EQ(*galera::ReadFile(folder.At(std::string(kMarkerName))),
            "galera-warden first start 1\none\nthree\n");
}

TEST(Journal, IsFreshWhenItsFirstLineIsTorn) {
  const TemporaryFolder folder;
  folder.Write(std::string(kMarkerName), "galera-warden fir");
  auto journal = Open(folder);
  ASSERT_TRUE(journal);
  EXPECT_TRUE(journal->fresh());
}

TEST(Journal, WaitsForAnotherOwner) {
  const TemporaryFolder folder;
  auto first = Open(folder);
  ASSERT_TRUE(first);
  const auto late = Journal::Open(folder.path(), In(30), {});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, galera::ErrorCode::kTimeout);
  std::jthread owner([&] {
    EXPECT_TRUE(first->Remove());
    Journal(std::move(*first));
  });
  auto second = Open(folder);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_TRUE(second->fresh()) << "it must not hold a file that has lost its name";
  EXPECT_TRUE(galera::FileExists(folder.At(std::string(kMarkerName))));
}

TEST(Journal, StopsWaitingWhenToldTo) {
  const TemporaryFolder folder;
  auto first = Open(folder);
  ASSERT_TRUE(first);
  std::stop_source stop;
  stop.request_stop();
  const auto second = Journal::Open(folder.path(), In(60000), stop.get_token());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, galera::ErrorCode::kUnavailable);
}

TEST(EncodeName, MakesOneWordOfAnyName) {
  EXPECT_EQ(EncodeName("10-a.sql"), "10-a.sql");
  EXPECT_EQ(EncodeName("a b\n%\xc3\xa4"), "a%20b%0A%25%C3%A4");
}

}  // namespace
}  // namespace watchdog

#include "pager/maintenance_book.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Time = MaintenanceBook::Time;

Time At(int second) { return Time(seconds(1'000'000 + second)); }

// What `book` tells, as a node of that name hears it.
SeenPeer Heard(const MaintenanceBook& book, int second) {
  SeenPeer peer;
  peer.name = "other";
  peer.maintenance = book.Told(At(second));
  return peer;
}

TEST(MaintenanceBook, QuietsAllUntilItsEnd) {
  MaintenanceBook book;
  EXPECT_TRUE(book.Quiet(At(0)).empty());
  book.Begin("new disks", "db1", "", At(0), At(60));
  EXPECT_EQ(book.Quiet(At(59)).size(), kIncidentCount);
  EXPECT_TRUE(book.Quiet(At(60)).empty());
  EXPECT_TRUE(book.Lasting(At(60)).empty());
  EXPECT_TRUE(book.Told(At(60)).empty());
}

TEST(MaintenanceBook, ASilenceQuietsOneAlert) {
  MaintenanceBook book;
  book.Begin("known", "db1", "GaleraIstWindowShort", At(0), At(60));
  EXPECT_EQ(book.Quiet(At(1)), std::vector<Incident>{Incident::kIstWindowShort});
}

TEST(MaintenanceBook, PeersHearOfItAndOfItsEnd) {
  MaintenanceBook db1;
  MaintenanceBook db2;
  db1.Begin("reboot", "db1", "", At(0), At(600));
  db2.Hear({Heard(db1, 5)}, At(5));
  ASSERT_EQ(db2.Lasting(At(6)).size(), 1u);
  EXPECT_EQ(db2.Lasting(At(6)).front().reason, "reboot");
  EXPECT_EQ(db2.Lasting(At(6)).front().until, At(600));
  // db1 is gone; a person ends it at db2, and db1 comes back with what it had on disk.
  EXPECT_TRUE(db2.End("db2", "", At(100)));
  EXPECT_TRUE(db2.Quiet(At(101)).empty());
  db2.Hear({Heard(db1, 101)}, At(101));
  EXPECT_TRUE(db2.Quiet(At(102)).empty()) << "an old word does not come back";
  db1.Hear({Heard(db2, 103)}, At(103));
  EXPECT_TRUE(db1.Quiet(At(104)).empty());
}

TEST(MaintenanceBook, ANewOneAfterAnEndCounts) {
  MaintenanceBook book;
  book.Begin("one", "db1", "", At(0), At(600));
  EXPECT_TRUE(book.End("db1", "", At(10)));
  EXPECT_FALSE(book.End("db1", "", At(11)));
  book.Begin("two", "db1", "", At(12), At(600));
  EXPECT_EQ(book.Quiet(At(13)).size(), kIncidentCount);
  EXPECT_FALSE(book.End("db1", "GaleraNodeDown", At(14)));
}

TEST(MaintenanceBook, AnEndCountsThoughTheOtherClockIsAhead) {
  MaintenanceBook ahead;
  MaintenanceBook book;
  ahead.Begin("reboot", "db1", "", At(50), At(650));
  book.Hear({Heard(ahead, 51)}, At(1));
  EXPECT_TRUE(book.End("db2", "", At(2)));
  ahead.Hear({Heard(book, 3)}, At(53));
  EXPECT_TRUE(ahead.Quiet(At(54)).empty());
}

TEST(MaintenanceBook, IsBounded) {
  MaintenanceBook book;
  for (int i = 0; i < 100; ++i) book.Begin("", "db1", "alert" + std::to_string(i), At(0), At(60));
  EXPECT_EQ(book.Told(At(1)).size(), 32u);
}

}  // namespace
}  // namespace watchdog

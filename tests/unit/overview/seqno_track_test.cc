#include "overview/seqno_track.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;

SeqnoTrack::Time At(int ms) { return SeqnoTrack::Time(milliseconds(ms)); }

galera::Snapshot Look(int ms, std::uint64_t seqno, const std::string& uuid = "history") {
  galera::Snapshot look;
  look.taken = At(ms);
  look.wsrep.emplace();
  look.wsrep->last_committed = seqno;
  look.wsrep->local_state_uuid = uuid;
  return look;
}

TEST(SeqnoTrack, IsInProportionBetweenTwoLooks) {
  SeqnoTrack track;
  EXPECT_EQ(track.At("history", At(0)), std::nullopt);
  track.Add(Look(1000, 100));
  track.Add(Look(2000, 300));
  EXPECT_EQ(track.At("history", At(500)), std::nullopt);
  EXPECT_EQ(track.At("history", At(1000)), 100);
  EXPECT_EQ(track.At("history", At(1250)), 150);
  EXPECT_EQ(track.At("history", At(2500)), 300);
}

TEST(SeqnoTrack, IsOfOneHistory) {
  SeqnoTrack track;
  track.Add(Look(1000, 100));
  EXPECT_EQ(track.At("other", At(1000)), std::nullopt);
  track.Add(Look(2000, 5, "other"));
  EXPECT_EQ(track.At("history", At(1000)), std::nullopt);
  EXPECT_EQ(track.At("other", At(2000)), 5);
}

TEST(SeqnoTrack, KeepsAMinuteHoweverOftenItIsToldOf) {
  SeqnoTrack track;
  for (int i = 0; i < 100000; i += 10) track.Add(Look(i, static_cast<std::uint64_t>(i)));
  EXPECT_EQ(track.At("history", At(30000)), std::nullopt);
  EXPECT_NEAR(*track.At("history", At(50000)), 50000, 0.01);
  EXPECT_EQ(track.At("history", At(99990)), 99990);
}

}  // namespace
}  // namespace watchdog

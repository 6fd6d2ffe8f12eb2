#include "node/evidence_board.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kAge{2500};

galera::Snapshot Look(const char* status, bool ready, steady_clock::time_point taken) {
  galera::Snapshot snapshot;
  snapshot.taken = taken;
  snapshot.answered = true;
  snapshot.wsrep.emplace();
  snapshot.wsrep->cluster_status = status;
  snapshot.wsrep->ready = ready;
  snapshot.wsrep->cluster_size = 3;
  snapshot.wsrep->last_committed = 17;
  return snapshot;
}

TEST(WithSnapshot, SaysYesNoOrUnknownAndNeverGuesses) {
  const auto now = steady_clock::now();
  const galera::Snapshot primary = Look("Primary", true, now);
  const galera::Snapshot not_ready = Look("Primary", false, now);
  const galera::Snapshot non_primary = Look("non-Primary", false, now);
  const galera::Snapshot old = Look("Primary", true, now - milliseconds(3000));
  galera::Snapshot silent;
  silent.taken = now;
  const auto says = [&](const galera::Snapshot* snapshot, bool runs) {
    return WithSnapshot(Evidence(), snapshot, runs, kAge, now).primary;
  };
  EXPECT_EQ(says(&primary, true), true);
  EXPECT_EQ(says(&not_ready, true), std::nullopt);  // measured: a donor just after a partition
  EXPECT_EQ(says(&non_primary, true), false);
  EXPECT_EQ(says(&old, true), std::nullopt);
  EXPECT_EQ(says(&silent, true), std::nullopt);
  EXPECT_EQ(says(nullptr, true), std::nullopt);
  EXPECT_EQ(says(nullptr, false), false);  // no mariadbd runs: a definite no
  EXPECT_EQ(says(&silent, false), false);
}

TEST(WithSnapshot, CountsMembersOfAPrimaryComponentOnly) {
  const auto now = steady_clock::now();
  const galera::Snapshot primary = Look("Primary", true, now);
  const galera::Snapshot non_primary = Look("non-Primary", false, now);
  EXPECT_EQ(WithSnapshot(Evidence(), &primary, true, kAge, now).members, 3);
  EXPECT_EQ(WithSnapshot(Evidence(), &primary, true, kAge, now).seqno, 17);
  EXPECT_EQ(WithSnapshot(Evidence(), &non_primary, true, kAge, now).members, std::nullopt);
}

TEST(WithSnapshot, InThePrimaryComponentItIsCalledWhatTheServerSaysNow) {
  const auto now = steady_clock::now();
  Evidence before;
  before.member_uuids = {"of gvwstate.dat"};
  galera::Snapshot primary = Look("Primary", true, now);
  EXPECT_EQ(WithSnapshot(before, &primary, true, kAge, now).member_uuids, before.member_uuids);
  primary.wsrep->gcomm_uuid = "of this run";
  EXPECT_EQ(WithSnapshot(before, &primary, true, kAge, now).member_uuids,
            std::vector<std::string>{"of this run"});
  // Elsewhere it is the run that was cut short which counts.
  galera::Snapshot non_primary = Look("non-Primary", false, now);
  non_primary.wsrep->gcomm_uuid = "of this run";
  EXPECT_EQ(WithSnapshot(before, &non_primary, true, kAge, now).member_uuids, before.member_uuids);
}

}  // namespace
}  // namespace watchdog

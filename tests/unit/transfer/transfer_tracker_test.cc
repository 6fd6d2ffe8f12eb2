#include "transfer/transfer_tracker.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace watchdog {
namespace {

using namespace std::chrono_literals;
using Kind = Transfer::Kind;
using Result = Transfer::Result;
using Role = Transfer::Role;
using Notice = TransferNotice::Kind;

Moment At(std::chrono::milliseconds time) {
  return {std::chrono::steady_clock::time_point(1000s) + time,
          std::chrono::system_clock::time_point(2000s) + time};
}

// Real logs, one line a 100 ms.
std::vector<std::string> Lines(const std::string& name) {
  std::ifstream in(std::string(TRANSFER_DATA) + "/" + name + ".log");
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  EXPECT_FALSE(lines.empty()) << name;
  return lines;
}

struct Followed {
  TransferTracker tracker;
  std::vector<TransferNotice> notices;
  std::chrono::milliseconds time{0};

  void Read(const std::string& name) {
    for (const std::string& line : Lines(name)) {
      time += 100ms;
      tracker.OnLine(line, At(time));
      for (TransferNotice& notice : tracker.Tick(At(time))) notices.push_back(std::move(notice));
    }
  }
  int Count(Notice kind) const {
    int count = 0;
    for (const TransferNotice& notice : notices) count += notice.kind == kind ? 1 : 0;
    return count;
  }
};

TEST(TransferTracker, ReadsTheLogsOfRealTransfers) {
  const struct {
    const char* log;
    Role role;
    Kind kind;
    const char* method;
    const char* peer;
    const char* address;
    Result result;
    const char* failure;
    std::optional<std::uint64_t> writesets;
  } cases[] = {
      {"rsync-sst-joiner", Role::kJoiner, Kind::kSst, "rsync", "node1", "", Result::kDone, "", {}},
      {"rsync-sst-donor", Role::kDonor, Kind::kSst, "rsync", "node2", "127.0.0.52", Result::kDone, "", {}},
      {"rsync-ist-joiner", Role::kJoiner, Kind::kIst, "rsync", "node1", "", Result::kDone, "", 2002},
      {"rsync-ist-donor", Role::kDonor, Kind::kIst, "rsync", "node2", "127.0.0.52", Result::kDone, "", 2002},
      {"mariabackup-sst-joiner",
       Role::kJoiner,
       Kind::kSst,
       "mariabackup",
       "node1",
       "",
       Result::kDone,
       "",
       {}},
      {"mariabackup-sst-donor",
       Role::kDonor,
       Kind::kSst,
       "mariabackup",
       "node2",
       "127.0.0.52",
       Result::kDone,
       "",
       {}},
      {"mariabackup-ist-joiner", Role::kJoiner, Kind::kIst, "mariabackup", "node1", "", Result::kDone, "",
       2002},
      {"mariabackup-ist-donor", Role::kDonor, Kind::kIst, "mariabackup", "node2", "127.0.0.52", Result::kDone,
       "", 2002},
      {"mariabackup-broken-joiner",
       Role::kJoiner,
       Kind::kSst,
       "mariabackup",
       "node1",
       "",
       Result::kFailed,
       "Error while getting data from donor node: exit codes: 137 1",
       {}},
      {"mariabackup-broken-donor",
       Role::kDonor,
       Kind::kSst,
       "mariabackup",
       "node2",
       "127.0.0.52",
       Result::kFailed,
       "mariadb-backup finished with error: 1. Check syslog or '/srv/n1/mariabackup.backup.log' for details",
       {}},
      {"mariabackup-joiner-killed-donor",
       Role::kDonor,
       Kind::kSst,
       "mariabackup",
       "node2",
       "127.0.0.52",
       Result::kFailed,
       "mariadb-backup finished with error: 1. Check syslog or '/srv/n1/mariabackup.backup.log' for details",
       {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.log);
    Followed followed;
    followed.Read(c.log);
    ASSERT_TRUE(followed.tracker.current());
    const Transfer& transfer = *followed.tracker.current();
    EXPECT_EQ(transfer.role, c.role);
    EXPECT_EQ(transfer.kind, c.kind);
    EXPECT_EQ(transfer.method, c.method);
    EXPECT_EQ(transfer.peer_name, c.peer);
    EXPECT_EQ(transfer.peer_address, c.address);
    EXPECT_EQ(transfer.result, c.result);
    EXPECT_EQ(transfer.failure, c.failure);
    EXPECT_EQ(transfer.writesets, c.writesets);
    EXPECT_EQ(transfer.bytes, std::nullopt) << "nobody has counted any";
    EXPECT_FALSE(followed.tracker.Runs());
    EXPECT_EQ(followed.Count(Notice::kStarted), 1);
    EXPECT_EQ(followed.Count(Notice::kEnded), 1);
    EXPECT_EQ(followed.tracker.ended(), (TransferTracker::Counts{{{c.role, c.kind, c.result}, 1}}));
  }
}

TEST(TransferTracker, FollowsOneAfterTheOther) {
  Followed followed;
  for (const char* log : {"mariabackup-broken-joiner", "mariabackup-sst-joiner", "rsync-ist-joiner"}) {
    followed.Read(log);
    followed.tracker.OnServerEnd(At(followed.time));
  }
  EXPECT_EQ(followed.tracker.ended(),
            (TransferTracker::Counts{{{Role::kJoiner, Kind::kSst, Result::kDone}, 1},
                                     {{Role::kJoiner, Kind::kSst, Result::kFailed}, 1},
                                     {{Role::kJoiner, Kind::kIst, Result::kDone}, 1}}));
}

TEST(TransferTracker, EveryCutOfARealLogKeepsItSane) {
  for (const char* log : {"mariabackup-sst-donor", "rsync-ist-joiner", "rsync-sst-joiner"}) {
    const auto lines = Lines(log);
    for (std::size_t from = 0; from < lines.size(); from += 7) {
      TransferTracker tracker;
      for (std::size_t at = from; at < lines.size(); ++at) {
        tracker.OnLine(lines[at].substr(0, lines[at].size() * ((at + from) % 5) / 4), At(1s));
        (void)tracker.Tick(At(1s));
      }
      tracker.OnServerEnd(At(2s));
      EXPECT_FALSE(tracker.Runs()) << log << from;
    }
  }
}

const char kRunsJoiner[] =
    "2026-11-21 14:30:18 0 [Note] WSREP: Running: 'wsrep_sst_rsync --role 'joiner' --address 'a:1' ";
const char kWantsAll[] = "2026-11-21 14:30:19 2 [Note] WSREP: Prepared IST receiver for 0-27, listening";
const char kWantsRest[] = "2026-11-21 14:30:19 2 [Note] WSREP: Prepared IST receiver for 28-2029, listening";
const char kSelected[] =
    "2026-11-21 14:30:19 0 [Note] WSREP: Member 1.0 (node2) requested state transfer from '*any*'. Selected "
    "0.0 "
    "(node1)(SYNCED) as donor.";
const char kJoined[] = "2026-11-21 14:30:23 0 [Note] WSREP: Shifting JOINER -> JOINED (TO: 27)";

TransferTracker Receiving(const char* wants) {
  TransferTracker tracker;
  tracker.OnLine(kRunsJoiner, At(0s));
  tracker.OnLine(wants, At(0s));
  tracker.OnLine(kSelected, At(0s));
  return tracker;
}

TEST(TransferTracker, CountsBytesAndKnowsTheRate) {
  TransferTracker tracker = Receiving(kWantsAll);
  tracker.OnExpectedBytes(1000 << 20);
  auto said = tracker.Tick(At(0s));
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].kind, Notice::kStarted);
  std::vector<std::chrono::seconds> progress;
  for (std::uint64_t second = 1; second <= 50; ++second) {
    tracker.OnBytes(second * (10 << 20), true, At(std::chrono::seconds(second)));
    for (const auto& notice : tracker.Tick(At(std::chrono::seconds(second)))) {
      EXPECT_EQ(notice.kind, Notice::kGoesOn);
      progress.emplace_back(second);
    }
  }
  EXPECT_EQ(progress, (std::vector<std::chrono::seconds>{10s, 20s, 30s, 40s, 50s}));
  const Transfer& transfer = *tracker.current();
  EXPECT_NEAR(*transfer.per_second, 10 << 20, 1);
  EXPECT_NEAR(*Percent(transfer), 50, 0.1);
  EXPECT_EQ(TimeLeft(transfer), 50s);
  tracker.OnBytes(3, false, At(51s));
  EXPECT_EQ(transfer.bytes, std::uint64_t{500} << 20) << "never fewer";
  tracker.OnBytes(std::uint64_t{1001} << 20, true, At(52s));
  EXPECT_EQ(Percent(transfer), std::nullopt) << "more than expected: the expectation was wrong";
  tracker.OnLine(kJoined, At(60s));
  said = tracker.Tick(At(60s));
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].kind, Notice::kEnded);
  EXPECT_EQ(Elapsed(said[0].transfer, At(99s)), 60s);
}

TEST(TransferTracker, SaysOnceThatNothingMovesAndOnceThatItDoes) {
  TransferTracker tracker = Receiving(kWantsAll);
  tracker.OnBytes(5, true, At(1s));
  (void)tracker.Tick(At(3s));
  std::vector<std::pair<int, Notice>> said;
  for (int second = 4; second <= 200; ++second) {
    const bool moved = second == 130;  // overwrites, and so grows not
    tracker.OnBytes(5, moved, At(std::chrono::seconds(second)));
    for (const auto& notice : tracker.Tick(At(std::chrono::seconds(second)))) {
      if (notice.kind != Notice::kGoesOn) said.emplace_back(second, notice.kind);
    }
  }
  EXPECT_EQ(said, (std::vector<std::pair<int, Notice>>{
                      {61, Notice::kStalled}, {130, Notice::kMovesAgain}, {190, Notice::kStalled}}));
}

TEST(TransferTracker, WhereNothingIsCountedNothingStandsStill) {
  TransferTracker tracker = Receiving(kWantsRest);
  EXPECT_EQ(tracker.Tick(At(3s)).size(), 1U);
  EXPECT_TRUE(tracker.Tick(At(500s)).empty());
  EXPECT_FALSE(tracker.current()->stalled);
}

TEST(TransferTracker, KnowsAFullOneThatWasHopedToBeIncrementalByItsBytes) {
  TransferTracker tracker = Receiving(kWantsRest);
  tracker.OnBytes(100'000, true, At(1s));
  EXPECT_EQ(tracker.current()->kind, std::nullopt);
  EXPECT_EQ(tracker.current()->bytes, std::nullopt);
  for (const auto time : {2s, 4s}) {
    tracker.OnBytes(5 << 20, true, At(time));
    EXPECT_EQ(tracker.current()->kind, std::nullopt) << "the log may be late";
  }
  tracker.OnBytes(5 << 20, true, At(5s));
  EXPECT_EQ(tracker.current()->kind, Kind::kSst);
}

// Seen: InnoDB's new log was measured before the end of the script was read.
TEST(TransferTracker, TakesNothingThatInnodbWritesForAFullOne) {
  TransferTracker tracker = Receiving(kWantsRest);
  tracker.OnBytes(8 << 20, true, At(1s));
  tracker.OnLine("WSREP_SST: [INFO] mariabackup IST completed on joiner (20261121 14:31:49.782)", At(1200ms));
  tracker.OnBytes(8 << 20, true, At(5s));
  tracker.OnLine(kJoined, At(6s));
  EXPECT_EQ(tracker.current()->kind, Kind::kIst);
  EXPECT_EQ(tracker.current()->bytes, std::nullopt);
}

TEST(TransferTracker, AnEndOfMariadbdEndsWhatItWasAt) {
  TransferTracker tracker = Receiving(kWantsAll);
  tracker.OnServerEnd(At(5s));
  EXPECT_EQ(tracker.current()->result, Result::kFailed);
  EXPECT_EQ(tracker.current()->failure, "mariadbd has ended");
  tracker.OnServerEnd(At(6s));
  tracker.OnLine(kJoined, At(7s));
  EXPECT_EQ(tracker.ended().size(), 1U);
}

galera::WsrepStatusFile File(const char* comment) {
  galera::WsrepStatusFile file;
  file.comment = comment;
  return file;
}

TEST(TransferTracker, OneThatBeganBeforeUsHasNoStart) {
  TransferTracker tracker;
  tracker.OnStatusFile(File("Receiving SST"), At(0s));
  tracker.OnStatusFile(File("Receiving SST"), At(2s));
  EXPECT_FALSE(tracker.current()) << "the log may still tell";
  tracker.OnStatusFile(File("Receiving SST"), At(3s));
  ASSERT_TRUE(tracker.Runs());
  EXPECT_EQ(tracker.current()->kind, std::nullopt) << "the file says SST until it is decided";
  EXPECT_EQ(Elapsed(*tracker.current(), At(9s)), std::nullopt);
  tracker.OnStatusFile(File("Operational"), At(10s));
  tracker.OnStatusFile(File("Operational"), At(14s));
  EXPECT_FALSE(tracker.Runs());
  EXPECT_EQ(tracker.current()->result, std::nullopt) << "how it ended was not seen";
}

TEST(TransferTracker, TheStatusFileNeverEndsWhatTheLogHasBegun) {
  TransferTracker tracker = Receiving(kWantsAll);
  for (int second = 0; second < 30; ++second)
    tracker.OnStatusFile(std::nullopt, At(std::chrono::seconds(second)));
  EXPECT_TRUE(tracker.Runs());
  tracker.OnLine(kJoined, At(31s));
  tracker.OnStatusFile(File("Receiving IST"), At(31s));
  tracker.OnStatusFile(File("Operational"), At(32s));
  EXPECT_FALSE(tracker.Runs());
}

TEST(TransferTracker, TakesTheStatusFilesNumbersOfAnIncrementalOne) {
  TransferTracker tracker = Receiving(kWantsRest);
  galera::WsrepStatusFile file = File("Receiving IST");
  file.progress_done = 500;
  file.progress_total = 2002;
  tracker.OnStatusFile(file, At(1s));
  EXPECT_EQ(tracker.current()->kind, Kind::kIst);
  EXPECT_EQ(tracker.current()->writesets, 500U);
  EXPECT_EQ(tracker.current()->writesets_expected, 2002U);
}

}  // namespace
}  // namespace watchdog

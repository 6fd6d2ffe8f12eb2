#include "transfer/log_event.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using Event = TransferLogEvent;
using Kind = TransferLogEvent::Kind;
using Role = Transfer::Role;

const std::string kNote = "2026-11-21 14:30:25 0 [Note] WSREP: ";

TEST(ParseTransferLine, ReadsWhatMariadbdAndItsScriptsSay) {
  const struct {
    std::string line;
    Event want;
  } cases[] = {
      {kNote +
           "Member 1.0 (node2) requested state transfer from '*any*'. Selected 0.0 (node1)(SYNCED) as donor.",
       {.kind = Kind::kSelected, .joiner = "node2", .donor = "node1"}},
      {kNote + "Member 1.0 (a (b)) requested state transfer from 'c,'. Selected 0.0 (d)(SYNCED) as donor.",
       {.kind = Kind::kSelected, .joiner = "a (b)", .donor = "d"}},
      {kNote + "Running: 'wsrep_sst_rsync --role 'joiner' --address '10.0.0.2:4444' --datadir '/d/'",
       {.kind = Kind::kScript, .role = Role::kJoiner, .method = "rsync"}},
      {kNote +
           "Running: 'wsrep_sst_rsync --role 'donor' --address '10.0.0.2:4444/rsync_sst' --local-port 3306'",
       {.kind = Kind::kScript,
        .role = Role::kDonor,
        .transfer = Transfer::Kind::kSst,
        .method = "rsync",
        .address = "10.0.0.2"}},
      {kNote + "Running: 'wsrep_sst_mariabackup --role 'donor' --address '[fd00::2]:4444/xtrabackup_sst//1' "
               "--bypass'",
       {.kind = Kind::kScript,
        .role = Role::kDonor,
        .transfer = Transfer::Kind::kIst,
        .method = "mariabackup",
        .address = "fd00::2"}},
      {kNote + "Prepared IST receiver for 28-2029, listening at: tcp://10.0.0.2:4568",
       {.kind = Kind::kWanted, .role = Role::kJoiner, .first = 28, .last = 2029}},
      {kNote + "Receiving IST: 2002 writesets, seqnos 28-2029",
       {.kind = Kind::kIstBegins, .role = Role::kJoiner, .first = 28, .total = 2002}},
      {kNote + "Receiving IST...  4.2% (  84/2002 events) complete.",
       {.kind = Kind::kIstProgress, .role = Role::kJoiner, .done = 84, .total = 2002}},
      {kNote +
           "async IST sender starting to serve tcp://10.0.0.2:4568 sending 28-2029, preload starts from 1948",
       {.kind = Kind::kIstServing, .role = Role::kDonor, .address = "10.0.0.2", .first = 28, .last = 2029}},
      {kNote + "async IST sender served", {.kind = Kind::kIstServed, .role = Role::kDonor}},
      {kNote + "SST sent: 11865ed3-e5b8-11f1-899d-7bb81c8204de:27",
       {.kind = Kind::kSent, .role = Role::kDonor}},
      {kNote + "SST sending failed: -22",
       {.kind = Kind::kSendFailed, .role = Role::kDonor, .text = "SST sending failed: -22"}},
      {kNote + "Shifting JOINER -> JOINED (TO: 27)", {.kind = Kind::kJoined, .role = Role::kJoiner}},
      {kNote + "Shifting JOINER -> OPEN (TO: 27)",
       {.kind = Kind::kJoinFailed, .role = Role::kJoiner, .text = "Shifting JOINER -> OPEN (TO: 27)"}},
      {"WSREP_SST: [INFO] Proceeding with SST (20261121 14:31:33.792)",
       {.kind = Kind::kDecided, .role = Role::kJoiner, .transfer = Transfer::Kind::kSst}},
      {"WSREP_SST: [INFO] 'xtrabackup_ist' received from donor: Running IST (20261121 14:31:49.765)",
       {.kind = Kind::kDecided, .role = Role::kJoiner, .transfer = Transfer::Kind::kIst}},
      {"WSREP_SST: [INFO] rsync IST completed on joiner (20261121 14:30:26.973)",
       {.kind = Kind::kStreamed, .role = Role::kJoiner, .transfer = Transfer::Kind::kIst}},
      {"WSREP_SST: [INFO] Bypassing state dump. (20261121 14:30:26.296)",
       {.kind = Kind::kDecided, .role = Role::kDonor, .transfer = Transfer::Kind::kIst}},
      {"WSREP_SST: [ERROR] Error while getting data from donor node: exit codes: 137 1 (20261121 "
       "14:38:04.881)",
       {.kind = Kind::kProblem, .text = "Error while getting data from donor node: exit codes: 137 1"}},
  };
  for (const auto& c : cases) EXPECT_EQ(ParseTransferLine(c.line), c.want) << c.line;
}

TEST(ParseTransferLine, LeavesEverythingElse) {
  for (const std::string& line : {
           std::string(),
           std::string("["),
           std::string(5000, '['),
           std::string("\0\xff\x80[Note] WSREP: ", 18),
           std::string("WSREP_SST: [INFO] "),
           std::string("WSREP_SST: [INFO] SST"),
           std::string("WSREP_SST: [INFO]  SST started on donor ("),
           std::string("WSREP_SST: [INFO] rsync SST started on joiner (20261121 14:30:18.453)"),
           kNote,
           kNote + "SST succeeded for position 00000000-0000-0000-0000-000000000000:-1",
           kNote + "Shifting SYNCED -> DONOR/DESYNCED (TO: 27)",
           kNote + "Running: 'mariadb-install-db'",
           kNote + "Running: 'wsrep_sst_rsync --role 'arbiter' --address '10.0.0.2'",
           kNote + "Member 1.0 (node2) synced with group.",
           // Somebody's word within another line.
           std::string("2026-11-21 14:38:04 14 [Warning] Aborted connection 14 to db: 'x' user: '") + kNote +
               "SST sent: ' host: 'h'",
           std::string("2026-11-21 14:38:04 14 [Note] x ") + "WSREP: async IST sender served",
           // Numbers that are none, or make no sense.
           kNote + "Receiving IST... 100.0% (3/2 events) complete.",
           kNote + "Receiving IST: -3 writesets, seqnos 1-2",
           kNote + "Receiving IST: 99999999999999999999999 writesets, seqnos 1-2",
           kNote + "Prepared IST receiver for x-2, listening",
           kNote + "Prepared IST receiver for 1-",
           kNote + "async IST sender starting to serve tcp://h:1 sending 9-3, preload starts from 1",
       }) {
    EXPECT_EQ(ParseTransferLine(line), std::nullopt) << line;
  }
}

TEST(ParseTransferLine, ALineCutAnywhereIsNeverMisread) {
  const std::string whole =
      kNote +
      "Member 1.0 (node2) requested state transfer from '*any*'. Selected 0.0 (node1)(SYNCED) as donor.";
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_EQ(ParseTransferLine(whole.substr(0, length)), std::nullopt) << length;
}

TEST(ParseTransferLine, KeepsHostileTextShortAndPrintable) {
  const auto named =
      ParseTransferLine(kNote + "Member 1.0 (" + std::string(4000, 'n') +
                        ") requested state transfer from ''. Selected 0.0 (a\x1b[2Jb)(SYNCED) as donor.");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->joiner, "");
  EXPECT_EQ(named->donor, "");
  const auto problem = ParseTransferLine("WSREP_SST: [ERROR] \x1b[2J\n" + std::string(4000, 'x'));
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->text.size(), 300U);
  EXPECT_EQ(problem->text.substr(0, 6), " [2J x");
}

}  // namespace
}  // namespace watchdog

#include <gtest/gtest.h>

#include "mariadbd_config/launch_arguments.h"

namespace watchdog {
namespace {

const std::string kUuid = "9993b11c-e581-11f1-ae70-0675c5f31fa5";
const std::string kMark = "2026-11-21 11:40:10 0 [Note] WSREP: Recovered position: ";

TEST(RecoveredPosition, IsReadFromALog) {
  const auto position = ParseRecoveredPosition("2026-11-21 11:40:10 0 [Note] InnoDB: started\n" + kMark +
                                               kUuid + ":1234\n2026-11-21 11:40:11 0 [Note] bye\n");
  EXPECT_EQ(position, (RecoveredPosition{kUuid, 1234, ""}));
  EXPECT_EQ(position->Text(), kUuid + ":1234");
}

TEST(RecoveredPosition, AcceptsTails) {
  EXPECT_EQ(ParseRecoveredPosition(kMark + kUuid + ":7"), (RecoveredPosition{kUuid, 7, ""}));
  EXPECT_EQ(ParseRecoveredPosition(kMark + kUuid + ":7\r\n"), (RecoveredPosition{kUuid, 7, ""}));
  EXPECT_EQ(ParseRecoveredPosition(kMark + " " + kUuid + ":-1 \t\n"), (RecoveredPosition{kUuid, -1, ""}));
  EXPECT_EQ(ParseRecoveredPosition(kMark + kUuid + ":7,0-1-42\r\n"), (RecoveredPosition{kUuid, 7, "0-1-42"}));
  EXPECT_EQ(ParseRecoveredPosition(kMark + kUuid + ":7,0-1-42,1-2-3"),
            (RecoveredPosition{kUuid, 7, "0-1-42,1-2-3"}));
  EXPECT_EQ(ParseRecoveredPosition(kMark + "00000000-0000-0000-0000-000000000000:-1")->Text(),
            "00000000-0000-0000-0000-000000000000:-1");
}

TEST(RecoveredPosition, IsTheLastOfSeveral) {
  EXPECT_EQ(ParseRecoveredPosition(kMark + kUuid + ":7\n" + kMark + kUuid + ":8\nmore\n")->seqno, 8);
}

TEST(RecoveredPosition, IsUnknownWithoutAWholeLine) {
  const std::string bad[] = {"",
                             "WSREP: disabled, skipping position recovery",
                             kMark,
                             kMark + kUuid,
                             kMark + kUuid + ":",
                             kMark + kUuid + ":x",
                             kMark + kUuid + ":-2",
                             kMark + kUuid + ":7x",
                             kMark + kUuid + ":7 8",
                             kMark + kUuid + ":7,drop",
                             kMark + kUuid + ":99999999999999999999",
                             kMark + kUuid.substr(1) + ":7",
                             kMark + "\n" + kUuid + ":7",
                             "Recovered: " + kUuid + ":7"};
  for (const std::string& log : bad) EXPECT_EQ(ParseRecoveredPosition(log), std::nullopt) << log;
}

}  // namespace
}  // namespace watchdog

#include "transfer/transfer_sayings.h"

#include <gtest/gtest.h>

namespace watchdog {
namespace {

using namespace std::chrono_literals;
using Notice = TransferNotice::Kind;

Moment At(std::chrono::milliseconds time) {
  return {std::chrono::steady_clock::time_point(time), std::chrono::system_clock::time_point(time)};
}

std::string Text(Notice kind, const Transfer& transfer, std::chrono::milliseconds at) {
  const LogSaying saying = Say({kind, transfer, At(at)});
  std::string text = saying.level == galera::LogLevel::kInfo   ? ""
                     : saying.level == galera::LogLevel::kWarn ? "W "
                                                               : "E ";
  text += saying.message;
  for (const galera::LogField& field : saying.fields)
    text += "|" + std::string(field.key) + "=" + field.value;
  return text;
}

Transfer Full() {
  Transfer transfer;
  transfer.kind = Transfer::Kind::kSst;
  transfer.method = "mariabackup";
  transfer.peer_name = "node2";
  transfer.started = At(0s);
  transfer.bytes_expected = 4509715661;
  return transfer;
}

TEST(Say, TellsAFullTransferFromItsStartToItsEnd) {
  Transfer transfer = Full();
  EXPECT_EQ(Text(Notice::kStarted, transfer, 1s),
            "receiving a full state transfer|donor=node2|method=mariabackup|of=about 4.2 GiB");
  transfer.bytes = 1127428915;
  transfer.per_second = 115343360;
  EXPECT_EQ(
      Text(Notice::kGoesOn, transfer, 10s),
      "receiving a full state transfer|done=1.0 GiB|of=about 4.2 GiB|percent=25|rate=110.0 MiB/s|left=29 s");
  EXPECT_EQ(
      Text(Notice::kStalled, transfer, 70s),
      "W the state transfer stands still: nothing has come or gone for 60 s|donor=node2|method=mariabackup|"
      "done=1.0 GiB|of=about 4.2 GiB|elapsed=1 min 10 s");
  transfer.ended = At(100s);
  transfer.result = Transfer::Result::kDone;
  EXPECT_EQ(Text(Notice::kEnded, transfer, 100s),
            "received a full state transfer|donor=node2|method=mariabackup|done=1.0 GiB|elapsed=1 min 40 s");
  transfer.result = Transfer::Result::kFailed;
  transfer.failure = "no space";
  transfer.role = Transfer::Role::kDonor;
  transfer.peer_address = "10.0.0.2";
  EXPECT_EQ(
      Text(Notice::kEnded, transfer, 100s),
      "E a full state transfer has failed|joiner=node2|address=10.0.0.2|method=mariabackup|done=1.0 GiB|"
      "elapsed=1 min 40 s|reason=no space");
}

TEST(Say, CountsWriteSetsOfAnIncrementalOne) {
  Transfer transfer = Full();
  transfer.kind = Transfer::Kind::kIst;
  transfer.writesets_expected = 2002;
  EXPECT_EQ(Text(Notice::kStarted, transfer, 1s),
            "receiving an incremental state transfer|donor=node2|of=2002 write-sets");
  transfer.writesets = 1001;
  transfer.per_second = 100;
  EXPECT_EQ(Text(Notice::kGoesOn, transfer, 10s),
            "receiving an incremental state transfer|done=1001 write-sets|of=2002 write-sets|percent=50|"
            "rate=100 write-sets/s|left=10 s");
}

TEST(Say, LeavesOutWhatIsNotKnown) {
  Transfer transfer;
  EXPECT_EQ(Text(Notice::kStarted, transfer, 1s), "receiving a state transfer");
  EXPECT_EQ(Text(Notice::kGoesOn, transfer, 1s), "receiving a state transfer");
  EXPECT_EQ(Text(Notice::kEnded, transfer, 1s), "a state transfer is over");
}

TEST(BytesText, IsShort) {
  EXPECT_EQ(BytesText(0), "0 B");
  EXPECT_EQ(BytesText(1023), "1023 B");
  EXPECT_EQ(BytesText(1023.99), "1.0 KiB");
  EXPECT_EQ(BytesText(1536), "1.5 KiB");
  EXPECT_EQ(BytesText(1e18), "888.2 PiB");
}

TEST(TimeText, IsShort) {
  EXPECT_EQ(TimeText(0ms), "0.0 s");
  EXPECT_EQ(TimeText(9949ms), "9.9 s");
  EXPECT_EQ(TimeText(9950ms), "10 s");
  EXPECT_EQ(TimeText(59'600ms), "1 min 0 s");
  EXPECT_EQ(TimeText(7500s), "2 h 5 min");
}

}  // namespace
}  // namespace watchdog
